import { systemContext } from "../../context.ts";
import type { Db } from "../../db/connection.ts";
import { type TenantTx, withTenant } from "../../db/with-tenant.ts";
import { AppError } from "../../errors.ts";
import type { ModelCalibration } from "../../results/models.ts";
import { eligibleRows } from "../../scoring/backtest/eligible-rows.ts";
import { cutOffs, protocols } from "../../scoring/backtest/protocol.ts";
import { addDays, dayNumber } from "../../scoring/days.ts";
import {
  type CalibrationRow,
  calibrate,
  leastAccounts,
  leastBadAccounts,
} from "../../scoring/models/calibrate.ts";
import { compileModel } from "../../scoring/models/compile-model.ts";
import type { ModelDocument } from "../../scoring/models/model.ts";
import { AccountReplay } from "../../scoring/replay/replay.ts";
import type { Kind } from "../../scoring/types.ts";
import { eachAccount, type OnAccounts } from "./each-account.ts";
import { getModels } from "./get-models.ts";
import { calendarOfHistory, readHistory, type TenantHistory } from "./read-history.ts";
import { readModelRules } from "./read-model-rules.ts";

/**
 * Replays the tenant's history under a model, weekly, and holds each score against what came of it.
 * @param input.document whose scores; left out: the live model's
 * @returns null when `onProgress` said to stop
 * @throws AppError `unavailable` where the history is too short or too few accounts went bad: it says how much is needed;
 * `not-found` when nothing was scored yet
 */
export async function calibrateModel(
  db: Db,
  tenantId: string,
  input: {
    readonly document?: ModelDocument;
    readonly requestId: string;
    readonly onProgress?: OnAccounts | undefined;
  },
): Promise<ModelCalibration | null> {
  const context = systemContext(tenantId, input.requestId);
  const { history, model, rules } = await withTenant(db, context, (tx) => readParts(tx, input.document));
  const { kind, thresholds } = model.rules;
  const { horizonDays, windowDays } = protocols[kind];
  const period = {
    from: addDays(history.firstDay, windowDays),
    to: addDays(history.lastDay, -horizonDays),
  };
  const days = cutOffs(period, history, kind);
  if (days.length === 0) throw tooShort(history, kind);
  const calendar = await calendarOfHistory(history, model.established);
  const found: CalibrationRow[] = [];
  const goesOn = await eachAccount(history, input.onProgress, ({ id, series }) => {
    const rows = eligibleRows(series, days, history.lastDay, kind);
    if (rows.length === 0) return;
    const scores = new Map<number, number>();
    new AccountReplay(series, calendar, rules.of(id)).goTo(
      calendar.lastNumber,
      rows.map(({ number }) => number),
      { scored: (number, { score }) => scores.set(number, score) },
    );
    for (const { number, lapse, decline } of rows) {
      const score = scores.get(number);
      if (score !== undefined) found.push({ account: id, score, bad: lapse || decline === true });
    }
  });
  if (!goesOn) return null;
  const accounts = new Set(found.map(({ account }) => account)).size;
  const badAccounts = new Set(found.flatMap(({ account, bad }) => (bad ? [account] : []))).size;
  if (accounts < leastAccounts || badAccounts < leastBadAccounts) {
    throw tooLittle(
      `${accounts} accounts can be judged and ${badAccounts} of them stopped or fell; bands need ${leastAccounts} and ${leastBadAccounts} at the least`,
    );
  }
  return { ...calibrate(found), period, horizonDays, now: thresholds };
}

async function readParts(tx: TenantTx, document: ModelDocument | undefined) {
  const { live } = await getModels(tx);
  const model =
    document === undefined
      ? compileModel(live.document, live.version)
      : compileModel(document, live.version + 1);
  const history = await readHistory(tx);
  const range = { from: history.firstDay, to: history.lastDay };
  return { history, model, rules: await readModelRules(tx, model, range) };
}

function tooShort({ firstDay, lastDay }: TenantHistory, kind: Kind): AppError {
  const { windowDays, horizonDays } = protocols[kind];
  const has = dayNumber(lastDay) - dayNumber(firstDay) + 1;
  return tooLittle(`The history has ${has} days; bands need ${windowDays + horizonDays + 7} at the least`);
}

function tooLittle(why: string): AppError {
  return new AppError("unavailable", `${why}, or chance would set them. The bands stay as they are.`);
}
