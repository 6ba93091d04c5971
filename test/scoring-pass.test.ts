import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { trackingRoutes } from "../src/api/tracking.ts";
import { ensureEventMonths } from "../src/db/usage/events.ts";
import { ensureAccounts, storeImported } from "../src/db/usage/imports.ts";
import { type DemoEvent, simulate } from "../src/demo/simulate.ts";
import { newId } from "../src/ids.ts";
import { formulaVersion } from "../src/scoring/constants.ts";
import { addDays, daysBetween, eachDay } from "../src/scoring/days.ts";
import { startRules } from "../src/scoring/models/compile-model.ts";
import { marketFactor, speakerOf } from "../src/scoring/score/market.ts";
import { type HeldShares, scoreDay, sharesOf } from "../src/scoring/score/score.ts";
import { advance, type DecaySums, sumsOf } from "../src/scoring/score/sums.ts";
import { type Series, seriesOf } from "../src/scoring/series.ts";
import type { Day } from "../src/scoring/types.ts";
import { runPass } from "../src/usecases/scoring/run-pass.ts";
import { createWriteKey } from "../src/usecases/tenants/create-write-key.ts";
import { startOfDay } from "../src/zones.ts";
import { asSystem, dataDay, makeCast, now } from "./fixture.ts";
import { type Owner, openOwner } from "./owner.ts";
import { tellStory } from "./story.ts";
import { openTestDb, type TestDb } from "./test-db.ts";

/* Scores in the database against the pure scorer, and against themselves by another way. Digits are compared, not roundings. */

const zone = "Europe/Berlin";
const hour = 3_600_000;
/** The first day of the history that is used, and the day up to which it is scored at once. */
const since = addDays(dataDay, -260);
const caughtUpTo = addDays(dataDay, -30);

let db: TestDb;
let owner: Owner;
let events: DemoEvent[];

beforeAll(async () => {
  db = await openTestDb();
  owner = await openOwner(db);
  const demo = simulate({ today: addDays(dataDay, 1), seed: "scoring-pass" });
  // Twelve accounts: enough for a market, few enough to be quick.
  const wanted = new Set(demo.accounts.slice(0, 14).map((account) => account.externalId));
  events = [...demo.events].filter(({ account, day }) => wanted.has(account) && day >= since);
});
afterAll(async () => {
  await owner.close();
  await db.close();
});

/** A tenant that is set up and has scored nothing. @returns its id and the way to send it events */
async function makeTenant(slug: string) {
  const { tenantId, priya } = await makeCast(db, slug, { zone });
  await owner.rows("delete from app.tenant_clock where tenant_id = $1", [tenantId]);
  let clock = now;
  const { key } = await asSystem(db, tenantId, (tx) => createWriteKey(tx, { source: "web", now }));
  const routes = trackingRoutes({ db, now: () => clock });
  const authorization = `Basic ${Buffer.from(`${key}:`).toString("base64")}`;
  /** As an application would, at `at`: the server's clock stands at `received`. */
  async function track(account: string, user: string, at: Date, received: Date = now): Promise<void> {
    clock = received;
    const body = {
      userId: user,
      event: "Board",
      timestamp: at,
      context: { groupId: account },
      messageId: newId(),
    };
    const response = await routes.request("/track", {
      method: "POST",
      headers: { authorization },
      body: JSON.stringify(body),
    });
    expect(await response.json()).toMatchObject({ accepted: 1 });
  }
  const pass = (at: Date, full = false) => runPass(db, tenantId, { now: at, requestId: "test", full });
  return { tenantId, priya, track, pass };
}

/** Stores a part of the simulated events, as an import does. */
async function store(tenantId: string, part: readonly DemoEvent[]): Promise<void> {
  await asSystem(db, tenantId, async (tx) => {
    await ensureEventMonths(tx, since, dataDay);
    const ids = await ensureAccounts(tx, [...new Set(part.map(({ account }) => account))], now);
    const columns = {
      ids: part.map(({ at }) => newId(Date.parse(at))),
      accountIds: part.map(({ account }) => ids.get(account) ?? ""),
      userKeys: part.map(({ user }) => `u:${user}`),
      names: part.map(({ event }) => event),
      times: part.map(({ at }) => at),
    };
    await storeImported(tx, columns, zone, now);
  });
}

interface Row {
  readonly account: string;
  readonly day: Day;
  readonly [figure: string]: unknown;
}

