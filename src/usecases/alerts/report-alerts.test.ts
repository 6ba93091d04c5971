import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { addAccount, addAlert, as, type Cast, dropOpening, makeCast, now } from "../../../test/fixture.ts";
import { openTestDb, type TestDb } from "../../../test/test-db.ts";
import { alertReportCommand } from "../../cli/alert-commands.ts";
import { withTenant } from "../../db/with-tenant.ts";
import { judgeAlert } from "./change-alert.ts";
import { reportAlerts } from "./report-alerts.ts";

let db: TestDb;
let cast: Cast;

const silenceOpening = {
  kind: "silence",
  days: 30,
  lastUsedOn: "2026-10-06",
  userDaysBefore: 17,
  usersBefore: 6,
  history: null,
} as const;

/** Drops from 45% were judged over two months; a threshold was tried, and nobody judged the silence. */
const told = [
  { on: "2026-10-05", from: 45, feedback: "wrong" },
  { on: "2026-10-12", from: 45, feedback: "useful" },
  { on: "2026-11-02", from: 45, feedback: "expected" },
  { on: "2026-11-03", from: 45, feedback: null },
  { on: "2026-11-04", from: 30, feedback: "wrong" },
  { on: "2026-11-05", from: null, feedback: null },
] as const;

beforeAll(async () => {
  db = await openTestDb();
  cast = await makeCast(db, "orrery");
  for (const { on, from, feedback } of told) {
    const accountId = await addAccount(db, cast.tenantId, { name: on, ownerId: cast.priya, score: 70 });
    const opening = from === null ? silenceOpening : { ...dropOpening, thresholdPercent: from };
    const openedAt = new Date(`${on}T08:00:00Z`);
    const alertId = await addAlert(db, cast.tenantId, accountId, { opening, openedAt });
    if (feedback === null) continue;
    await withTenant(db, as(cast.tenantId, cast.dana), (tx) => judgeAlert(tx, { alertId, feedback, now }));
  }
});
afterAll(() => db.close());

describe("how alerts were judged", () => {
  test("is told of each rule month by month, and adds up to the rule and to the month", async () => {
    const report = await withTenant(db, as(cast.tenantId, cast.dana), (tx) => reportAlerts(tx, { now }));
    const none = { useful: 0, expected: 0, wrong: 0 };
    expect(report.rules.map(({ kind, fromPercent, months }) => [kind, fromPercent, months])).toEqual([
      ["silence", null, [{ month: "2026-11", ...none, told: 1 }]],
      ["drop", 30, [{ month: "2026-11", ...none, told: 1, wrong: 1 }]],
      [
        "drop",
        45,
        [
          { month: "2026-10", ...none, told: 2, useful: 1, wrong: 1 },
          { month: "2026-11", ...none, told: 2, expected: 1 },
        ],
      ],
    ]);
    for (const field of ["told", "useful", "expected", "wrong"] as const) {
      for (const rule of report.rules)
        expect(rule[field]).toBe(rule.months.reduce((sum, month) => sum + month[field], 0));
      for (const { month, ...judged } of report.months) {
        const ofRules = report.rules.flatMap(({ months }) => months.filter((each) => each.month === month));
        expect(judged[field]).toBe(ofRules.reduce((sum, each) => sum + each[field], 0));
      }
    }
  });

  test("is printed on the command line, a rule's months under the rule", async () => {
    const lines: string[] = [];
    await alertReportCommand.run({
      positionals: [],
      values: {},
      json: false,
      now,
      terminal: { out: (text: string) => lines.push(text), err: () => {}, interactive: false },
      database: async () => ({ db }),
      tenantId: async () => cast.tenantId,
      progress: () => {},
    } as never);
    expect(lines.join("")).toBe(`4 alerts were judged: too few answers to say, 10 are needed.
                           alerts judged useful expected wrong  right
  Silences                      1      0      0        0     0  –
    November 2026               1      0      0        0     0  1, none judged
  Drops from 30%                1      1      0        0     1  –
    November 2026               1      1      0        0     1  0 of 1
  Drops from 45%                4      3      1        1     1  –
    October 2026                2      2      1        0     1  1 of 2
    November 2026               2      1      0        1     0  1 of 1
  Every rule                    6      4      1        1     2  –
    October 2026                2      2      1        0     1  1 of 2
    November 2026               4      2      0        1     1  1 of 2
`);
  });
});
