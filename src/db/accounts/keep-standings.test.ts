import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { addAccount, addAlert, as, asSystem, type Cast, makeCast, now } from "../../../test/fixture.ts";
import { type Owner, openOwner } from "../../../test/owner.ts";
import { type StandingChange, standingChange, standingNames } from "../../../test/standing-changes.ts";
import { openTestDb, type TestDb } from "../../../test/test-db.ts";
import type { ListAccountsInput } from "../../usecases/portfolio/list-accounts.ts";
import { lookAtPortfolio } from "../../usecases/portfolio/look-at-portfolio.ts";
import { dayIn } from "../../zones.ts";
import { lockTenantClock } from "../people/tenants.ts";
import { type TenantTx, withTenant } from "../with-tenant.ts";
import { keepStandings } from "./keep-standings.ts";
import type { PortfolioFilter } from "./portfolio-query.ts";

let db: TestDb;
let owner: Owner;
let cast: Cast;

beforeAll(async () => {
  db = await openTestDb();
  owner = await openOwner(db);
});
afterAll(async () => {
  await owner.close();
  await db.close();
});

const day = 86_400_000;
const later = (days: number) => new Date(now.getTime() + days * day);

/** What the pass does at its end. @param before what happens before it is committed */
const keep = (at: Date, before?: () => Promise<unknown>) =>
  asSystem(db, cast.tenantId, async (tx) => {
    await lockTenantClock(tx, { wait: true });
    await keepStandings(tx, dayIn(at, "Europe/Berlin"));
    await before?.();
  });

/** All of a reader's list as a page shows it: order, counts and sums. */
const look = (memberId: string, at: Date, asked: Partial<ListAccountsInput> = {}) =>
  withTenant(db, as(cast.tenantId, memberId), async (tx) => {
    const { portfolio, stakes } = await lookAtPortfolio(tx, { now: at, pageSize: 100, ...asked });
    const { counts, needYou, total, matching, lines } = portfolio;
    return { counts, needYou, total, matching, stakes, names: lines.map(({ name }) => name) };
  });

/** The same look as if nothing were kept. */
async function afresh<T>(work: () => Promise<T>): Promise<T> {
  const clock = "update app.tenant_clock set standings_on = $2 where tenant_id = $1";
  const [before] = await owner.rows<{ day: string | null }>(
    "select standings_on as day from app.tenant_clock where tenant_id = $1",
    [cast.tenantId],
  );
  await owner.rows(clock, [cast.tenantId, null]);
  try {
    return await work();
  } finally {
    await owner.rows(clock, [cast.tenantId, before?.day ?? null]);
  }
}

/** What happens next: the pass keeps, a day passes, something changes, or is undone, or goes on while the pass keeps. */
const step = fc.record({
  keepsBefore: fc.boolean(),
  kind: fc.constantFrom(
    "keep",
    "day",
    "change",
    "change",
    "change",
    "undone",
    "as it keeps",
    "while it keeps",
  ),
  change: standingChange,
  /** How somebody looks afterwards, beside the first page. */
  asked: fc.record({
    filter: fc.constantFrom<PortfolioFilter>(
      "all",
      "needs-you",
      "at-risk",
      "watch",
      "healthy",
      "renewal",
      "no-data",
    ),
    descending: fc.boolean(),
    page: fc.constantFrom(1, 2),
    pageSize: fc.constantFrom(2, 3, 100),
  }),
});

const undone = new Error("undone");

async function take(kind: string, change: StandingChange, at: Date): Promise<void> {
  const inItsTurn = (work: (tx: TenantTx) => Promise<unknown>) => asSystem(db, cast.tenantId, work);
  if (kind === "keep") await keep(at);
  if (kind === "change") await inItsTurn((tx) => change(tx, cast.priya));
  if (kind === "undone") {
    const work = inItsTurn(async (tx) => {
      await change(tx, cast.priya);
      throw undone;
    });
    await expect(work).rejects.toBe(undone);
  }
  if (kind === "as it keeps") {
    await inItsTurn(async (tx) => {
      await change(tx, cast.priya);
      await keep(at);
    });
  }
  if (kind === "while it keeps") await keep(at, () => inItsTurn((tx) => change(tx, cast.priya)));
}

/** A tenant with an account for each letter, kept as it stands; Priya looks after every second. */
async function makeKept(slug: string): Promise<void> {
  cast = await makeCast(db, slug);
  for (const [n, name] of standingNames.entries()) {
    const seenBy = n % 2 === 0 ? [cast.priya] : [];
    await addAccount(db, cast.tenantId, { name, externalId: `n${n}`, seenBy });
  }
  await keep(now);
}

