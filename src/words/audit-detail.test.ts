import { expect, test } from "vitest";
import { auditDetail } from "./audit-detail.ts";

const priya = "019a9c1e-0000-7000-8000-000000000001";
const alert = "019a9c1e-0000-7000-8000-00000000000a";
const reader = {
  people: [{ id: priya, name: "Priya Shah", email: "shah@orrery.example", removed: true }],
  zone: "Europe/Berlin",
  today: "2026-11-20",
};

const byItself = (detail: Record<string, unknown>) =>
  ({ actor: "system", surface: "job", memberId: null, detail }) as const;

test.each<[Record<string, unknown>, string[]]>([
  [{ format: "pdf", from: "2026-08-21", to: "2026-11-19" }, ["as PDF", "21 Aug – 19 Nov 2026"]],
  [{ filter: "at-risk", page: 2, shown: 50 }, ["only at risk", "page 2", "50 shown"]],
  [{ filter: "all", page: 1, shown: 1_900 }, ["1,900 shown"]],
  [{ memberId: priya, role: "manager" }, ["Priya Shah (removed)", "as account manager"]],
  [{ changes: { plan: [null, "Pro"], seats: [10, 12] } }, ["plan: none → Pro", "seats: 10 → 12"]],
  [
    { scope: "tenant", before: { dropPercent: 45, quiet: true }, after: { dropPercent: 50, quiet: true } },
    ["of the team", "drop percent: 45 → 50"],
  ],
  [
    { active: true, localTime: "08:30", weekdays: [1, 2, 3, 4, 5], zone: "Europe/Berlin" },
    ["active: yes", "at 8:30", "on weekdays", "Berlin time"],
  ],
  [
    { name: "tickets", source: { from: "event", event: "Ticket opened" } },
    ["tickets", "event: Ticket opened"],
  ],
  [{ until: "2026-11-30T07:00:00Z" }, ["until: Mon 30 Nov, 8:00"]],
  [{ verb: "removed member", lines: 3 }, ["only “Removed a member”", "3 lines"]],
])("%j is said as %j", (detail, phrases) => {
  expect(auditDetail(byItself(detail), reader)).toEqual(phrases);
});

test("ids of things, and what only machines read, are left out", () => {
  const detail = { alertId: alert, metricId: alert, conversation: "C0123", previewId: alert, why: null };
  expect(auditDetail(byItself(detail), reader)).toEqual([]);
});

test("a text that was typed stays one line, and a long one is cut", () => {
  const [phrase = ""] = auditDetail(byItself({ query: `ac\nme\u202e${"x".repeat(500)}` }), reader);
  expect(phrase).toMatch(/^ac mex+…$/);
  expect(phrase.length).toBeLessThanOrEqual(120);
});

test("who did it is said once, whom it was done to always", () => {
  const detail = { memberId: priya, by: "link" };
  expect(auditDetail({ ...byItself(detail), surface: "web" }, reader)).toEqual(["by link"]);
  expect(auditDetail({ ...byItself(detail), actor: "member", memberId: priya }, reader)).toEqual(["by link"]);
  expect(auditDetail({ ...byItself(detail), actor: "operator", surface: "cli" }, reader)).toEqual([
    "Priya Shah (removed)",
    "by link",
  ]);
});
