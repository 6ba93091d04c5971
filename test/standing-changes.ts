import fc from "fast-check";
import { type RawBuilder, sql } from "kysely";
import { updateAlert } from "../src/db/alerts/write-alerts.ts";
import type { TenantTx } from "../src/db/with-tenant.ts";
import { newId } from "../src/ids.ts";
import { addDays } from "../src/scoring/days.ts";
import { now } from "./fixture.ts";

/*
 * Anything that changes how accounts stand in a list, of a tenant whose accounts have the external ids n0 to n5.
 */

/** A change. @param memberId who may be given an account or lose one */
export type StandingChange = (tx: TenantTx, memberId: string) => Promise<unknown>;

/** What the accounts are called at first. */
export const standingNames = ["Abel", "Bora", "Cato", "Dune", "Echo", "Fjord"] as const;

const index = fc.nat(standingNames.length - 1);

function nth(tx: TenantTx, n: number): RawBuilder<string> {
  return sql`(select id from app.account where tenant_id = ${tx.tenantId} and external_id = ${`n${n}`})`;
}

const score = fc
  .record({
    n: index,
    band: fc.constantFrom("healthy", "watch", "at-risk"),
    score: fc.double({ min: 0, max: 100, noNaN: true }),
    before: fc.option(fc.double({ min: 0, max: 100, noNaN: true })),
  })
  .map(
    ({ n, band, score, before }): StandingChange =>
      (tx) =>
        sql`insert into app.score_latest as l (tenant_id, account_id, day, score, recent, habit, trend, people, band, actual, users28,
          silent_days, age_days, score_28d, scored_at)
        select ${tx.tenantId}, ${nth(tx, n)}, '2026-11-19', ${score}::float8, 0, 0, 0, 0, ${band}, 1, 1, 0, 9, ${before}::float8, ${now}
        on conflict (tenant_id, account_id) do update set score = excluded.score, band = excluded.band, score_28d = excluded.score_28d`.execute(
          tx.db,
        ),
  );

const fact = fc
  .record({
    n: index,
    fact: fc.oneof(
      fc.integer({ min: -3, max: 3 }).map((days) => sql`churned_on = ${addDays("2026-11-20", days)}::date`),
      fc.constant(sql`churned_on = null`),
      fc
        .constantFrom(-1, 0, 1, 88, 90, 91, 93)
        .map((days) => sql`renewal_on = ${addDays("2026-11-20", days)}::date`),
      fc.constantFrom(null, 0, 12_000.5, 184_000).map((value) => sql`contract_value = ${value}`),
      fc.constantFrom(null, "EUR", "USD").map((currency) => sql`currency = ${currency}`),
      fc.constantFrom("Zyx GmbH", "abel", "Éclair", "Bora").map((name) => sql`name = ${name}`),
    ),
  })
  .map(
    ({ n, fact }): StandingChange =>
      (tx) =>
        sql`update app.account set ${fact} where tenant_id = ${tx.tenantId} and id = ${nth(tx, n)}`.execute(
          tx.db,
        ),
  );

const alert = fc
  .record({
    n: index,
    hours: fc.nat(48),
    act: fc.constantFrom("open", "acknowledge", "snooze", "resolve"),
    until: fc.integer({ min: 0, max: 3 }),
  })
  .map(
    ({ n, act, hours, until }): StandingChange =>
      async (tx) => {
        if (act === "open") {
          await sql`insert into app.alert (tenant_id, id, account_id, kind, cause, state, opened_day, opened_at, figures)
                select ${tx.tenantId}, ${newId()}, ${nth(tx, n)}, 'silence', ${newId()}, 'open', '2026-11-19', ${new Date(now.getTime() - hours * 3_600_000)}, '{}'
                on conflict do nothing`.execute(tx.db);
          return;
        }
        const { rows } = await sql<{ id: string }>`
      select id from app.alert where tenant_id = ${tx.tenantId} and account_id = ${nth(tx, n)} and state in ('open', 'acknowledged', 'snoozed')`.execute(
          tx.db,
        );
        for (const { id } of rows) {
          if (act === "acknowledge")
            await updateAlert(tx, id, { state: "acknowledged", acknowledged_at: now });
          if (act === "snooze")
            await updateAlert(tx, id, {
              state: "snoozed",
              snoozed_at: now,
              snoozed_until: new Date(now.getTime() + until * 86_400_000),
            });
          if (act === "resolve") await updateAlert(tx, id, { state: "resolved", closed_at: now });
        }
      },
  );

const assignment = fc.record({ n: index, sees: fc.boolean() }).map(
  ({ n, sees }): StandingChange =>
    (tx, memberId) =>
      sees
        ? sql`insert into app.account_member (tenant_id, account_id, member_id, since)
            select ${tx.tenantId}, ${nth(tx, n)}, ${memberId}, ${now} on conflict do nothing`.execute(tx.db)
        : sql`delete from app.account_member where tenant_id = ${tx.tenantId} and account_id = ${nth(tx, n)} and member_id = ${memberId}`.execute(
            tx.db,
          ),
);

const newcomer = fc.constant<StandingChange>((tx) => {
  const id = newId();
  return sql`insert into app.account (tenant_id, id, external_id, name, created_at)
             values (${tx.tenantId}, ${id}, ${id}, ${`New ${id.slice(-4)}`}, ${now})`.execute(tx.db);
});

/** A change, or one that only who sees the accounts notices. */
export const standingChange = fc.oneof(
  { arbitrary: score, weight: 3 },
  { arbitrary: alert, weight: 5 },
  { arbitrary: fact, weight: 4 },
  assignment,
  newcomer,
);