/** Every figure of every score, by account and day. */
const scoresOf = (tenantId: string) =>
  owner.rows<Row>(
    `select a.external_id as account, to_jsonb(s) ->> 'day' as day, s.score, s.recent, s.habit, s.trend, s.people, s.band, s.recent_sum, s.habit_sum,
            s.actual, s.base, s.base_days, s.expected, s.users28, s.silent_days, s.established
       from app.score s join app.account a on a.tenant_id = s.tenant_id and a.id = s.account_id
      where s.tenant_id = $1 order by 1, 2`,
    [tenantId],
  );

const marketsOf = (tenantId: string) =>
  owner.rows<{ day: Day; factor: number; accounts: number }>(
    "select to_jsonb(m) ->> 'day' as day, factor, accounts from app.market_day m where tenant_id = $1 order by 1",
    [tenantId],
  );

/** The morning after a day, in the tenant's zone. */
const morningAfter = (day: Day) => new Date(startOfDay(addDays(day, 1), zone).getTime() + 6 * hour);

/** The scores of an account, from its events alone; `marketOn` of each day. */
function pureScores(series: Series, to: Day, marketOn: (day: Day) => number): Map<Day, object> {
  const scores = new Map<Day, object>();
  const first = series[0]?.day;
  if (first === undefined) return scores;
  let decay: DecaySums | null = null;
  let held: HeldShares = {};
  for (const day of eachDay(first, to)) {
    const sums = sumsOf(series, day, startRules.b2b.established);
    if (sums === null) throw new Error("a first day has sums");
    decay = advance(decay, 1, sums.silentDays === 0, startRules.b2b.memory);
    const figures = { sums, decay, market: marketOn(day), values: {}, held };
    const { parts, score, expected, actual } = scoreDay(figures, startRules.b2b);
    held = sharesOf(startRules.b2b, parts);
    scores.set(day, {
      ...parts,
      score,
      expected,
      actual,
      silent_days: sums.silentDays,
      base: sums.base,
      users28: sums.users28,
      recent_sum: decay.recent,
      habit_sum: decay.habit,
    });
  }
  return scores;
}

/** The market of each day, from the events of all accounts. */
function pureMarkets(all: readonly Series[], to: Day): Map<Day, number> {
  const first = all.map((series) => series[0]?.day ?? to).sort()[0] ?? to;
  return new Map(
    [...eachDay(first, to)].map((day) => {
      const accounts = all.flatMap((series) => {
        const sums = sumsOf(series, day, startRules.b2b.established);
        if (!sums) return [];
        return speakerOf(sums);
      });
      return [day, marketFactor(accounts).factor];
    }),
  );
}

const seriesByAccount = (part: readonly DemoEvent[]) =>
  new Map([...Map.groupBy(part, ({ account }) => account)].map(([account, own]) => [account, seriesOf(own)]));

