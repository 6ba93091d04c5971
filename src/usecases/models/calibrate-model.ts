import { setImmediate as nextTurn } from "node:timers/promises";
import { systemContext } from "../../context.ts";
import { writeAudit } from "../../db/audit.ts";
import type { Db } from "../../db/connection.ts";
import { readTenantRules } from "../../db/people/tenants.ts";
import { withTenant } from "../../db/with-tenant.ts";
import { AppError } from "../../errors.ts";
import { eligibleRows } from "../../scoring/backtest/eligible-rows.ts";
import { cutOffs, protocols } from "../../scoring/backtest/protocol.ts";
import { addDays, dayNumber } from "../../scoring/days.ts";
import {
  type Calibration,
  type CalibrationRow,
  calibrate,
  leastAccounts,
  leastBadAccounts,
} from "../../scoring/models/calibrate.ts";
import { AccountReplay, calendarOf } from "../../scoring/replay/replay.ts";
import type { BandThresholds, Day } from "../../scoring/types.ts";
import { readBacktestRules } from "../backtest/read-backtest-rules.ts";
import { readTenantLog } from "../backtest/read-tenant-log.ts";

/** Bands that the tenant's own history suggests, beside those it has. */
export interface ModelCalibration extends Calibration {
  readonly period: { readonly from: Day; readonly to: Day };
  /** Days within which an account stopped or fell to count as bad. */
  readonly horizonDays: number;
  readonly live: BandThresholds;
}

/** Accounts that are replayed in one turn of the main loop. */
const accountsPerTurn = 25;

/**
 * Replays the tenant's history under the live model, weekly, and holds each score against what came of it.
 * @throws AppError `unavailable` where the history is too short or too few accounts went bad: it says how much is needed
 */
export async function calibrateModel(
  db: Db,
  tenantId: string,
  input: { now: Date; requestId: string; onProgress?: (done: number, total: number) => void },
): Promise<ModelCalibration> {
  const context = systemContext(tenantId, input.requestId, "cli");
  const { log, rules, live } = await withTenant(db, context, async (tx) => {
    const { models } = await readTenantRules(tx);
    const log = await readTenantLog(tx);
    const rules = await readBacktestRules(tx, log);
    await writeAudit(tx, { verb: "calibrated model", now: input.now });
    return { log, live: models.live, rules };
  });
  const { kind } = live.rules;
  const { horizonDays, windowDays } = protocols[kind];
  const period = { from: addDays(log.firstDay, windowDays), to: addDays(log.lastDay, -horizonDays) };
  const days = cutOffs(period, log, kind);
  if (days.length === 0) {
    throw tooLittle(
      `The history has ${dayNumber(log.lastDay) - dayNumber(log.firstDay) + 1} days; bands need ${windowDays + horizonDays + 7} at the least`,
    );
  }
  const calendar = calendarOf(log.accounts.values(), log, live.established);
  const found: CalibrationRow[] = [];
  let at = 0;
  for (const [account, series] of log.accounts) {
    if (at % accountsPerTurn === 0) {
      input.onProgress?.(at, log.accounts.size);
      await nextTurn();
    }
    at += 1;
    const rows = eligibleRows(series, days, log.lastDay, kind);
    if (rows.length === 0) continue;
    const scores = new Map<number, number>();
    new AccountReplay(series, calendar, rules.of(account)).goTo(
      calendar.lastNumber,
      rows.map((row) => row.number),
      { scored: (number, { score }) => scores.set(number, score) },
    );
    for (const row of rows) {
      const score = scores.get(row.number);
      if (score !== undefined) found.push({ account, score, bad: row.lapse || row.decline === true });
    }
  }
  const accounts = new Set(found.map((row) => row.account)).size;
  const badAccounts = new Set(found.flatMap((row) => (row.bad ? [row.account] : []))).size;
  if (accounts < leastAccounts || badAccounts < leastBadAccounts) {
    throw tooLittle(
      `${accounts} accounts can be judged and ${badAccounts} of them stopped or fell; bands need ${leastAccounts} and ${leastBadAccounts} at the least`,
    );
  }
  return { ...calibrate(found), period, horizonDays, live: live.rules.thresholds };
}

function tooLittle(why: string): AppError {
  return new AppError("unavailable", `${why}, or chance would set them. The bands stay as they are.`);
}
