import { isOpen, openStates } from "../../db/alerts/alert-states.ts";
import { type AlertRow, hasOpen, lockMessageAlerts } from "../../db/alerts/alerts.ts";
import { type AlertChange, updateAlert } from "../../db/alerts/write-alerts.ts";
import { writeAudit } from "../../db/audit.ts";
import { readTenantRules } from "../../db/people/tenants.ts";
import { enqueue } from "../../db/queue.ts";
import { readLatestUse } from "../../db/scores/latest-scores.ts";
import type { TenantTx } from "../../db/with-tenant.ts";
import { AppError, notFound } from "../../errors.ts";
import { isId } from "../../ids.ts";
import { type Feedback, longestNote, longestReason, type ResolvedHow } from "../../results/alert-answers.ts";
import type { AlertFacts, AlertState } from "../../results/alerts.ts";
import type { AuditVerb } from "../../results/audit.ts";
import { worseShare } from "../../scoring/detect/alert-rules.ts";
import { isStorable, notStorable } from "../../storable-text.ts";
import { dayIn } from "../../zones.ts";
import { getAlert } from "./get-alert.ts";

/*
 * What people do with an alert. One state machine:
 *
 *   open -> acknowledged -> resolved        snooze: open | acknowledged -> snoozed -> (time, worse or "wake") what it was
 *   open -> resolved        reopen: resolved by hand -> open
 *
 * A click that comes second changes nothing and says who was first. Every change raises the alert's version and enqueues
 * the edit of its messages in the same transaction. Where one message says several alerts of an account, what is done with it is
 * done with all of them.
 */

/** The alert as it stands now; `changed` false: somebody else was first, or it was so already. */
export interface AlertChanged {
  readonly alert: AlertFacts;
  readonly changed: boolean;
}

/** Takes an open alert: "Priya has it". @throws AppError `not-found`, `gone` when it is closed */
export function acknowledgeAlert(tx: TenantTx, input: { alertId: string; now: Date }): Promise<AlertChanged> {
  return changeAlert(tx, input, "acknowledged alert", ["open", "snoozed"], (_, memberId) => ({
    state: "acknowledged",
    acknowledged_by: memberId,
    acknowledged_at: input.now,
    snoozed_until: null,
  }));
}

/** Gives an acknowledged alert back: nobody has it. */
export function releaseAlert(tx: TenantTx, input: { alertId: string; now: Date }): Promise<AlertChanged> {
  return changeAlert(tx, input, "released alert", ["acknowledged"], () => ({
    state: "open",
    acknowledged_by: null,
    acknowledged_at: null,
  }));
}

/**
 * Silences an alert until `until`. It wakes early if use falls by another `worseShare` (when `wakeIfWorse`).
 * @throws AppError `bad-input` when `until` is past or over a year ahead, or the reason is over 140 characters
 */
export function snoozeAlert(
  tx: TenantTx,
  input: { alertId: string; until: Date; reason?: string; wakeIfWorse: boolean; now: Date },
): Promise<AlertChanged> {
  const ahead = input.until.getTime() - input.now.getTime();
  if (!(ahead > 0))
    throw new AppError("bad-input", "That time is past. Pick a later one.", { detail: { field: "until" } });
  if (ahead > 366 * 86_400_000) {
    throw new AppError("bad-input", "A snooze lasts a year at most. Pick an earlier date.", {
      detail: { field: "until" },
    });
  }
  if ((input.reason ?? "").length > longestReason) {
    throw new AppError("bad-input", `The reason is too long: ${longestReason} characters at most.`, {
      detail: { field: "reason" },
    });
  }
  if (!isStorable(input.reason ?? "")) {
    throw new AppError("bad-input", notStorable, { detail: { field: "reason" } });
  }
  return changeAlert(
    tx,
    input,
    "snoozed alert",
    ["open", "acknowledged", "snoozed"],
    async (alert, memberId) => ({
      state: "snoozed",
      snoozed_by: memberId,
      snoozed_at: input.now,
      snoozed_until: input.until,
      snooze_reason: input.reason?.trim() || null,
      wake_below: input.wakeIfWorse ? (1 - worseShare) * (await readLatestUse(tx, alert.accountId)) : null,
    }),
  );
}

/** Ends a snooze now. */
export function wakeAlert(tx: TenantTx, input: { alertId: string; now: Date }): Promise<AlertChanged> {
  return changeAlert(tx, input, "woke alert", ["snoozed"], (alert) => wakeChange(alert));
}

/** What a snoozed alert goes back to: whoever had it has it again. */
export function wakeChange(alert: AlertRow): AlertChange & Required<Pick<AlertChange, "state">> {
  return { state: alert.acknowledgedBy ? "acknowledged" : "open", snoozed_until: null, wake_below: null };
}

