import { describe, expect, it } from "vitest";
import { eligibleRows } from "../scoring/backtest/eligible-rows.ts";
import { cutOffs } from "../scoring/backtest/protocol.ts";
import { addDays, weekdayOf } from "../scoring/days.ts";
import { fellMost } from "../scoring/detect/fell-most.ts";
import { leastAccounts, leastBadAccounts } from "../scoring/models/calibrate.ts";
import { seriesOf } from "../scoring/series.ts";
import { castings } from "./cast.ts";
import { simulate } from "./simulate.ts";
import { easterOf, workShare } from "./work-calendar.ts";

const today = "2026-11-20";
const demo = simulate({ today, seed: "orrery" });
const events = [...demo.events];

describe("the demo tenant", () => {
  it("is the same for the same day and seed, and another for another seed", () => {
    expect([...simulate({ today, seed: "orrery" }).events]).toEqual(events);
    expect([...demo.events]).toEqual(events);
    expect([...simulate({ today, seed: "other" }).events]).not.toEqual(events);
  });

  it("has forty customers and eight who left, of known owners, one without any event", () => {
    const emails = new Set(demo.members.filter(({ role }) => role === "manager").map(({ email }) => email));
    expect(demo.members).toHaveLength(6);
    expect(demo.accounts.filter(({ churnedOn }) => churnedOn === null)).toHaveLength(40);
    expect(demo.accounts.filter(({ churnedOn }) => churnedOn !== null)).toHaveLength(8);
    expect(new Set(demo.accounts.map((account) => account.externalId)).size).toBe(48);
    expect(demo.accounts.every((account) => emails.has(account.ownerEmail))).toBe(true);
    const used = new Set(events.map((event) => event.account));
    expect(demo.accounts.filter(({ externalId }) => !used.has(externalId)).map(({ name }) => name)).toEqual([
      "Kestrel Robotics",
    ]);
  });

  it("covers two years up to yesterday, in office hours, by known people", () => {
    const users = new Set(demo.accounts.flatMap((account) => account.users.map((user) => user.id)));
    const days = events.map((event) => event.day).sort();
    expect(events.length).toBeGreaterThan(25_000);
    expect(events.length).toBeLessThan(150_000);
    expect(days[0]?.slice(0, 7)).toBe("2024-11");
    expect(days.at(-1)).toBe("2026-11-19");
    expect(events.every((event) => users.has(event.user) && event.at.startsWith(event.day))).toBe(true);
    expect(events.every((event) => event.at.slice(11, 13) >= "07" && event.at.slice(11, 13) < "16")).toBe(
      true,
    );
  });

  it("rests at weekends and at Christmas", () => {
    const onWeekends = events.filter((event) => weekdayOf(event.day) > 5).length;
    expect(onWeekends / events.length).toBeLessThan(0.05);
    const between = (from: string, to: string) => events.filter(({ day }) => day >= from && day <= to).length;
    expect(between("2025-12-22", "2026-01-02")).toBeLessThan(0.5 * between("2025-12-01", "2025-12-12"));
  });

  it.each(["2026-11-20", "2027-04-14", "2028-02-29"])("tells its stories as of %s", (day) => {
    const made = [...simulate({ today: day, seed: "orrery" }).events];
    const lastUse = (name: string) =>
      made
        .filter((event) => event.account === name)
        .reduce((last, event) => (event.day > last ? event.day : last), "");
    expect(lastUse("celik-systems") < addDays(day, -30)).toBe(true);
    expect(lastUse("celik-systems") > addDays(day, -50)).toBe(true);
    expect(lastUse("meridian-foods")).toBe(addDays(day, -1));
  });

  it.each(["2026-11-20", "2026-11-22", "2026-11-23", "2026-12-30", "2027-01-04", "2027-02-12", "2028-02-29"])(
    "has Acme fallen by a third or more of late, mostly in Planning board, as of %s",
    (day) => {
      const made = [...simulate({ today: day, seed: "bellwether" }).events];
      const acme = made.filter((event) => event.account === "acme");
      const within = (from: number, to: number, feature?: string) =>
        new Set(
          acme
            .filter((one) => one.day >= addDays(day, -from) && one.day <= addDays(day, -to))
            .filter((one) => feature === undefined || one.event === feature)
            .map((one) => `${one.day} ${one.user}`),
        ).size;
      const worked = (from: number, to: number) =>
        Array.from({ length: from - to + 1 }, (_, index) => workShare(addDays(day, -to - index))).reduce(
          (sum, share) => sum + share,
          0,
        );
      const perWorkedDay = (from: number, to: number) => within(from, to) / worked(from, to);
      const now = perWorkedDay(28, 1);
      const usual = perWorkedDay(112, 29);
      expect(now).toBeLessThan(0.72 * usual);
      expect(now).toBeGreaterThan(0.4 * usual);
      const features = [...new Set(acme.map(({ event }) => event))].map((feature) => ({
        feature,
        actual: within(28, 1, feature),
        usual: (within(112, 29, feature) * worked(28, 1)) / worked(112, 29),
      }));
      expect(fellMost(features)?.feature).toBe("Planning board");
    },
  );

  it("has no use by who left from that day on, and all of it longer ago than today's windows reach", () => {
    for (const { externalId, churnedOn } of demo.accounts) {
      if (churnedOn === null) continue;
      const days = events.filter(({ account }) => account === externalId).map(({ day }) => day);
      expect(days.length).toBeGreaterThan(100);
      expect(days.every((day) => day < churnedOn)).toBe(true);
      expect(churnedOn < addDays(today, -140)).toBe(true);
    }
  });

  it.each(["2026-11-20", "2027-02-12", "2028-02-29"])(
    "has a past that bands can be drawn from, as of %s: enough accounts, and enough that stopped or fell",
    (day) => {
      const made = [...simulate({ today: day, seed: "bellwether" }).events];
      const [firstDay, lastDay] = [addDays(day, -730), addDays(day, -1)];
      const cuts = cutOffs({ from: addDays(firstDay, 112), to: addDays(lastDay, -56) }, { lastDay }, "b2b");
      const judged = [...Map.groupBy(made, ({ account }) => account).values()].flatMap((used) => {
        const rows = eligibleRows(seriesOf(used), cuts, lastDay, "b2b");
        return rows.length === 0 ? [] : [rows.some(({ lapse, decline }) => lapse || decline === true)];
      });
      expect(judged.length).toBeGreaterThanOrEqual(leastAccounts);
      expect(judged.filter(Boolean).length).toBeGreaterThanOrEqual(leastBadAccounts);
    },
  );

  it("knows every story by name", () => {
    expect(new Set(castings.map((casting) => casting.story)).size).toBeGreaterThan(8);
  });
});

describe("the work calendar", () => {
  it("knows Easter and what hangs on it", () => {
    expect([2024, 2025, 2026, 2027, 2038].map(easterOf)).toEqual([
      "2024-03-31",
      "2025-04-20",
      "2026-04-05",
      "2027-03-28",
      "2038-04-25",
    ]);
    expect(workShare("2026-04-06")).toBeLessThan(0.1);
    expect(workShare("2026-04-07")).toBeGreaterThan(1);
  });
});