describe("a pass over a history", () => {
  let whole: Awaited<ReturnType<typeof makeTenant>>;
  beforeAll(async () => {
    whole = await makeTenant("whole");
    await store(whole.tenantId, events);
    await whole.pass(morningAfter(dataDay));
  });

  test("writes what the pure scorer says, to the last digit", async () => {
    const series = seriesByAccount(events);
    const markets = pureMarkets([...series.values()], dataDay);
    const rows = await scoresOf(whole.tenantId);
    expect(rows.length).toBeGreaterThan(2_500);
    expect(new Set(rows.map((row) => row.account)).size).toBeGreaterThanOrEqual(12);
    // A market that is always 1 would prove nothing.
    expect(new Set(markets.values()).size).toBeGreaterThan(50);
    expect(new Map((await marketsOf(whole.tenantId)).map((row) => [row.day, row.factor]))).toEqual(markets);
    for (const [account, own] of series) {
      const pure = pureScores(own, dataDay, (day) => markets.get(day) ?? Number.NaN);
      const stored = rows.filter((row) => row.account === account);
      expect(stored.map((row) => row.day)).toEqual([...pure.keys()]);
      for (const row of stored)
        expect(row, `${account} on ${row.day}`).toMatchObject(pure.get(row.day) ?? {});
    }
  });

  test("gives the same digits day by day, with looks in between, as at once", async () => {
    const daily = await makeTenant("daily");
    await store(
      daily.tenantId,
      events.filter(({ day }) => day <= caughtUpTo),
    );
    await daily.pass(morningAfter(caughtUpTo));
    const byDay = Map.groupBy(events, ({ day }) => day);
    for (const day of eachDay(addDays(caughtUpTo, 1), dataDay)) {
      const ofDay = byDay.get(day) ?? [];
      const noon = new Date(startOfDay(day, zone).getTime() + 12 * hour);
      const early = ofDay.filter(({ at }) => Date.parse(at) < noon.getTime());
      if (early.length > 0) await store(daily.tenantId, early);
      await daily.pass(noon, daysBetween(caughtUpTo, day) % 7 === 0);
      const late = ofDay.filter((event) => !early.includes(event));
      if (late.length > 0) await store(daily.tenantId, late);
      await daily.pass(morningAfter(day));
    }
    expect(await marketsOf(daily.tenantId)).toEqual(await marketsOf(whole.tenantId));
    expect(await scoresOf(daily.tenantId)).toEqual(await scoresOf(whole.tenantId));
    const clock =
      "select to_jsonb(c) ->> 'last_final_day' as day from app.tenant_clock c where tenant_id = $1";
    expect(await owner.rows(clock, [daily.tenantId])).toEqual([{ day: dataDay }]);
  });

  test("goes on from scores of an older formula by sums of its own, and says where it began", async () => {
    const older = await makeTenant("older");
    await store(
      older.tenantId,
      events.filter(({ day }) => day <= caughtUpTo),
    );
    await older.pass(morningAfter(caughtUpTo));
    await owner.rows(
      "update app.score set version = 1, recent_sum = 99, habit_sum = 99 where tenant_id = $1",
      [older.tenantId],
    );
    const next = addDays(caughtUpTo, 1);
    await store(
      older.tenantId,
      events.filter(({ day }) => day === next),
    );
    await older.pass(morningAfter(next));
    const ofNext = (rows: Row[]) => rows.filter((row) => row.day === next);
    const found = ofNext(await scoresOf(older.tenantId));
    expect(found.length).toBeGreaterThanOrEqual(12);
    for (const [at, row] of ofNext(await scoresOf(whole.tenantId)).entries())
      expect(found[at]?.score).toBeCloseTo(Number(row.score), 9);
    const versions = await owner.rows(
      "select to_jsonb(s) ->> 'day' as day, version from app.score s where tenant_id = $1 group by 1, 2 order by 1 desc limit 2",
      [older.tenantId],
    );
    expect(versions).toEqual([
      { day: next, version: formulaVersion },
      { day: caughtUpTo, version: 1 },
    ]);
  });

  test("and a late event change that account from that day on, and nothing else", async () => {
    const before = await scoresOf(whole.tenantId);
    const markets = await marketsOf(whole.tenantId);
    const account = "fjord-energy";
    const day = addDays(dataDay, -25);
    const at = new Date(startOfDay(day, zone).getTime() + 10 * hour);
    await whole.track(account, "a-newcomer", at, morningAfter(dataDay));
    await whole.pass(new Date(morningAfter(dataDay).getTime() + hour));
    const after = await scoresOf(whole.tenantId);
    expect(await marketsOf(whole.tenantId)).toEqual(markets);

    const old = new Map(before.map((row) => [`${row.account} ${row.day}`, JSON.stringify(row)]));
    const changed = after.filter((row) => old.get(`${row.account} ${row.day}`) !== JSON.stringify(row));
    expect(after).toHaveLength(before.length);
    expect(new Set(changed.map((row) => row.account))).toEqual(new Set([account]));
    expect(changed.map((row) => row.day)).toEqual([...eachDay(day, dataDay)]);

    const late = { account, user: "a-newcomer", day, at: at.toISOString(), event: "Board" };
    const series = seriesByAccount([...events, late]).get(account) ?? [];
    const factors = new Map(markets.map((row) => [row.day, row.factor]));
    const pure = pureScores(series, dataDay, (of) => factors.get(of) ?? Number.NaN);
    for (const row of changed) expect(row, row.day).toMatchObject(pure.get(row.day) ?? {});
  });

  test("and any late events, of several accounts, leave all other accounts, all days before and every market as they were", async () => {
    const names = [...new Set(events.map(({ account }) => account))];
    const someEvents = fc.array(
      fc.record({
        account: fc.constantFrom(...names),
        ago: fc.integer({ min: 0, max: 80 }),
        user: fc.constantFrom("late-1", "late-2", "late-3", "u1"),
      }),
      { minLength: 2, maxLength: 6 },
    );
    const markets = await marketsOf(whole.tenantId);
    const factors = new Map(markets.map((row) => [row.day, row.factor]));
    // What the test before has sent is known as well.
    const newcomer = addDays(dataDay, -25);
    const noon = (day: Day) => new Date(startOfDay(day, zone).getTime() + 12 * hour).toISOString();
    const known: DemoEvent[] = [
      ...events,
      { account: "fjord-energy", user: "a-newcomer", day: newcomer, at: noon(newcomer), event: "Board" },
    ];
    let hours = 2;
    await fc.assert(
      fc.asyncProperty(someEvents, async (late) => {
        const before = await scoresOf(whole.tenantId);
        const sent = late.map(({ account, ago, user }): DemoEvent => {
          const day = addDays(dataDay, -ago);
          return { account, user, day, at: noon(day), event: "Board" };
        });
        known.push(...sent);
        await store(whole.tenantId, sent);
        await whole.pass(new Date(morningAfter(dataDay).getTime() + hours++ * hour));
        const after = await scoresOf(whole.tenantId);
        expect(await marketsOf(whole.tenantId)).toEqual(markets);
        const first = (account: string) =>
          sent.flatMap((one) => (one.account === account ? [one.day] : [])).sort()[0] ?? "9999-12-31";
        const untouched = (rows: readonly Row[]) => rows.filter(({ account, day }) => day < first(account));
        expect(untouched(after)).toEqual(untouched(before));
        for (const [account, series] of seriesByAccount(known)) {
          const from = first(account);
          if (from > dataDay) continue;
          const pure = pureScores(series, dataDay, (of) => factors.get(of) ?? Number.NaN);
          const own = after.filter((row) => row.account === account && row.day >= from);
          expect(own).toHaveLength(daysBetween(from, dataDay) + 1);
          for (const row of own) expect(row, row.day).toMatchObject(pure.get(row.day) ?? {});
        }
      }),
      { numRuns: 3, endOnFailure: true },
    );
  });
});

