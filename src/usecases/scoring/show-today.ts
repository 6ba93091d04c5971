import type { TenantRules } from "../../db/people/tenants.ts";
import { readDaySums } from "../../db/scores/day-sums.ts";
import { readLatestParts } from "../../db/scores/latest-scores.ts";
import { readActiveOn } from "../../db/scores/rescore.ts";
import { readScoreStates } from "../../db/scores/score-states.ts";
import { type FirstDayRow, type TodayRow, writeFirstDay, writeToday } from "../../db/scores/today-scores.ts";
import type { TenantTx } from "../../db/with-tenant.ts";
import { addDays, daysBetween } from "../../scoring/days.ts";
import { bandOf } from "../../scoring/score/band.ts";
import { shareFactor } from "../../scoring/score/metric-parts.ts";
import { scoreDay, sumOfParts } from "../../scoring/score/score.ts";
import { advance } from "../../scoring/score/sums.ts";
import type { Day } from "../../scoring/types.ts";
import { readAccountRules } from "./account-rules.ts";

/**
 * Today so far, of the accounts that were used today: activity counts at once in Recent, Habit and People, where it can
 * only add; Trend stays on complete days. An account whose first day this is gets its first score, all of it provisional.
 */
export async function showToday(
  tx: TenantTx,
  rules: TenantRules,
  today: Day,
  lastFinalDay: Day | null,
  input: { changed: ReadonlySet<string>; now: Date },
): Promise<void> {
  const { changed } = input;
  const active = (await readActiveOn(tx, today)).filter((id) => changed.size === 0 || changed.has(id));
  const current = lastFinalDay === null || daysBetween(lastFinalDay, today) === 1;
  if (active.length === 0 || !current) return;
  const states = await readScoreStates(tx, addDays(today, -1), active);
  const model = rules.models.live;
  const sums = await readDaySums(tx, {
    from: today,
    to: today,
    accountIds: active,
    established: model.established,
  });
  const finals = await readLatestParts(tx, active);
  const accounts = await readAccountRules(tx, model, { from: today, to: today, accountIds: active });
  const risen: TodayRow[] = [];
  const first: FirstDayRow[] = [];
  for (const row of sums.get(today) ?? []) {
    const last = finals.get(row.accountId);
    // Beside the last final day stands what the same rules make of today.
    const made = last ? rules.models.rulesOf(last) : accounts.of(row.accountId, today);
    const decay = advance(states.get(row.accountId)?.decay ?? null, 1, row.silentDays === 0, made.memory);
    const scored = scoreDay({ sums: row, decay, market: 1, values: {}, held: {} }, made);
    const users = row.users28;
    if (row.ageDays === 0) {
      const band = bandOf(scored.score, null, made);
      first.push({
        accountId: row.accountId,
        day: today,
        score: scored.score,
        parts: scored.parts,
        band,
        actual: row.actual,
        users,
        model: made.version,
        segment: made.segment,
      });
    } else if (last) {
      // What metrics earn stays on complete days, as Trend does.
      const share = shareFactor(made, last.parts) / shareFactor(made, scored.parts);
      const atLeast = (part: "recent" | "habit" | "people") =>
        Math.max(scored.parts[part] * share, last.parts[part]);
      const score = sumOfParts({
        ...last.parts,
        recent: atLeast("recent"),
        habit: atLeast("habit"),
        people: atLeast("people"),
      });
      risen.push({ accountId: row.accountId, day: today, score, users });
    }
  }
  await writeFirstDay(tx, first, input.now);
  await writeToday(tx, risen);
}
