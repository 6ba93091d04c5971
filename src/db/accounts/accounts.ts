import { type RawBuilder, sql } from "kysely";
import type { MadeBy } from "../../scoring/models/model-history.ts";
import type { Band, Day, Parts, SignalKind } from "../../scoring/types.ts";
import { openStatesList } from "../alerts/alert-states.ts";
import { partsOf, type StoredParts } from "../scores/stored-parts.ts";
import type { TenantTx } from "../with-tenant.ts";

/** An account as it stands: what lists, cards and alerts are made of. Figures are unrounded. */
export interface AccountRow {
  readonly id: string;
  readonly externalId: string;
  readonly name: string;
  readonly plan: string | null;
  readonly contractValue: number | null;
  readonly currency: string | null;
  readonly renewalOn: Day | null;
  readonly seats: number | null;
  readonly stage: string | null;
  /** The day from which on they are no customer any more. */
  readonly churnedOn: Day | null;
  readonly firstDay: Day | null;
  readonly lastDay: Day | null;
  /** Null also for who may not see members (a customer's admin). */
  readonly owner: AccountOwner | null;
  /** The score of its last final day; null: no event ever, or none before today. */
  readonly latest: LatestScore | null;
  /** The final scores 7 and 28 days before `latest`; null when there was none then. */
  readonly weekAgo: EarlierScore | null;
  readonly monthAgo: EarlierScore | null;
  /** Alerts that are not closed, as far as the asker may see them, newest first. */
  readonly openAlerts: readonly OpenAlert[];
  /** The pause that ended in the last 7 days: its last day in use before, and whole days without use. */
  readonly pause: { readonly days: number } | null;
}

/** Who looks after an account, and since when. */
export interface AccountOwner {
  readonly id: string;
  readonly name: string;
  readonly slackUserId: string | null;
  readonly since: Date | null;
}

/** A row of app.score_latest. */
export interface LatestScore extends MadeBy {
  readonly day: Day;
  readonly score: number;
  readonly parts: Parts;
  readonly band: Band;
  readonly actual: number;
  readonly expected: number | null;
  readonly users28: number;
  readonly silentDays: number;
  readonly ageDays: number;
  readonly scoredAt: Date;
  readonly today: { readonly day: Day; readonly score: number; readonly users: number } | null;
}

/** A score to compare with. */
export interface EarlierScore extends MadeBy {
  readonly score: number;
  readonly parts: Parts;
  readonly band: Band;
  readonly users28: number;
}

/** An alert that is not closed, in short. `figures` is the AlertOpening of its kind. */
export interface OpenAlert {
  readonly id: string;
  readonly kind: SignalKind;
  readonly state: "open" | "acknowledged" | "snoozed";
  readonly openedDay: Day;
  readonly openedAt: Date;
  readonly figures: unknown;
  readonly frozenExpected: number | null;
  readonly snoozedUntil: Date | null;
}

interface Row extends StoredParts {
  id: string;
  external_id: string;
  name: string;
  plan: string | null;
  contract_value: number | null;
  currency: string | null;
  renewal_on: Day | null;
  seats: number | null;
  stage: string | null;
  churned_on: Day | null;
  first_day: Day | null;
  last_day: Day | null;
  owner_id: string | null;
  owner_name: string | null;
  owner_slack: string | null;
  owner_since: Date | null;
  day: Day | null;
  score: number;
  band: Band;
  actual: number;
  expected: number | null;
  users28: number;
  silent_days: number;
  age_days: number;
  scored_at: Date;
  model: number;
  segment: string | null;
  today: Day | null;
  today_score: number | null;
  today_users: number | null;
  week_ago: EarlierScore | null;
  month_ago: EarlierScore | null;
  open_alerts: StoredOpenAlert[] | null;
  pause_days: number | null;
}

/**
 * The accounts of `ids` that the asker may see, in the order of `ids`. One statement, whatever their number: per account
 * one row by primary key from each table, never a scan of a history.
 */
