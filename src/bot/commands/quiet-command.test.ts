import fc from "fast-check";
import { expect, test } from "vitest";
import { parseQuiet, type QuietRequest } from "./quiet-command.ts";

const set = (from: string | null, to: string | null, weekend: boolean | null = null): QuietRequest => ({
  do: "set",
  times: from === null || to === null ? null : { from, to },
  weekend,
});

test.each<[string, QuietRequest]>([
  ["", { do: "show" }],
  ["off", { do: "off" }],
  ["18:00-8:00", set("18:00", "08:00")],
  ["18:00-8:00 weekends", set("18:00", "08:00", true)],
  ["from 6 pm to 8 am and all weekend", set("18:00", "08:00", true)],
  ["18–8 weekdays", set("18:00", "08:00", false)],
  ["Weekends", set(null, null, true)],
  ["22.30 until 7", set("22:30", "07:00")],
  ["18:00", { do: "unread" }],
  ["18:00 8:00", { do: "unread" }],
  ["18:00-18:00", { do: "unread" }],
  ["18:00-8:00-9:00", { do: "unread" }],
  ["- 18:00 8:00", { do: "unread" }],
  ["25-26", { do: "unread" }],
  ["weekends weekdays", { do: "unread" }],
  ["tonight", { do: "unread" }],
])("“%s” is understood", (text, request) => {
  expect(parseQuiet(text)).toEqual(request);
});

test("any text is a request, and what it sets are two different times", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[0-9:. -]{0,14}( weekends?)?$/)), (text) => {
      const request = parseQuiet(text);
      if (request.do !== "set" || request.times === null) return;
      expect(request.times.from).toMatch(/^([01]\d|2[0-3]):[0-5]\d$/);
      expect(request.times.to).toMatch(/^([01]\d|2[0-3]):[0-5]\d$/);
      expect(request.times.from).not.toBe(request.times.to);
    }),
  );
});
