import { afterAll, beforeAll, beforeEach } from "vitest";
import { writeAlertRule } from "../src/db/alerts/alert-rules.ts";
import { readTenantRules } from "../src/db/people/tenants.ts";
import { withTenant } from "../src/db/with-tenant.ts";
import { newId } from "../src/ids.ts";
import { addDays } from "../src/scoring/days.ts";
import type { AlertSettings } from "../src/scoring/detect/alert-settings.ts";
import { startRules } from "../src/scoring/models/compile-model.ts";
import { openAlertDesk } from "../src/usecases/alerts/desk/alert-desk.ts";
import { listUntold } from "../src/usecases/alerts/list-untold.ts";
import type { ScoredAccountDay } from "../src/usecases/scoring/score-days.ts";
import { addAccount, as, asSystem, type Cast, dataDay, makeCast, now, spread } from "./fixture.ts";
import { type Owner, openOwner } from "./owner.ts";
import { openTestDb, type TestDb } from "./test-db.ts";

/** A day of an account whose use is as usual; what is given is otherwise. */
export function scored(accountId: string, given: Partial<ScoredAccountDay> = {}): ScoredAccountDay {
  const day = given.day ?? dataDay;
  return {
    accountId,
    day,
    score: 79,
    parts: spread(79),
    band: "healthy",
    previousBand: "healthy",
    previousScore: 79,
    bySharing: false,
    decay: { recent: 0, habit: 0 },
    actual: 92,
    actual14: 46,
    base: 276,
    baseDays: 84,
    expected: 92,
    users28: 8,
    users112: 14,
    silentDays: 0,
    established: true,
    model: 1,
    segment: null,
    ageDays: 400,
    lastActiveDay: addDays(day, -(given.silentDays ?? 0)),
    market: 1,
    rules: startRules.b2b,
    ...given,
  };
}
/** A fall by half, all of it lately. */
export const fallen = { actual: 47, actual14: 15 } as const;
/** The band of a day on which an account is at risk. */
export const atRisk = { band: "at-risk", score: 55, parts: spread(55) } as const;

/** A database with a fresh tenant for every test, whose days are judged by the alert desk. Call it once a file. */
export function useAlertDesk() {
  let db: TestDb;
  let owner: Owner;
  let cast: Cast;
  let tenants = 0;

  beforeAll(async () => {
    db = await openTestDb();
    owner = await openOwner(db);
  });
  beforeEach(async () => {
    cast = await makeCast(db, `desk-${++tenants}`);
    await owner.rows(
      "insert into app.installation (tenant_id, id, platform, workspace_id, created_at) values ($1::uuid, $2, 'slack', $1::uuid::text, now())",
      [cast.tenantId, newId()],
    );
  });
  afterAll(async () => {
    await owner.close();
    await db.close();
  });

  /** An account of Priya's; its scored day, if an alert opens on it, is one of a fall. */
  const account = (name: string) =>
    addAccount(db, cast.tenantId, { name, ownerId: cast.priya, score: 70, actual: 47, expected: 92 });

  /** One pass over days, as the nightly one judges them. */
  async function judge(days: readonly ScoredAccountDay[], at = now): Promise<void> {
    const finalDay =
      days
        .map((one) => one.day)
        .sort()
        .at(-1) ?? dataDay;
    await asSystem(db, cast.tenantId, async (tx) => {
      const desk = await openAlertDesk(tx, await readTenantRules(tx), { now: at, finalDay, history: false });
      for (const [day, ofDay] of Map.groupBy(days, (one) => one.day)) await desk.judge(day, ofDay);
      await desk.close();
    });
  }

  const say = (of: { memberId?: string; accountId?: string }, settings: AlertSettings) =>
    asSystem(db, cast.tenantId, (tx) =>
      writeAlertRule(
        tx,
        { memberId: of.memberId ?? null, accountId: of.accountId ?? null, settings },
        { memberId: null, now },
      ),
    );

  const alerts = () =>
    owner.rows<{ id: string; kind: string; state: string; lead_id: string | null }>(
      "select id, kind, state, lead_id from app.alert where tenant_id = $1 order by opened_at, id",
      [cast.tenantId],
    );
  const deliveries = async () =>
    (
      await owner.rows<{ line: string }>(
        "select channel || ' ' || subject_kind || ' ' || state as line from app.delivery where tenant_id = $1 and member_id = $2 order by 1",
        [cast.tenantId, cast.priya],
      )
    ).map((row) => row.line);
  const untold = (why?: "rule" | "waiting" | "merged") =>
    withTenant(db, as(cast.tenantId, cast.priya), async (tx) => (await listUntold(tx, { why, now })).lines);
  const asPriya = <T>(work: Parameters<typeof withTenant<T>>[2]) =>
    withTenant(db, as(cast.tenantId, cast.priya), work);

  /** What the test stands on now. */
  const its = {
    get db() {
      return db;
    },
    get owner() {
      return owner;
    },
    get cast() {
      return cast;
    },
  };
  return { account, judge, say, alerts, deliveries, untold, asPriya, its };
}
