import { type AccountRow, readAccounts } from "../../db/accounts/accounts.ts";
import { type AlertFactsRow, readAlertFacts, readFollowers } from "../../db/alerts/alert-facts.ts";
import { type DataState, readDataState } from "../../db/scores/data-state.ts";
import type { TenantTx } from "../../db/with-tenant.ts";
import { notFound } from "../../errors.ts";
import { isId } from "../../ids.ts";
import type { AlertFacts, AlertOpening, ClosedHow, ToldAgain } from "../../results/alerts.ts";
import { toldChanges } from "../../scoring/explain/told-parts.ts";
import { standingOf } from "../portfolio/account-line.ts";

/**
 * An alert, what happened to it, and where its account stands now. Writes no audit row of its own: it is read to answer a
 * click or to fill a message, and those are kept.
 * @throws AppError `not-found` when there is none that the asker may see
 */
export async function getAlert(tx: TenantTx, alertId: string): Promise<AlertFacts> {
  const [alert] = await getAlerts(tx, [alertId]);
  if (!alert) throw notFound("alert");
  return alert;
}

/**
 * The alerts of `ids` that the asker may see, in the order of `ids`; the others are left out. An alert whose message says
 * others too comes with them: what is strongest of what is open leads.
 */
export async function getAlerts(tx: TenantTx, ids: readonly string[]): Promise<AlertFacts[]> {
  const rows = await readAlertFacts(tx, ids.filter(isId));
  const followers = rows.length === 0 ? [] : await readFollowers(tx, ids.filter(isId));
  if (followers.length === 0) return alertFactsOf(tx, rows);
  const byLead = Map.groupBy(followers, (row) => row.leadId ?? "");
  return alertFactsOf(
    tx,
    rows.map((row) => asOneMessage(row, byLead.get(row.id) ?? [])),
  );
}

const strength = { silence: 0, drop: 1, "band-change": 2 } as const;

/** One message's alerts as one: the strongest that is open speaks, the others are further reasons. */
function asOneMessage(lead: AlertFactsRow, followers: readonly AlertFactsRow[]): AlertFactsRow {
  if (followers.length === 0) return lead;
  const all = [lead, ...followers];
  const open = all.filter((row) => row.closedAt === null);
  const speaking = (open.length > 0 ? open : all).toSorted((a, b) => strength[a.kind] - strength[b.kind]);
  const [first = lead, ...others] = speaking;
  return {
    ...first,
    id: lead.id,
    leadId: null,
    also: [...others.map((row) => row.figures), ...all.flatMap((row) => row.also)],
    feedback: lead.feedback ?? first.feedback,
    version: all.reduce((sum, row) => sum + row.version, 0),
  };
}

/** Joins alerts with where their accounts stand now: two statements, whatever their number. */
export async function alertFactsOf(tx: TenantTx, alerts: readonly AlertFactsRow[]): Promise<AlertFacts[]> {
  if (alerts.length === 0) return [];
  // What ends today concerns lists. An account has left once the desk has seen that, which is on the data's day.
  const known = await readDataState(tx, new Date(0));
  const state = { ...known, today: known.dataDay ?? known.today };
  const accounts = await readAccounts(tx, [...new Set(alerts.map(({ accountId }) => accountId))]);
  const byId = new Map(accounts.map((account) => [account.id, account]));
  return alerts.flatMap((alert) => {
    const account = byId.get(alert.accountId);
    return account ? [factsOf(alert, account, state)] : [];
  });
}

/** One alert and its account as facts. */
export function factsOf(alert: AlertFactsRow, account: AccountRow, state: DataState): AlertFacts {
  const { score, band, signal } = standingOf(account, state);
  return {
    id: alert.id,
    account: { id: account.id, name: account.name },
    owner: account.owner && {
      id: account.owner.id,
      name: account.owner.name,
      slackUserId: account.owner.slackUserId,
    },
    kind: alert.kind,
    state: alert.state,
    openedAt: alert.openedAt.toISOString(),
    openedDay: alert.openedDay,
    opening: openingFor(alert.figures, state),
    also: alert.also.map((figures) => openingFor(figures, state)),
    again: againOf(alert.again as ToldAgain | null),
    leadId: alert.leadId,
    score,
    band,
    signal,
    dataDay: state.dataDay,
    acknowledged: acknowledgedOf(alert),
    snoozed: snoozedOf(alert),
    closed: closedOf(alert),
    feedback: alert.feedback,
    version: alert.version,
  };
}

/** What it was opened with, as the asker is told it. */
function openingFor(figures: unknown, { forCustomer }: DataState): AlertOpening {
  const opening = figures as AlertOpening;
  if (opening.kind !== "band-change") return opening;
  return { ...opening, partChanges: toldChanges(opening.partChanges, forCustomer) };
}

/** Without what is kept for the detector. */
function againOf(kept: ToldAgain | null): ToldAgain | null {
  if (kept === null) return null;
  const { how, day, actual, usual, woken } = kept;
  return { how, day, actual, usual, ...(woken ? { woken } : {}) };
}

function acknowledgedOf(alert: AlertFactsRow): AlertFacts["acknowledged"] {
  if (alert.acknowledgedById === null || alert.acknowledgedAt === null) return null;
  return {
    byId: alert.acknowledgedById,
    byName: alert.acknowledgedByName ?? formerMember,
    at: alert.acknowledgedAt.toISOString(),
  };
}

function snoozedOf(alert: AlertFactsRow): AlertFacts["snoozed"] {
  if (alert.state !== "snoozed" || alert.snoozedUntil === null) return null;
  return {
    byName: alert.snoozedByName ?? formerMember,
    until: alert.snoozedUntil.toISOString(),
    reason: alert.snoozeReason,
    wakesIfWorse: alert.wakeBelow !== null,
  };
}

function closedOf(alert: AlertFactsRow): AlertFacts["closed"] {
  if (alert.closedAt === null || alert.closedHow === null) return null;
  return {
    how: alert.closedHow as ClosedHow,
    at: alert.closedAt.toISOString(),
    byName: alert.closedByName,
    note: alert.closedNote,
    actual: alert.closedFigures?.actual ?? null,
    usual: alert.closedFigures?.usual ?? null,
    score: alert.closedFigures?.score ?? null,
    openDays: Math.max(0, alert.openDays ?? 0),
  };
}

/** A row without a member's name: members are never deleted, so this is only for names that the asker may not see. */
const formerMember = "Somebody";
