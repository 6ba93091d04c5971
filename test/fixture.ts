import { sql } from "kysely";
import { systemContext, type TenantContext } from "../src/context.ts";
import { insertAlert, updateAlert } from "../src/db/alerts/write-alerts.ts";
import type { Db } from "../src/db/connection.ts";
import { refreshLatest } from "../src/db/scores/latest-scores.ts";
import { type ScoreRow, writeScores } from "../src/db/scores/write-scores.ts";
import { type TenantTx, withTenant } from "../src/db/with-tenant.ts";
import { newId } from "../src/ids.ts";
import type { AlertOpening, AlertState } from "../src/results/alerts.ts";
import { addDays } from "../src/scoring/days.ts";
import { startRules } from "../src/scoring/models/compile-model.ts";
import { bandOf } from "../src/scoring/score/band.ts";
import { sumOfParts } from "../src/scoring/score/score.ts";
import type { Band, Day, Parts } from "../src/scoring/types.ts";

/*
 * A small tenant for tests, written straight into the tables: the sample cast on its morning, Friday 20 November 2026,
 * 8:30 in Berlin, with data to Thursday.
 */

export const now = new Date("2026-11-20T07:30:00Z");
export const dataDay: Day = "2026-11-19";

/** A tenant and its people. Priya and Jonas are managers, Meyer is a customer's admin (viewer). */
export interface Cast {
  readonly tenantId: string;
  readonly tomas: string;
  readonly dana: string;
  readonly priya: string;
  readonly jonas: string;
  readonly meyer: string;
}

/** Makes a tenant with an admin, a lead, two managers and a viewer, and its clock at `dataDay`. */
export async function makeCast(db: Db, slug: string, options: { zone?: string } = {}): Promise<Cast> {
  const zone = options.zone ?? "Europe/Berlin";
  const cast = {
    tenantId: newId(),
    tomas: newId(),
    dana: newId(),
    priya: newId(),
    jonas: newId(),
    meyer: newId(),
  };
  const people = [
    [cast.tomas, "Tomás Reyes", "admin"],
    [cast.dana, "Dana Okafor", "lead"],
    [cast.priya, "Priya Shah", "manager"],
    [cast.jonas, "Jonas Lind", "manager"],
    [cast.meyer, "J. Meyer", "viewer"],
  ] as const;
  await asSystem(db, cast.tenantId, async (tx) => {
    const tenant = { id: cast.tenantId, slug, name: slug, zone, created_at: now };
    await tx.db.insertInto("app.tenant").values(tenant).execute();
    await tx.db
      .insertInto("app.member")
      .values(
        people.map(([id, name, role]) => ({
          tenant_id: cast.tenantId,
          id,
          name,
          role,
          email: `${name.split(" ").at(-1)?.toLowerCase()}@${slug}.example`,
          zone,
          slack_user_id: `U${name.split(" ").at(-1)?.toUpperCase()}`,
          created_at: now,
          removed_at: null,
        })),
      )
      .execute();
    await tx.db
      .insertInto("app.tenant_clock")
      .values({
        tenant_id: cast.tenantId,
        last_final_day: dataDay,
        covered_to: null,
        last_pass_at: now,
      })
      .execute();
  });
  return cast;
}

/** The context of a member who asks on the web. */
export function as(tenantId: string, memberId: string): TenantContext {
  return { tenantId, actor: { kind: "member", memberId }, surface: "web", requestId: "test" };
}

/** Work in the tenant's own name. */
export function asSystem<T>(db: Db, tenantId: string, work: (tx: TenantTx) => Promise<T>): Promise<T> {
  return withTenant(db, systemContext(tenantId, "test"), work);
}

/** What an account of a test is like; `score` undefined: no event ever. */
export interface AccountSpec {
  readonly name: string;
  readonly externalId?: string;
  readonly ownerId?: string | null;
  /** Who else may see it. */
  readonly seenBy?: readonly string[];
  readonly firstDay?: Day;
  /** Unrounded points on `dataDay`, a week and four weeks before; a number is spread over the parts. */
  readonly score?: number | Parts;
  readonly weekAgo?: number | Parts;
  readonly monthAgo?: number | Parts;
  readonly actual?: number;
  readonly expected?: number | null;
  readonly users28?: number;
  readonly users28Before?: number;
  readonly silentDays?: number;
  readonly band?: Band;
  readonly plan?: string;
  readonly renewalOn?: Day;
}

/** Makes an account with its scores. @returns its id */
export async function addAccount(db: Db, tenantId: string, spec: AccountSpec): Promise<string> {
  const id = newId();
  const scored = spec.score !== undefined;
  const firstDay = scored ? (spec.firstDay ?? addDays(dataDay, -400)) : null;
  await asSystem(db, tenantId, async (tx) => {
    await tx.db
      .insertInto("app.account")
      .values({
        tenant_id: tenantId,
        id,
        external_id: spec.externalId ?? id,
        name: spec.name,
        owner_id: spec.ownerId ?? null,
        plan: spec.plan ?? null,
        contract_value: null,
        currency: null,
        renewal_on: spec.renewalOn ?? null,
        first_day: firstDay,
        last_day: scored ? addDays(dataDay, -(spec.silentDays ?? 0)) : null,
        created_at: now,
      })
      .execute();
    const members = new Set([...(spec.ownerId ? [spec.ownerId] : []), ...(spec.seenBy ?? [])]);
    for (const memberId of members) {
      const row = {
        tenant_id: tenantId,
        account_id: id,
        member_id: memberId,
        since: new Date("2024-03-05T09:00:00Z"),
      };
      await tx.db.insertInto("app.account_member").values(row).execute();
    }
    await writeScores(tx, scoreRows(id, spec));
    await refreshLatest(tx, dataDay, [id], now);
  });
  return id;
}

