import { AppError } from "../errors.ts";
import { newId } from "../ids.ts";
import {
  type AccountFacts,
  factNames,
  namesFact,
  type RefusedFact,
  readAccountFacts,
  traitOf,
} from "./account-facts.ts";
import { storableText } from "./clean-text.ts";
import { maxIdLength } from "./event-schema.ts";
import { isObject } from "./is-object.ts";

/** Rows of one request. */
const maxFactRows = 1_000;

/** Facts on their way in, in the short names of `app.said_of_account`. */
export interface SaidOfAccount {
  /** Position in the request, from 0. */
  readonly i: number;
  readonly a: string;
  /** Of the audit row. */
  readonly id: string;
  readonly f: AccountFacts;
}

/** A row, or one value of it, that was refused: position from 0, a code for machines, a sentence for people. */
export interface FactRejection {
  readonly index: number;
  readonly code: "not-an-object" | "bad-field" | "unknown-account" | "unknown-owner";
  readonly message: string;
}

/**
 * Reads a request of `POST /v1/facts`: `{batch: [{account, contract_value, …}]}`, with the names that `group` uses. A value
 * that is not one is refused by itself; the rest of its row counts. Null takes a fact away.
 * @throws AppError `bad-input` when the body as a whole is not a request; `too-large` for too many rows
 */
export function parseFacts(body: unknown, now: Date): { rows: SaidOfAccount[]; rejected: FactRejection[] } {
  const batch = isObject(body) ? body.batch : undefined;
  if (!Array.isArray(batch))
    throw new AppError("bad-input", "The body must be {“batch”: [ … ]}.", { detail: { field: "batch" } });
  if (batch.length > maxFactRows)
    throw new AppError(
      "too-large",
      `A request carries at most ${maxFactRows} rows; send the rest in another.`,
    );
  const rows: SaidOfAccount[] = [];
  const rejected: FactRejection[] = [];
  for (const [index, row] of batch.entries()) {
    if (!isObject(row)) {
      rejected.push({ index, code: "not-an-object", message: "A row must be an object." });
      continue;
    }
    const account = typeof row.account === "number" ? String(row.account) : row.account;
    if (typeof account !== "string" || account.trim() === "" || account.trim().length > maxIdLength) {
      rejected.push({
        index,
        code: "bad-field",
        message: "“account” must be the account's id at the source.",
      });
      continue;
    }
    if (!namesFact(row)) {
      rejected.push({
        index,
        code: "bad-field",
        message: `It says nothing of the account. Facts are: ${factNames.map(traitOf).join(", ")}.`,
      });
      continue;
    }
    const { facts, refused } = readAccountFacts(row, factNames);
    rejected.push(...refused.map((one) => rejectionOf(index, one)));
    if (Object.keys(facts).length > 0)
      rows.push({ i: index, a: storableText(account.trim()), id: newId(now.getTime()), f: facts });
  }
  return { rows, rejected };
}

/** A refused fact as a rejection of its row. */
function rejectionOf(index: number, { field, reason }: RefusedFact): FactRejection {
  return { index, code: "bad-field", message: `“${field}” ${reason}.` };
}

/** Whether the rest of a refused row is stored: an owner whom nobody knows is left out alone, where more is said than who it is. */
export function isRestStored(code: string, { f }: Pick<SaidOfAccount, "f">): boolean {
  return code === "unknown-owner" && Object.keys(f).length > 1;
}

/** What to say of a row that the tenant's own accounts and people refuse. */
export function factRefusalSentence(code: string, row: Pick<SaidOfAccount, "a" | "f">): string {
  return code === "unknown-account"
    ? `There is no account “${row.a}”.`
    : `Nobody of yours has the address ${row.f.owner ?? ""}; the owner stays as it is.`;
}