describe("an alert", () => {
  /** Eight people every day until 10 days ago, then nobody: 36% below usual today, under 35% yesterday. */
  async function fallen(slug: string) {
    const tenant = await makeTenant(slug);
    const { tenantId, priya } = tenant;
    const level = (ago: number) => (ago < 10 ? 0 : 8);
    await tellStory(owner, { tenantId, name: "Acme", ownerId: priya, lastDay: dataDay, days: 220, level });
    await tenant.pass(morningAfter(addDays(dataDay, -1)));
    expect(await alertsOf(tenantId)).toEqual([]);
    await tenant.pass(morningAfter(dataDay));
    expect(await alertsOf(tenantId)).toMatchObject([{ kind: "drop", state: "open", day: dataDay }]);
    return tenant;
  }

  const alertsOf = (tenantId: string) =>
    owner.rows(
      `select kind, state, to_jsonb(a) ->> 'opened_day' as day, closed_how, version from app.alert a
        where tenant_id = $1 and kind = 'drop' order by opened_at`,
      [tenantId],
    );

  /** Use of the silent days that arrives after the alert. */
  async function sendLate(tenant: Awaited<ReturnType<typeof makeTenant>>, users: number, days: number) {
    for (let ago = 8; ago > 8 - days; ago--) {
      const at = new Date(startOfDay(addDays(dataDay, -ago), zone).getTime() + 10 * hour);
      for (let user = 1; user <= users; user++)
        await tenant.track("Acme", String(user), at, new Date(morningAfter(dataDay).getTime() + hour));
    }
    await tenant.pass(new Date(morningAfter(dataDay).getTime() + 2 * hour));
  }

  test("that late data undo is withdrawn, and its messages are due for an edit", async () => {
    const tenant = await fallen("undone");
    await sendLate(tenant, 8, 4);
    expect(await alertsOf(tenant.tenantId)).toEqual([
      { kind: "drop", state: "withdrawn", day: dataDay, closed_how: "undone", version: 2 },
    ]);
    const edits = await owner.rows(
      "select 1 from pgboss.job where name = 'refresh-alert' and data ->> 'tenantId' = $1",
      [tenant.tenantId],
    );
    expect(edits).toHaveLength(1);
  });

  test("stays when late data do not undo it", async () => {
    const tenant = await fallen("stays");
    await sendLate(tenant, 1, 1);
    expect(await alertsOf(tenant.tenantId)).toMatchObject([{ state: "open", closed_how: null }]);
  });

  test("is not opened again by passes that come after", async () => {
    const tenant = await fallen("once");
    for (let pass = 1; pass <= 3; pass++)
      await tenant.pass(new Date(morningAfter(dataDay).getTime() + pass * hour), pass === 2);
    expect(await alertsOf(tenant.tenantId)).toMatchObject([{ state: "open", version: 1 }]);
  });
});

