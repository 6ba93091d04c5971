import { expect, test } from "vitest";
import type { Reader } from "../../results/reader.ts";
import { saidLate } from "./late.ts";

const reader = { zone: "Europe/Berlin" } as Reader;
const message = { summary: "Acme: usage down 49%.", parts: [{ part: "heading", text: "Acme" }] } as const;
const dueAt = new Date("2026-11-20T07:10:00Z");
const last = (sentAt: string) =>
  JSON.stringify(saidLate(message, reader, { dueAt, sentAt: new Date(sentAt) }).parts.at(-1));

test("a message that waited says when it was due; one in time says nothing", () => {
  expect(saidLate(message, reader, { dueAt, sentAt: new Date("2026-11-20T07:24:59Z") })).toBe(message);
  expect(last("2026-11-20T08:05:00Z")).toContain("Late: due at 8:10, sent at 9:05.");
  expect(last("2026-11-22T08:05:00Z")).toContain("Late: due at Fri 20 Nov, 8:10, sent at 9:05.");
});