describe("what is kept of standings", () => {
  test("is what is worked out afresh, after any changes, in any order, at the same time", async () => {
    let tenants = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 8 }), async (steps) => {
        await makeKept(`any-${tenants++}`);
        let at = now;
        for (const { keepsBefore, kind, change, asked } of steps) {
          if (keepsBefore) await keep(at);
          if (kind === "day") at = new Date(at.getTime() + day);
          await take(kind, change, at);
          const looks = async () => [
            await look(cast.dana, at),
            await look(cast.dana, at, asked),
            await look(cast.priya, at, asked),
          ];
          expect(await looks()).toEqual(await afresh(looks));
        }
      }),
      { numRuns: 15 },
    );
  });

  test("is what pages read: rows and counts", async () => {
    await makeKept("read");
    const { tenantId } = cast;
    await owner.rows("update app.account_standing set need = 1 where tenant_id = $1 and name = 'Echo'", [
      tenantId,
    ]);
    await owner.rows("update app.standing_tally set band = 'watch' where tenant_id = $1", [tenantId]);
    for (const memberId of [cast.dana, cast.priya]) {
      expect((await look(memberId, now)).names[0], "the order is kept").toBe("Echo");
      expect((await look(memberId, now, { search: "c" })).names[0], "a search looks for itself").toBe("Cato");
    }
    expect((await look(cast.dana, now)).counts).toMatchObject({ watch: 6, noData: 0 });
    expect((await look(cast.priya, now)).counts, "the sums are for who sees all").toMatchObject({
      noData: 3,
    });
  });

  test("counts on its day only: what a new day changes needs no write", async () => {
    await makeKept("days");
    const { tenantId } = cast;
    await owner.rows(
      "update app.account set churned_on = '2026-11-22' where tenant_id = $1 and name = 'Abel'",
      [tenantId],
    );
    await owner.rows(
      "update app.account set renewal_on = '2027-02-20' where tenant_id = $1 and name = 'Bora'",
      [tenantId],
    );
    await owner.rows(
      `insert into app.alert (tenant_id, id, account_id, kind, cause, state, opened_day, opened_at, figures, snoozed_until)
       select tenant_id, gen_random_uuid(), id, 'silence', 'silence', 'snoozed', '2026-11-19', $2, '{}', '2026-11-23T09:00:00Z'
         from app.account where tenant_id = $1 and name = 'Cato'`,
      [tenantId, now],
    );
    await keep(now);
    const seen = [];
    for (const days of [0, 1, 2, 3]) {
      const { needYou, stakes, counts } = await look(cast.dana, later(days));
      seen.push([needYou, stakes.renewals.noData, counts.noData]);
    }
    expect(seen, "waiting, renewing, in a band").toEqual([
      [0, 0, 6],
      [0, 0, 6],
      [0, 1, 5],
      [1, 1, 5],
    ]);
  });

  /** Accounts that are marked; null: all. */
  const marks = async () =>
    (
      await owner.rows<{ account_id: string | null }>(
        "select account_id from app.standing_due where tenant_id = $1",
        [cast.tenantId],
      )
    ).map(({ account_id }) => account_id);

  test.each([
    ["account", "name = 'Zyx'"],
    ["account", "renewal_on = '2026-12-24'"],
    ["account", "churned_on = '2026-11-20'"],
    ["account", "contract_value = 7"],
    ["account", "currency = 'USD'"],
    ["score_latest", "band = 'watch'"],
    ["score_latest", "score = 71"],
    ["score_latest", "score_28d = 99"],
    ["alert", "state = 'acknowledged'"],
    ["alert", "opened_at = opened_at - interval '1 day'"],
    ["alert", "snoozed_until = now()"],
  ])("is marked by a change of its %s: %s", async (table, set) => {
    await makeKept(`one-${table.slice(0, 2)}-${set.slice(0, set.indexOf(" ")).replaceAll("_", "-")}`);
    const { tenantId } = cast;
    const id = await addAccount(db, tenantId, { name: "Gale", score: 80, monthAgo: 70 });
    await addAlert(db, tenantId, id);
    await keep(now);
    const key = table === "account" ? "id" : "account_id";
    await owner.rows(`update app.${table} set ${set} where tenant_id = $1 and ${key} = $2`, [tenantId, id]);
    expect(await marks()).toEqual([id]);
  });

  test("is left alone where nothing is marked", async () => {
    await makeKept("quiet");
    await owner.rows("update app.account_standing set need = 1 where tenant_id = $1 and name = 'Echo'", [
      cast.tenantId,
    ]);
    await keep(now);
    expect((await look(cast.dana, now)).names[0]).toBe("Echo");
    await keep(later(1));
    expect((await look(cast.dana, later(1))).names[0]).toBe("Abel");
  });

  test("is marked once for a change of very many, and not at all for what no standing is made of", async () => {
    await makeKept("marks");
    const { tenantId } = cast;
    await owner.rows("update app.account set traits = '{}', last_day = '2026-11-19' where tenant_id = $1", [
      tenantId,
    ]);
    expect(await marks()).toEqual([]);
    await owner.rows("update app.account set contract_value = 7 where tenant_id = $1", [tenantId]);
    expect(await marks()).toHaveLength(6);
    await keep(now);
    expect(await marks()).toEqual([]);
    await owner.rows(
      `insert into app.account (tenant_id, id, external_id, name, created_at)
       select $1, gen_random_uuid(), 'many ' || n, 'Many ' || n, $2 from generate_series(1, 101) n`,
      [tenantId, now],
    );
    expect(await marks()).toEqual([null]);
    expect((await look(cast.dana, now)).total).toBe(107);
  });

  test("goes with an account that is erased", async () => {
    await makeKept("erased");
    const { tenantId } = cast;
    await owner.rows("delete from app.account where tenant_id = $1 and name = 'Dune'", [tenantId]);
    expect((await look(cast.dana, now)).total).toBe(5);
    await keep(now);
    expect((await look(cast.dana, now)).total).toBe(5);
  });
});