describe("today", () => {
  const latestOf = async (tenantId: string, account: string) => {
    const [row] = await owner.rows<{
      day: Day;
      score: number;
      today: Day | null;
      today_score: number | null;
      today_users: number | null;
    }>(
      `select to_jsonb(l) ->> 'day' as day, score, to_jsonb(l) ->> 'today' as today, today_score, today_users from app.score_latest l
         join app.account a on a.tenant_id = l.tenant_id and a.id = l.account_id where l.tenant_id = $1 and a.external_id = $2`,
      [tenantId, account],
    );
    return row;
  };
  const today = addDays(dataDay, 1);

  test("shows what came in since, provisional and only ever more, until the day is over", async () => {
    const { tenantId, priya, track, pass } = await makeTenant("today");
    const level = (ago: number) => (ago % 7 < 5 ? 2 : 0);
    await tellStory(owner, { tenantId, name: "Acme", ownerId: priya, lastDay: dataDay, days: 120, level });
    await pass(now);
    const final = await latestOf(tenantId, "Acme");
    expect(final).toMatchObject({ day: dataDay, today: null, today_score: null });
    for (const user of ["1", "7", "8"]) await track("Acme", user, now);
    await pass(new Date(now.getTime() + 60_000));
    const shown = await latestOf(tenantId, "Acme");
    expect(shown).toMatchObject({ day: dataDay, score: final?.score, today, today_users: 4 });
    expect(shown?.today_score).toBeGreaterThan(final?.score ?? 100);
    expect((await scoresOf(tenantId)).filter(({ day }) => day > dataDay)).toEqual([]);

    await pass(morningAfter(today));
    expect(await latestOf(tenantId, "Acme")).toMatchObject({ day: today, today: null, today_score: null });
  });

  test("an account without any event has no score, which is not 0; a new one has its first within the same pass", async () => {
    const { tenantId, priya, track, pass } = await makeTenant("new");
    await tellStory(owner, {
      tenantId,
      name: "Old",
      ownerId: priya,
      lastDay: dataDay,
      days: 60,
      level: () => 1,
    });
    await asSystem(db, tenantId, (tx) => ensureAccounts(tx, ["Never"], now));
    await track("New", "1", now);
    await pass(new Date(now.getTime() + 60_000));
    expect(await latestOf(tenantId, "Never")).toBeUndefined();
    const provisional = await latestOf(tenantId, "New");
    expect(provisional).toMatchObject({ day: today });
    expect(await scoresOf(tenantId)).not.toContainEqual(expect.objectContaining({ account: "New" }));
    await pass(morningAfter(today));
    expect((await latestOf(tenantId, "New"))?.score).toBe(provisional?.score);
    expect(await latestOf(tenantId, "Never")).toBeUndefined();
    expect(await latestOf(tenantId, "New")).toMatchObject({ day: today });
    expect((await latestOf(tenantId, "New"))?.score).toBeGreaterThan(0);
    expect(new Set((await scoresOf(tenantId)).map(({ account }) => account))).toEqual(
      new Set(["New", "Old"]),
    );
  });
});

describe("the last day that is final", () => {
  test("is the last that a file covers, until a live source lets the clock speak again", async () => {
    const { tenantId, priya, track, pass } = await makeTenant("covered");
    await tellStory(owner, {
      tenantId,
      name: "Acme",
      ownerId: priya,
      lastDay: addDays(dataDay, -20),
      days: 90,
      level: () => 3,
    });
    const cover = (day: Day) =>
      owner.rows(
        `insert into app.tenant_clock (tenant_id, covered_to) values ($1, $2) on conflict (tenant_id) do update set covered_to = excluded.covered_to`,
        [tenantId, day],
      );
    for (const day of [addDays(dataDay, -20), addDays(dataDay, -18)]) {
      await cover(day);
      expect((await pass(now)).lastFinalDay).toBe(day);
      expect((await scoresOf(tenantId)).at(-1)?.day).toBe(day);
    }
    // A file from the future does not make days final that are not over.
    await cover(addDays(dataDay, 30));
    expect((await pass(now)).lastFinalDay).toBe(dataDay);
    await cover(addDays(dataDay, 3));
    await track("Acme", "1", now);
    expect((await pass(morningAfter(addDays(dataDay, 9)))).lastFinalDay).toBe(addDays(dataDay, 9));
  });
});
