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
import { compileModel, type ScoringModel } from "../../scoring/models/compile-model.ts";
import type { ModelDocument } from "../../scoring/models/model.ts";
import type { TrialAccount } from "../../scoring/models/model-trial.ts";
import { AccountReplay } from "../../scoring/replay/replay.ts";
import type { Band, Kind } from "../../scoring/types.ts";
import { eachAccount, type OnAccounts } from "./each-account.ts";
import { getModels } from "./get-models.ts";
import { calendarOfHistory, readHistory, type TenantHistory } from "./read-history.ts";
import { readModelRules } from "./read-model-rules.ts";

/**
 * Replays the tenant's history under a model, weekly, and holds each score against what came of it.
 * @param input.document whose scores; left out: the live model's
 * @param input.asOf over the history as it stood then; left out: all that there is
 * @returns null when `onProgress` said to stop
 * @throws AppError `unavailable` where the history is too short or too few accounts went bad: it says how much is needed;
 * `not-found` when nothing was scored yet
 */
export async function calibrateModel(
  db: Db,
  tenantId: string,
  input: {
    readonly document?: ModelDocument;
    readonly asOf?: Date;
    readonly requestId: string;
    readonly onProgress?: OnAccounts | undefined;
  },
): Promise<ModelCalibration | null> {
  const context = systemContext(tenantId, input.requestId);
  const { history, model, rules } = await withTenant(db, context, (tx) =>
    readParts(tx, input.document, input.asOf),
  );
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
  const all = history.accounts.length;
  // Two passes: how accounts would stand can be told once the bands are found.
  const onProgress = (passed: number) => (done: number) => input.onProgress?.(passed + done, 2 * all) ?? true;
  const standing = { old: noBands(), next: noBands() };
  const goesOn = await eachAccount(history, onProgress(0), (account) => {
    const { id, series } = account;
    const rows = eligibleRows(series, days, history.lastDay, kind);
    const scores = new Map<number, number>();
    new AccountReplay(series, calendar, rules.of(id)).goTo(
      calendar.lastNumber,
      [...rows.map(({ number }) => number), calendar.lastNumber],
      {
        scored: (number, { score, band }) => {
          scores.set(number, score);
          if (number === calendar.lastNumber && isCustomer(account, history)) standing.old[band] += 1;
        },
      },
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
  const calibrated = { ...calibrate(found), period, horizonDays, now: thresholds };
  const { bands } = calibrated;
  if (bands === null) return { ...calibrated, standing: { old: standing.old, next: null } };
  const next = compileModel({ ...model.document, bands }, model.rules.version);
  const nextRules = await withTenant(db, context, (tx) => readRules(tx, next, history));
  const isDone = await eachAccount(history, onProgress(all), (account) => {
    if (!isCustomer(account, history)) return;
    const replay = new AccountReplay(account.series, calendar, nextRules.of(account.id));
    replay.goTo(calendar.lastNumber, [calendar.lastNumber], {
      scored: (_, { band }) => {
        standing.next[band] += 1;
      },
    });
  });
  return isDone ? { ...calibrated, standing } : null;
}

function noBands(): Record<Band, number> {
  return { healthy: 0, watch: 0, "at-risk": 0 };
}

/** Whether an account had not left by the last day. */
function isCustomer({ churnedOn }: TrialAccount, { lastDay }: TenantHistory): boolean {
  return churnedOn === null || churnedOn > lastDay;
}

async function readParts(tx: TenantTx, document: ModelDocument | undefined, asOf: Date | undefined) {
  const { live } = await getModels(tx);
  const model =
    document === undefined
      ? compileModel(live.document, live.version)
      : compileModel(document, live.version + 1);
  const history = await readHistory(tx, asOf);
  return { history, model, rules: await readRules(tx, model, history) };
}

function readRules(tx: TenantTx, model: ScoringModel, { firstDay, lastDay }: TenantHistory) {
  return readModelRules(tx, model, { from: firstDay, to: lastDay });
}

function tooShort({ firstDay, lastDay }: TenantHistory, kind: Kind): AppError {
  const { windowDays, horizonDays } = protocols[kind];
  const has = dayNumber(lastDay) - dayNumber(firstDay) + 1;
  return tooLittle(`The history has ${has} days; bands need ${windowDays + horizonDays + 7} at the least`);
}

function tooLittle(why: string): AppError {
  return new AppError("unavailable", `${why}, or chance would set them. The bands stay as they are.`);
}
