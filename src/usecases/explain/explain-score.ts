import type { AccountRow } from "../../db/accounts/accounts.ts";
import { writeAudit } from "../../db/audit.ts";
import { readDataState } from "../../db/scores/data-state.ts";
import type { TenantTx } from "../../db/with-tenant.ts";
import { AppError } from "../../errors.ts";
import type { ScoreChange } from "../../results/score-change.ts";
import { addDays, earlier } from "../../scoring/days.ts";
import type { Day } from "../../scoring/types.ts";
import { shortDay } from "../../words/dates.ts";
import { requireAccount } from "../accounts/get-account.ts";
import { parseDay } from "../accounts/parse-day.ts";
import { readScoreChange } from "./read-score-change.ts";

/** Which two days: `from` and `to`, or so many days before the second. Without any, 28 days to the data's day. */
export interface ExplainInput {
  readonly now: Date;
  /** 1 to 730. */
  readonly sinceDays?: number | undefined;
  readonly from?: Day | undefined;
  /** The data's day where it is later. */
  readonly to?: Day | undefined;
  /** Whether people are named: for pages and files of who may see the account, never in chat. */
  readonly named?: boolean;
}

/**
 * The exact difference between two days of an account: whole points per part that add up to the difference of the two scores
 * as they are shown, with the figures behind them. Where it had no score on the first day yet, its first day is taken.
 * @throws AppError `not-found`; `bad-input` for days that cannot be compared, and where there is no score
 */
export async function explainScore(
  tx: TenantTx,
  accountId: string,
  input: ExplainInput,
): Promise<ScoreChange> {
  const state = await readDataState(tx, input.now);
  const account = await requireAccount(tx, accountId);
  const days = comparedDays(account, input);
  const change = await readScoreChange(tx, account, state, { ...days, named: input.named ?? false });
  if (change === null) {
    throw new AppError("bad-input", "It had no score by then. Pick a later end.", {
      detail: { field: "to" },
    });
  }
  await writeAudit(tx, {
    verb: "asked why",
    accountId: account.id,
    detail: { from: change.from.day, to: change.to.day, ...(input.named ? { named: true } : {}) },
    now: input.now,
  });
  return change;
}

/**
 * The two days that are meant.
 * @throws AppError `bad-input`: the field is named in its detail
 */
function comparedDays(account: AccountRow, input: ExplainInput): { from: Day; to: Day } {
  const { sinceDays = 28 } = input;
  if (!account.latest) throw wrong("from", "There is no score yet: no usage has arrived.");
  if (!Number.isInteger(sinceDays) || sinceDays < 1 || sinceDays > 730)
    throw wrong("sinceDays", "Compare with 1 to 730 days before.");
  const last = account.latest.day;
  const askedTo = input.to === undefined ? last : parseDay(input.to, "to");
  const from = input.from === undefined ? undefined : parseDay(input.from, "from");
  if (from !== undefined && input.to !== undefined && from > askedTo)
    throw wrong("to", "The end is before the start.");
  if (from !== undefined && from >= last)
    throw wrong("from", `The data ends on ${shortDay(last, from)}. Pick an earlier start.`);
  const to = earlier(askedTo, last);
  if (from === to) throw wrong("to", "Pick two different days.");
  return { from: from ?? addDays(to, -sinceDays), to };
}

function wrong(field: string, sentence: string): AppError {
  return new AppError("bad-input", sentence, { detail: { field } });
}