export async function readAccounts(tx: TenantTx, ids: readonly string[]): Promise<AccountRow[]> {
  if (ids.length === 0) return [];
  const result = await sql<Row>`
    select a.id, a.external_id, a.name, a.plan, a.contract_value, a.currency, a.renewal_on, a.seats, a.stage, a.churned_on, a.first_day, a.last_day,
           o.id as owner_id, o.name as owner_name, o.slack_user_id as owner_slack, om.since as owner_since,
           l.day, l.score, l.recent, l.habit, l.trend, l.people, l.metric_parts, l.band, l.actual, l.expected, l.users28,
           l.silent_days, l.age_days, l.scored_at, l.today, l.today_score, l.today_users, l.model, l.segment,
           ${earlierScore(tx, 7)} as week_ago, ${earlierScore(tx, 28)} as month_ago,
           ${openAlertsOf(tx)} as open_alerts, p.days as pause_days
      from unnest(${[...ids]}::uuid[]) with ordinality as asked (id, place)
      join app.account a on a.tenant_id = ${tx.tenantId} and a.id = asked.id and a.id = any (${[...ids]}::uuid[])
      left join app.member o on o.tenant_id = ${tx.tenantId} and o.id = a.owner_id
      left join app.account_member om on om.tenant_id = ${tx.tenantId} and om.account_id = a.id and om.member_id = a.owner_id
      left join app.score_latest l on l.tenant_id = ${tx.tenantId} and l.account_id = a.id
      left join lateral (
        select back.day - before.day - 1 as days
          from (select min(d.day) as day from app.account_day d
                 where d.tenant_id = ${tx.tenantId} and d.account_id = a.id and d.day > l.day - 7 and d.day <= l.day) back
         cross join lateral (
           select max(d.day) as day from app.account_day d
            where d.tenant_id = ${tx.tenantId} and d.account_id = a.id and d.day < back.day) before) p on true
     order by asked.place`.execute(tx.db);
  return result.rows.map(accountOf);
}

/** An open alert as JSON writes it. */
export type StoredOpenAlert = Omit<OpenAlert, "openedAt" | "snoozedUntil"> & {
  readonly openedAt: string;
  readonly snoozedUntil: string | null;
};

/** The alerts of account `a` that are not closed, newest first, as JSON; null where there is none. */
function openAlertsOf(tx: TenantTx): RawBuilder<StoredOpenAlert[] | null> {
  return sql`(select json_agg(json_build_object('id', x.id, 'kind', x.kind, 'state', x.state, 'openedDay', x.opened_day,
                'openedAt', x.opened_at, 'figures', x.figures, 'frozenExpected', x.frozen_expected,
                'snoozedUntil', x.snoozed_until) order by x.opened_at desc, x.id)
              from app.alert x
             where x.tenant_id = ${tx.tenantId} and x.account_id = a.id and x.state in (${openStatesList}))`;
}

/** The same with its instants. */
function openAlertOf(alert: StoredOpenAlert): OpenAlert {
  const { openedAt, snoozedUntil } = alert;
  return {
    ...alert,
    openedAt: new Date(openedAt),
    snoozedUntil: snoozedUntil === null ? null : new Date(snoozedUntil),
  };
}

/** How many accounts have been in use at any time. */
export async function countUsedAccounts(tx: TenantTx): Promise<number> {
  const { count } = await tx.db
    .selectFrom("app.account")
    .select((select) => select.fn.countAll<number>().as("count"))
    .where("tenant_id", "=", tx.tenantId)
    .where("first_day", "is not", null)
    .executeTakeFirstOrThrow();
  return count;
}

/** The score of the account `days` days before its latest, as json. */
function earlierScore(tx: TenantTx, days: number): RawBuilder<EarlierScore | null> {
  return sql`(select jsonb_build_object('score', e.score, 'band', e.band, 'users28', e.users28, 'model', e.model,
                'segment', e.segment, 'parts', jsonb_build_object(
                'recent', e.recent, 'habit', e.habit, 'trend', e.trend, 'people', e.people) || coalesce(e.metric_parts, '{}'))
              from app.score e
             where e.tenant_id = ${tx.tenantId} and e.account_id = a.id and e.day = l.day - ${days}::int)`;
}

function accountOf(row: Row): AccountRow {
  return {
    id: row.id,
    externalId: row.external_id,
    name: row.name,
    plan: row.plan,
    contractValue: row.contract_value,
    currency: row.currency,
    renewalOn: row.renewal_on,
    seats: row.seats,
    stage: row.stage,
    churnedOn: row.churned_on,
    firstDay: row.first_day,
    lastDay: row.last_day,
    owner:
      row.owner_id === null || row.owner_name === null
        ? null
        : { id: row.owner_id, name: row.owner_name, slackUserId: row.owner_slack, since: row.owner_since },
    latest: row.day === null ? null : latestOf(row, row.day),
    weekAgo: row.week_ago,
    monthAgo: row.month_ago,
    openAlerts: (row.open_alerts ?? []).map(openAlertOf),
    pause: row.pause_days === null ? null : { days: row.pause_days },
  };
}

function latestOf(row: Row, day: Day): LatestScore {
  return {
    day,
    score: row.score,
    parts: partsOf(row),
    band: row.band,
    actual: row.actual,
    expected: row.expected,
    users28: row.users28,
    silentDays: row.silent_days,
    ageDays: row.age_days,
    scoredAt: row.scored_at,
    model: row.model,
    segment: row.segment,
    today:
      row.today === null || row.today_score === null
        ? null
        : { day: row.today, score: row.today_score, users: row.today_users ?? 0 },
  };
}
