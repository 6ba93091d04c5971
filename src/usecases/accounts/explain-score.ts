import { writeAudit } from "../../db/audit.ts";
import { readDataState } from "../../db/data-state.ts";
import { readBaseAnchor, readScorePoints, readUserDays } from "../../db/series.ts";
import type { TenantTx } from "../../db/with-tenant.ts";
import { AppError } from "../../errors.ts";
import { addDays } from "../../scoring/days.ts";
import { explainChange, roundParts } from "../../scoring/score.ts";
import { usageParts } from "../../scoring/types.ts";
import type { ScoreChange } from "../results/accounts.ts";
import { readFeatures, readUsualBase } from "./account-card.ts";
import { usualOf } from "./account-line.ts";
import { requireAccount } from "./get-account.ts";

/**
 * The exact difference between an account's last final day and `sinceDays` before it: whole points per part that add up to
 * the difference of the two scores as they are shown.
 * @param input.sinceDays 1 to 730, default 28. Where the account had no score then yet, its first day is taken
 * @throws AppError `not-found`, `unavailable` when it has no score yet, `bad-input` for `sinceDays`
 */
export async function explainScore(
  tx: TenantTx,
  accountId: string,
  input: { now: Date; sinceDays?: number },
): Promise<ScoreChange> {
  const { sinceDays = 28 } = input;
  if (!Number.isInteger(sinceDays) || sinceDays < 1 || sinceDays > 730) {
    throw new AppError("bad-input", "Compare with 1 to 730 days before.", { detail: { field: "sinceDays" } });
  }
  const state = await readDataState(tx, input.now);
  const account = await requireAccount(tx, accountId);
  if (!account.latest) throw new AppError("unavailable", "There is no score yet: no usage has arrived.");
  const { day } = account.latest;
  const points = await readScorePoints(tx, account.id, addDays(day, -sinceDays), day);
  const from = points[0];
  const to = points.at(-1);
  if (!from || !to) throw new AppError("unavailable", "There is no score yet: no usage has arrived.");
  const change = explainChange(from, to);
  const whole = roundParts(to.parts);
  const { weights: max } = state.models.live.rules;
  const days = await readUserDays(tx, account.id, addDays(day, -55), day);
  const windowStart = addDays(day, -27);
  await writeAudit(tx, { verb: "asked why", accountId: account.id, detail: { sinceDays }, now: input.now });
  return {
    account: { id: account.id, name: account.name },
    from: { day: from.day, score: change.before },
    to: { day: to.day, score: change.after },
    parts: usageParts
      .filter((part) => max[part] > 0)
      .map((part) => ({ part, points: whole[part], max: max[part], change: change.parts[part] })),
    actual: to.actual,
    usual: usualOf(account),
    users28: to.users28,
    users28Before: account.monthAgo?.users28 ?? 0,
    activeDays28: days.filter((entry) => entry.day >= windowStart).length,
    activeDays28Before: days.filter((entry) => entry.day < windowStart).length,
    market: (await readBaseAnchor(tx, account.id, day)).market,
    features: await readFeatures(tx, account.id, day, await readUsualBase(tx, account, day)),
  };
}