/** Ends an alert by hand. @throws AppError `bad-input` when the note is over 500 characters */
export function resolveAlert(
  tx: TenantTx,
  input: { alertId: string; how: ResolvedHow; note?: string; now: Date },
): Promise<AlertChanged> {
  const note = input.note?.trim() || defaultNote[input.how];
  if (note.length > longestNote) {
    throw new AppError("bad-input", `The note is too long: ${longestNote} characters at most.`, {
      detail: { field: "note" },
    });
  }
  if (!isStorable(note)) throw new AppError("bad-input", notStorable, { detail: { field: "note" } });
  return changeAlert(tx, input, "resolved alert", openStates, async (_, memberId) => ({
    state: "resolved",
    closed_at: input.now,
    closed_day: dayIn(input.now, (await readTenantRules(tx)).zone),
    closed_how: "by-hand",
    closed_by: memberId,
    closed_note: note,
    ...(input.how === "wrong" || input.how === "expected"
      ? { feedback: input.how, feedback_by: memberId, feedback_at: input.now }
      : {}),
  }));
}

const defaultNote: Record<ResolvedHow, string> = {
  handled: "handled",
  "told-why": "the customer told us why",
  expected: "expected (holiday, season)",
  wrong: "wrong alert",
};

/** Opens an alert again that was resolved by hand. */
export function reopenAlert(tx: TenantTx, input: { alertId: string; now: Date }): Promise<AlertChanged> {
  return changeAlert(tx, input, "reopened alert", ["resolved"], async (alert) => {
    if (await hasOpen(tx, alert))
      throw new AppError("conflict", "A newer alert of this kind is open for this account already.");
    return {
      state: "open",
      closed_at: null,
      closed_day: null,
      closed_how: null,
      closed_by: null,
      closed_note: null,
      acknowledged_by: null,
      acknowledged_at: null,
    };
  });
}

/** Keeps whether an alert was worth it. Possible in every state. */
export function judgeAlert(
  tx: TenantTx,
  input: { alertId: string; feedback: Feedback; now: Date },
): Promise<AlertChanged> {
  return changeAlert(tx, input, "judged alert", [...openStates, "resolved", "withdrawn"], (_, memberId) => ({
    feedback: input.feedback,
    feedback_by: memberId,
    feedback_at: input.now,
  }));
}

async function changeAlert(
  tx: TenantTx,
  input: { alertId: string; now: Date },
  verb: AuditVerb,
  from: readonly AlertState[],
  change: (alert: AlertRow, memberId: string) => AlertChange | Promise<AlertChange>,
): Promise<AlertChanged> {
  const { actor } = tx.context;
  if (actor.kind !== "member" || tx.role === "viewer")
    throw new AppError("not-allowed", "You can't do that with this account.");
  const alerts = isId(input.alertId) ? await lockMessageAlerts(tx, input.alertId) : [];
  const [lead] = alerts;
  if (!lead) throw notFound("alert");
  const concerned = concernedBy(verb, alerts);
  const changing = concerned.filter((alert) => from.includes(alert.state));
  if (changing.length === 0) {
    const facts = await getAlert(tx, lead.id);
    if (facts.closed !== null && verb !== "reopened alert") throw gone(facts, tx.member?.zone ?? "UTC");
    return { alert: facts, changed: false };
  }
  for (const alert of changing) {
    await updateAlert(tx, alert.id, await change(alert, actor.memberId));
    const detail = { alertId: alert.id, ...(alert.id === lead.id ? {} : { with: lead.id }) };
    await writeAudit(tx, { verb, accountId: alert.accountId, detail, now: input.now });
  }
  await enqueue(tx, "refresh-alert", { alertId: lead.id });
  return { alert: await getAlert(tx, lead.id), changed: true };
}

/** Of one message's alerts, those that a change is about: what is open, what was ended by hand, or all that was told. */
function concernedBy(verb: AuditVerb, alerts: readonly AlertRow[]): readonly AlertRow[] {
  if (verb === "judged alert") return alerts;
  if (verb !== "reopened alert") return alerts.filter(isOpen);
  const byHand = alerts.filter((alert) => alert.closedHow === "by-hand");
  return byHand.length > 0 ? byHand : alerts;
}

/** @param zone the reader's, as everywhere in chat */
function gone(alert: AlertFacts, zone: string): AppError {
  const day = alert.closed ? dayIn(alert.closed.at, zone) : "";
  const by = alert.closed?.byName ? ` by ${alert.closed.byName}` : "";
  const word = alert.state === "withdrawn" ? "withdrawn" : "resolved";
  return new AppError("gone", `That alert was ${word}${day ? ` on ${day}` : ""}${by}.`, {
    detail: {
      alertId: alert.id,
      accountId: alert.account.id,
      closedAt: alert.closed?.at ?? null,
      byName: alert.closed?.byName ?? null,
    },
  });
}
