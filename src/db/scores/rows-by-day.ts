import { setImmediate as nextTurn } from "node:timers/promises";
import { type RawBuilder, sql } from "kysely";
import type { Day } from "../../scoring/types.ts";
import type { TenantTx } from "../with-tenant.ts";

/** Rows that are put together in one turn of the main loop. */
const rowsPerTurn = 4_000;

/**
 * Reads rows of days, in the order of days; a day of which nothing was found is missing. A day of a thousand accounts comes
 * as one row of JSON arrays, a column each: a row for each account, whose values the driver reads one by one, would keep the
 * main loop three times as long.
 * @param statement finds `day` and the other columns; none of them a bigint or a time
 * @param columns all of `Row` but `day`
 */
export async function readRowsByDay<Row extends { readonly day: Day }>(
  tx: TenantTx,
  statement: RawBuilder<Row>,
  columns: readonly Exclude<keyof Row & string, "day">[],
): Promise<Map<Day, Row[]>> {
  const lists = columns.map((name) => sql`json_agg(${sql.ref(`found.${name}`)}) as ${sql.ref(name)}`);
  const { rows } = await sql<{ day: Day } & Record<string, unknown[]>>`
    select found.day, ${sql.join(lists)} from (${statement}) found group by found.day order by found.day`.execute(
    tx.db,
  );
  const byDay = new Map<Day, Row[]>();
  for (const { day, ...values } of rows) byDay.set(day, await rowsOf<Row>(day, values));
  return byDay;
}

async function rowsOf<Row>(day: Day, values: Readonly<Record<string, readonly unknown[]>>): Promise<Row[]> {
  const columns = Object.entries(values);
  const count = columns[0]?.[1].length ?? 0;
  const rows: Record<string, unknown>[] = [];
  for (let at = 0; at < count; at++) {
    if (at % rowsPerTurn === 0) await nextTurn();
    const row: Record<string, unknown> = { day };
    for (const [name, list] of columns) row[name] = list[at];
    rows.push(row);
  }
  return rows as Row[];
}
