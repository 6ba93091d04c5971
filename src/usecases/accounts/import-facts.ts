import { basename } from "node:path";
import type { TenantContext } from "../../context.ts";
import { storeFacts } from "../../db/accounts/account-facts.ts";
import { writeAudit } from "../../db/audit.ts";
import type { Db } from "../../db/connection.ts";
import { withTenant } from "../../db/with-tenant.ts";
import { AppError } from "../../errors.ts";
import { newId } from "../../ids.ts";
import { type FactName, factNames, readAccountFacts, traitOf } from "../../ingest/account-facts.ts";
import { storableText } from "../../ingest/clean-text.ts";
import { columnPlace } from "../../ingest/csv-columns.ts";
import { maxIdLength } from "../../ingest/event-schema.ts";
import { openCsv, type ReadProgress } from "../../ingest/open-csv.ts";
import { factRefusalSentence, isRestStored, type SaidOfAccount } from "../../ingest/parse-facts.ts";
import type { RowReport } from "../../ingest/row-report.ts";
import { storeRows } from "../../ingest/store-rows.ts";

const rowsPerStep = 1_000;
/** What takes a fact away; an empty field leaves it as it is. */
const nothing = /^(-|–|none)$/i;

/** Which file, and which column holds which fact. */
export interface FactsFile {
  readonly path: string;
  readonly account: string;
  /** By fact; what is not named is not read. */
  readonly columns: Readonly<Partial<Record<FactName, string>>>;
  readonly now: Date;
  readonly onProgress?: (progress: ReadProgress & { readonly rows: number }) => void;
}

/**
 * Imports facts of accounts from a CSV file, in steps of 1,000 rows, each one transaction. A field that cannot be read is
 * refused with its reason, the rest of its row counts; an empty one leaves the fact as it is, "none" takes it away. Accounts
 * that nobody knows are refused. Each account that changes has its audit row.
 * @throws AppError `not-found`, `bad-input` for a file that cannot be read, or that lacks a named column
 */
export async function importFacts(db: Db, context: TenantContext, input: FactsFile): Promise<RowReport> {
  const { now } = input;
  const named = factNames.filter((fact) => input.columns[fact] !== undefined);
  if (named.length === 0)
    throw new AppError("bad-input", "Say which column holds which fact, such as --renewal renews_on.");
  const csv = await openCsv(input.path);
  const fileName = basename(input.path);
  const report = await storeRows<SaidOfAccount>(csv, {
    rowsPerStep,
    reader: (header) => {
      const place = columnPlace(header, { name: input.account, what: "account", option: "account" });
      const places = new Map(
        named.map((fact) => [
          fact,
          columnPlace(header, { name: input.columns[fact] ?? "", what: fact, option: fact }),
        ]),
      );
      return (fields, position) => {
        const account = storableText((fields[place] ?? "").trim());
        if (account === "") return { refused: [`“${input.account}” is empty.`] };
        if (account.length > maxIdLength)
          return { refused: [`“${input.account}” must have at most ${maxIdLength} characters.`] };
        const { facts, refused } = readAccountFacts(traitsOf(fields, places), factNames);
        const row = { i: position, a: account, id: newId(now.getTime()), f: facts };
        return {
          ...(Object.keys(facts).length > 0 ? { row } : {}),
          refused: refused.map(({ fact, reason }) => `“${input.columns[fact] ?? fact}” ${reason}.`),
        };
      };
    },
    store: (rows) => withTenant(db, context, (tx) => storeFacts(tx, { rows, detail: { fileName }, now })),
    refusal: (code, row) => ({ reason: factRefusalSentence(code, row), kept: isRestStored(code, row) }),
    onProgress: input.onProgress,
  });
  const { rows, refused } = report;
  await withTenant(db, context, (tx) =>
    writeAudit(tx, { verb: "imported facts", detail: { fileName, rows, refused, facts: named }, now }),
  );
  return report;
}

/** A row's fields under the names that `group` uses. */
function traitsOf(
  fields: readonly string[],
  places: ReadonlyMap<FactName, number>,
): Record<string, string | null> {
  const traits: Record<string, string | null> = {};
  for (const [fact, place] of places) {
    const text = storableText((fields[place] ?? "").trim());
    if (text !== "") traits[traitOf(fact)] = nothing.test(text) ? null : text;
  }
  return traits;
}
