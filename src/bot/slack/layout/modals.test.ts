import fc from "fast-check";
import { expect, test } from "vitest";
import * as cast from "../../../../test/cast.ts";
import {
  readShareSubmission,
  readSubmission,
  renderResolveModal,
  renderShareModal,
  renderSnoozeModal,
} from "./modals.ts";

const now = cast.now;
const carried = { now, zone: "Europe/Berlin", ref: "C1:1.2" };
const snooze = renderSnoozeModal(cast.acmeAlert, carried);

/** A snooze modal as Slack sends it back. */
function submitted(values: Record<string, unknown>, over: Record<string, unknown> = {}) {
  const state = {
    values: Object.fromEntries(Object.entries(values).map(([name, value]) => [name, { [name]: value }])),
  };
  return { callback_id: snooze.callback_id, private_metadata: snooze.private_metadata, state, ...over };
}

const chosen = (value: string) => ({ type: "radio_buttons", selected_option: { value } });
const untilOf = (view: unknown, at = now) => {
  const read = readSubmission(view, at);
  return read?.ok && read.form === "snooze" ? read.input.until.toISOString() : read;
};

test("the choices name their dates in the member's zone", () => {
  const labels = [...JSON.stringify(snooze.blocks).matchAll(/"text":"([^"]+)","emoji"/g)].map(
    (match) => match[1],
  );
  expect(labels).toEqual(
    expect.arrayContaining([
      "Tomorrow 8:30",
      "3 days, until Mon 23 Nov",
      "1 week, until Fri 27 Nov",
      "Pick a date…",
    ]),
  );
  expect(snooze.title.text.length).toBeLessThanOrEqual(24);
});

test("a choice ends at 8:30 there, on both sides of a clock change", () => {
  expect(untilOf(submitted({ span: chosen("1-week") }))).toBe("2026-11-27T07:30:00.000Z");
  const saturday = new Date("2027-03-27T09:00:00Z");
  expect(untilOf(submitted({ span: chosen("tomorrow") }), saturday)).toBe("2027-03-28T06:30:00.000Z");
});

test("a picked date is checked, and the error stands at its field", () => {
  const pick = (date: string | null) => submitted({ span: chosen("date"), date: { selected_date: date } });
  expect(untilOf(pick("2026-12-01"))).toBe("2026-12-01T07:30:00.000Z");
  expect(readSubmission(pick(null), now)).toEqual({ ok: false, errors: { date: "Pick a date." } });
  expect(readSubmission(pick("2026-11-20"), now)).toEqual({
    ok: false,
    errors: { date: "Pick a day from tomorrow on." },
  });
  expect(readSubmission(pick("2026-02-31"), now)).toMatchObject({ ok: false });
  expect(readSubmission(pick("2031-01-01"), now)).toMatchObject({
    ok: false,
    errors: { date: "A snooze lasts a year at most." },
  });
});

test("reason, waking and the clicked message come back", () => {
  const view = submitted({
    span: chosen("3-days"),
    reason: { value: "  on holiday " },
    wakeIfWorse: { selected_options: [{ value: "yes" }] },
  });
  expect(readSubmission(view, now)).toMatchObject({
    ok: true,
    form: "snooze",
    alertId: cast.acmeAlert.id,
    ref: "C1:1.2",
    input: { reason: "on holiday", wakeIfWorse: true },
  });
});

test("a resolve says how it ended, and asks again when it does not know", () => {
  const resolve = renderResolveModal(cast.acmeAlert, carried);
  const view = { callback_id: resolve.callback_id, private_metadata: resolve.private_metadata };
  const values = { how: { how: chosen("told-why") }, note: { note: { value: "moved to a new plan" } } };
  expect(readSubmission({ ...view, state: { values } }, now)).toMatchObject({
    ok: true,
    form: "resolve",
    input: { how: "told-why", note: "moved to a new plan" },
  });
  expect(readSubmission({ ...view, state: { values: {} } }, now)).toMatchObject({
    ok: false,
    errors: { how: expect.any(String) },
  });
});

test("a share says who will see it, and its subject comes back", () => {
  const subject = { kind: "account", accountId: cast.acme.id } as const;
  const modal = renderShareModal("Acme's health", { name: "#cs-emea", people: 14 }, { subject, ref: "C1" });
  expect(JSON.stringify(modal)).toContain("Everyone in #cs-emea (14 people) will see Acme's health.");
  expect(
    readShareSubmission({ callback_id: modal.callback_id, private_metadata: modal.private_metadata }),
  ).toEqual({
    subject,
    ref: "C1",
  });
});

test("what did not come from our modal is nothing, and never throws", () => {
  expect(
    readSubmission(submitted({ span: chosen("1-week") }, { private_metadata: "{}" }), now),
  ).toBeUndefined();
  expect(
    readSubmission(submitted({ span: chosen("1-week") }, { callback_id: "other" }), now),
  ).toBeUndefined();
  fc.assert(
    fc.property(fc.anything(), (view) => {
      expect(readSubmission(view, now)).toBeUndefined();
      expect(readShareSubmission(view)).toBeUndefined();
    }),
  );
});
