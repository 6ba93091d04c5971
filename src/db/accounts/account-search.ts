import { sql } from "kysely";
import type { TenantTx } from "../with-tenant.ts";

/** How a name matches what was typed, the best first. */
export type MatchClass = "exact" | "prefix" | "word" | "similar";

/** An account that may be meant. */
export interface AccountCandidate {
  readonly id: string;
  readonly name: string;
  /** Lower case, without accents, punctuation and legal form. */
  readonly searchName: string;
  readonly match: MatchClass;
  /** Trigram similarity of the names, 0 to 1. */
  readonly similarity: number;
}

/** What was found, and what was typed as a search name. */
export interface AccountCandidates {
  readonly searchText: string;
  /** At most `limit`; the best first. */
  readonly candidates: readonly AccountCandidate[];
  /** How many match by more than similarity, beyond the limit too. */
  readonly matching: number;
}

/**
 * Compares what was typed with every account that the asker may see: exactly (name or external id), as a beginning, as the
 * beginning of a later word, else by trigrams. One statement that does the same work whether it finds something or not.
 */
export async function searchAccounts(tx: TenantTx, typed: string, limit: number): Promise<AccountCandidates> {
  const result = await sql<{
    searchText: string;
    id: string | null;
    name: string;
    searchName: string;
    rank: number;
    similarity: number;
    matching: number;
  }>`
    with asked as materialized (
      select ${typed}::text as raw, lower(${typed}::text) as low, app.search_name(${typed}::text) as text
    ), ranked as (
      select a.id, a.name, a.search_name, ${rank} as rank,
             greatest(similarity(asked.text, a.search_name), word_similarity(asked.text, a.search_name)) as similarity
        from app.account a, asked
       where a.tenant_id = ${tx.tenantId} and asked.raw <> ''
    )
    select asked.text as "searchText", r.id, r.name, r.search_name as "searchName", r.rank, r.similarity,
           (select count(*) from ranked where rank < 4) as matching
      from asked
      left join (select * from ranked order by rank, similarity desc, search_name, id limit ${limit}) r on true
     order by r.rank, r.similarity desc, r.search_name, r.id`.execute(tx.db);
  const first = result.rows[0];
  return {
    searchText: first?.searchText ?? "",
    matching: first?.matching ?? 0,
    candidates: result.rows.flatMap(({ id, name, searchName, rank, similarity }) =>
      id === null ? [] : [{ id, name, searchName, similarity, match: classes[rank - 1] ?? "similar" }],
    ),
  };
}

/** How account `a` matches what was `asked`: 1 exactly, 2 as a beginning, 3 as the beginning of a later word, 4 not at all. */
const rank = sql<number>`
  case when a.external_id = asked.raw or lower(a.name) = asked.low or (asked.text <> '' and a.search_name = asked.text) then 1
       when (asked.text <> '' and starts_with(a.search_name, asked.text)) or starts_with(lower(a.name), asked.low) then 2
       when (asked.text <> '' and position(' ' || asked.text in a.search_name) > 0)
            or position(' ' || asked.low in lower(a.name)) > 0 then 3
       else 4 end`;

const classes: readonly MatchClass[] = ["exact", "prefix", "word", "similar"];

/**
 * Of each text the one account that it names, by its index: the only one that it names exactly, else the only one whose name, or a
 * later word of it, it begins. Texts that name none or several are left out. One statement; nothing is guessed from likeness.
 */
export async function findNamedBy(
  tx: TenantTx,
  texts: readonly string[],
): Promise<Map<number, { readonly id: string; readonly name: string }>> {
  const { rows } = await sql<{ at: number; id: string; name: string }>`
    with asked as materialized (
      select at::integer - 1 as at, raw, lower(raw) as low, app.search_name(raw) as text
        from unnest(${[...texts]}::text[]) with ordinality as t (raw, at)
       where raw <> ''
    ), ranked as (
      select asked.at, a.id, a.name, ${rank} as rank
        from app.account a cross join asked
       where a.tenant_id = ${tx.tenantId}
    )
    select at, (array_agg(id order by rank))[1] as id, (array_agg(name order by rank))[1] as name
      from ranked where rank < 4
     group by at
    having count(*) = 1 or count(*) filter (where rank = 1) = 1`.execute(tx.db);
  return new Map(rows.map(({ at, id, name }) => [at, { id, name }]));
}

/**
 * The account that goes by an id, an external id or an exact name: in this order, since anybody may give an account a name.
 */
export async function findNamedAccount(tx: TenantTx, named: string): Promise<string | undefined> {
  const { rows } = await sql<{ id: string }>`
    select id from app.account
     where tenant_id = ${tx.tenantId} and (id::text = lower(${named}) or external_id = ${named} or name = ${named})
     order by id::text = lower(${named}) desc, external_id = ${named} desc, id limit 1`.execute(tx.db);
  return rows[0]?.id;
}
