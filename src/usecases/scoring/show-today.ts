import { readDaySums } from "../../db/day-sums.ts";
import { readActiveOn } from "../../db/rescore.ts";
import {
  type FirstDayRow,
  readLatestParts,
  readScoreStates,
  type TodayRow,
  writeFirstDay,
  writeToday,
} from "../../db/scores.ts";
import type { TenantRules } from "../../db/tenants.ts";
import type { TenantTx } from "../../db/with-tenant.ts";
import { bandOf } from "../../scoring/band.ts";
import { addDays, daysBetween } from "../../scoring/days.ts";
import { scoreDay } from "../../scoring/score.ts";
import { advance } from "../../scoring/sums.ts";
import type { Day } from "../../scoring/types.ts";

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
  const finalParts = await readLatestParts(tx, active);
  const risen: TodayRow[] = [];
  const first: FirstDayRow[] = [];
  for (const row of sums) {
    const decay = advance(
      states.get(row.accountId)?.decay ?? null,
      1,
      row.silentDays === 0,
      model.rules.memory,
    );
    const scored = scoreDay(row, decay, 1, model.rules);
    const last = finalParts.get(row.accountId);
    const users = row.users28;
    if (row.ageDays === 0) {
      const band = bandOf(scored.score, null, model.rules);
      first.push({
        accountId: row.accountId,
        day: today,
        score: scored.score,
        parts: scored.parts,
        band,
        actual: row.actual,
        users,
      });
    } else if (last) {
      const { parts } = scored;
      const score =
        Math.max(parts.recent, last.recent) +
        Math.max(parts.habit, last.habit) +
        last.trend +
        Math.max(parts.people, last.people);
      risen.push({ accountId: row.accountId, day: today, score, users });
    }
  }
  await writeFirstDay(tx, first, input.now);
  await writeToday(tx, risen);
}
