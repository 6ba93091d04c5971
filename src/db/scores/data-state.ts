import { type RawBuilder, sql } from "kysely";
import { type ModelHistory, modelHistory } from "../../scoring/models/model-history.ts";
import type { Day, Kind } from "../../scoring/types.ts";
import { prepared } from "../prepared.ts";
import type { TenantTx } from "../with-tenant.ts";
import { type PublishedModel, publishedModels } from "./models.ts";

/** How current a tenant's figures are, and the rules that they are read by. What every look at data starts from. */
export interface DataState {
  readonly zone: string;
  readonly models: ModelHistory;
  /** Whether a customer's own people ask: parts from metrics are told to them as one (`told-parts.ts`). */
  readonly forCustomer: boolean;
  /** The last final day: what "data to Thu 19 Nov" says. Null before the first. */
  readonly dataDay: Day | null;
  readonly scoredAt: Date | null;
  /** Today in the tenant's zone, and the instant it ends. */
  readonly today: Day;
  readonly endOfToday: Date;
  /** The feed outage that is open, if one is. */
  readonly outage: {
    /** Null: all accounts fell together, or the asker may not see sources. */
    readonly source: string | null;
    readonly since: Date;
    readonly adminName: string | null;
    /** Whether it concerns every account: it has no source, or the tenant has no other. */
    readonly everybody: boolean;
  } | null;
}

/** A row of `dataStateOf`. */
export interface StoredDataState {
  kind: Kind;
  zone: string;
  models: PublishedModel[] | null;
  last_final_day: Day | null;
  last_pass_at: Date | null;
  today: Day;
  end_of_today: Date;
  outage_since: Date | null;
  source: string | null;
  everybody: boolean | null;
  admin_name: string | null;
}

/**
 * The tenant's clock, rules and open outage (the one without a source before one of a source): one row, for a statement of
 * its own or as a part of another.
 */
export function dataStateOf(tx: TenantTx, now: Date): RawBuilder<StoredDataState> {
  return sql<StoredDataState>`
    select t.kind, t.zone, ${publishedModels(tx)} as models, c.last_final_day, c.last_pass_at,
           (${now}::timestamptz at time zone t.zone)::date as today,
           ((${now}::timestamptz at time zone t.zone)::date + 1)::timestamp at time zone t.zone as end_of_today,
           o.started_at as outage_since, o.source, o.everybody, admin.name as admin_name
      from app.tenant t
      left join app.tenant_clock c on c.tenant_id = t.id
      left join lateral (
        select f.started_at, k.source,
               f.source_id is null or not exists (
                 select from app.write_key other
                  where other.tenant_id = t.id and other.id <> f.source_id and other.revoked_at is null) as everybody
          from app.feed_outage f
          left join app.write_key k on k.tenant_id = f.tenant_id and k.id = f.source_id
         where f.tenant_id = t.id and f.ended_at is null
         order by f.source_id nulls first, f.started_at
         limit 1) o on true
      left join lateral (
        select m.name from app.member m
         where m.tenant_id = t.id and m.role = 'admin' and m.removed_at is null
         order by m.created_at, m.id
         limit 1) admin on true
     where t.id = ${tx.tenantId}`;
}

/** Reads it in one statement. */
export async function readDataState(tx: TenantTx, now: Date): Promise<DataState> {
  const { rows } = await prepared(dataStateOf(tx, now)).execute(tx.db);
  const [row] = rows;
  if (!row) throw new Error("The transaction's tenant has no row.");
  return dataStateFrom(row, tx);
}

/** What a row of `dataStateOf` says. */
export function dataStateFrom(row: StoredDataState, { role }: Pick<TenantTx, "role">): DataState {
  return {
    zone: row.zone,
    models: modelHistory(row.kind, row.models ?? []),
    forCustomer: role === "viewer",
    dataDay: row.last_final_day,
    scoredAt: row.last_pass_at,
    today: row.today,
    endOfToday: row.end_of_today,
    outage: row.outage_since && {
      source: row.source,
      since: row.outage_since,
      adminName: row.admin_name,
      everybody: row.everybody ?? false,
    },
  };
}

/** The state to read a past day's figures by: they were final then, and no feed of today concerns them. */
export function stateAsOf(state: DataState, day: Day): DataState {
  return { ...state, dataDay: day, outage: null };
}