function scoreRows(accountId: string, spec: AccountSpec): ScoreRow[] {
  const days: [Day, number | Parts | undefined][] = [
    [dataDay, spec.score],
    [addDays(dataDay, -7), spec.weekAgo],
    [addDays(dataDay, -28), spec.monthAgo],
  ];
  return days.flatMap(([day, given]) => {
    if (given === undefined) return [];
    const parts = typeof given === "number" ? spread(given) : given;
    const score = sumOfParts(parts);
    return [
      {
        accountId,
        day,
        score,
        parts,
        band: (day === dataDay ? spec.band : undefined) ?? bandOf(score, null, startRules.b2b),
        decay: { recent: 0, habit: 0 },
        actual: spec.actual ?? 40,
        actual14: Math.round((spec.actual ?? 40) / 2),
        base: 120,
        baseDays: 84,
        expected: spec.expected === undefined ? 40 : spec.expected,
        users28: day === addDays(dataDay, -28) ? (spec.users28Before ?? 8) : (spec.users28 ?? 8),
        users112: Math.max(spec.users28Before ?? 8, spec.users28 ?? 8),
        silentDays: day === dataDay ? (spec.silentDays ?? 0) : 0,
        model: 1,
        segment: null,
        established: true,
      },
    ];
  });
}

/** A score spread over the parts as their maxima are. */
export function spread(score: number): Parts {
  return { recent: 0.25 * score, habit: 0.35 * score, trend: 0.25 * score, people: 0.15 * score };
}

/** Writes what users of an account did: user-days, and features where they are named. */
export async function addUse(
  db: Db,
  tenantId: string,
  accountId: string,
  use: readonly {
    readonly day: Day;
    readonly users: readonly string[];
    readonly features?: Readonly<Record<string, number>>;
  }[],
): Promise<void> {
  const key = { tenant_id: tenantId, account_id: accountId };
  await asSystem(db, tenantId, async (tx) => {
    for (const { day, users, features } of use) {
      const users28 = users.map((user) => ({ ...key, day, user_key: user, events: 1 }));
      await tx.db.insertInto("app.user_day").values(users28).execute();
      const whole = { ...key, day, user_days: users.length, events: users.length };
      await tx.db.insertInto("app.account_day").values(whole).execute();
      for (const [feature, userDays] of Object.entries(features ?? {})) {
        const row = { ...key, day, feature, user_days: userDays };
        await tx.db.insertInto("app.feature_day").values(row).execute();
      }
    }
  });
}

/** A drop's opening as the sample alert has it. */
export const dropOpening: Extract<AlertOpening, { kind: "drop" }> = {
  kind: "drop",
  dropPercent: 49,
  actual: 47,
  usual: 92,
  onset: "2026-10-28",
  feature: { feature: "Planning board", actual: 14, usual: 41 },
  thresholdPercent: 45,
  market: 1,
};

/** Opens an alert; whatever state it is in besides. @returns its id */
export async function addAlert(
  db: Db,
  tenantId: string,
  accountId: string,
  alert: {
    opening?: AlertOpening;
    openedAt?: Date;
    openedDay?: Day;
    frozenExpected?: number;
    state?: AlertState;
    change?: Parameters<typeof updateAlert>[2];
  } = {},
): Promise<string> {
  const id = newId();
  const opening = alert.opening ?? dropOpening;
  await asSystem(db, tenantId, async (tx) => {
    await insertAlert(tx, {
      id,
      accountId,
      kind: opening.kind,
      cause: `${opening.kind}:${id}`,
      openedDay: alert.openedDay ?? dataDay,
      openedAt: alert.openedAt ?? new Date("2026-11-20T05:12:00Z"),
      opening,
      frozenExpected: opening.kind === "drop" ? (alert.frozenExpected ?? opening.usual) : null,
    });
    if (alert.state || alert.change) {
      await updateAlert(tx, id, { ...(alert.state ? { state: alert.state } : {}), ...alert.change });
    }
  });
  return id;
}

/** The audit log of a tenant, in the order in which it was written: ids of one millisecond have none. */
export async function readAudit(
  db: Db,
  tenantId: string,
): Promise<
  { verb: string; accountId: string | null; memberId: string | null; surface: string; detail: unknown }[]
> {
  const rows = await asSystem(db, tenantId, (tx) =>
    tx.db
      .selectFrom("app.audit_log")
      .selectAll()
      .where("tenant_id", "=", tenantId)
      .orderBy(sql`ctid`)
      .execute(),
  );
  return rows.map((row) => ({
    verb: row.verb,
    accountId: row.account_id,
    memberId: row.member_id,
    surface: row.surface,
    detail: row.detail,
  }));
}
