import { sql } from "kysely";
import { type AlertRow, insertAlert, openStates, readAlerts, updateAlert } from "../../db/alerts.ts";
import { enqueue } from "../../db/queue.ts";
import type { TenantRules } from "../../db/tenants.ts";
import type { TenantTx } from "../../db/with-tenant.ts";
import { newId } from "../../ids.ts";
import { dropOf, settleDays, standardAlertRules } from "../../scoring/alert-rules.ts";
import { addDays, daysBetween } from "../../scoring/days.ts";
import { type DayFacts, detect, type Transition } from "../../scoring/detect.ts";
import type { Band, Day } from "../../scoring/types.ts";
import { startOfDay } from "../../zones.ts";
import { announce } from "../deliveries/announce.ts";
import type { ScoredAccountDay } from "../scoring/score-days.ts";
import { describeOpening } from "./describe-opening.ts";

/** Where the detector's findings become alerts, within one step of a pass. */
export interface AlertDesk {
  /** Judges the accounts that were scored on a final day, and makes the changes. Days come in order. */
  judge(day: Day, scored: readonly ScoredAccountDay[]): Promise<void>;
  /** Tells of what was opened here and is still open. Call it last. */
  close(): Promise<void>;
  /** Alerts that were opened here. */
  readonly opened: number;
}

/**
 * Opens the desk.
 * @param options.finalDay the day that is news; alerts of earlier days get the time at which they would have come
 * @param options.history a past that nobody was told of when it happened: what is still open goes to the inbox only
 */
export async function openAlertDesk(
  tx: TenantTx,
  rules: TenantRules,
  options: { now: Date; finalDay: Day; history: boolean },
): Promise<AlertDesk> {
  const known = Map.groupBy(
    await readAlerts(tx, { accountIds: null, closedSince: "0001-01-01" }),
    (alert) => alert.accountId,
  );
  const firstDays = await readFirstDays(tx);
  const held = await isHeld(tx);
  const openedHere: { id: string; accountId: string }[] = [];

  async function judge(day: Day, scored: readonly ScoredAccountDay[]): Promise<void> {
    for (const account of scored) {
      const alerts = known.get(account.accountId) ?? [];
      const open = alerts.filter(isOpen);
      const closed = alerts.filter((alert) => !isOpen(alert) && alert.closedDay !== null);
      const transitions = detect({
        ...factsOf(account),
        silenceDays: account.rules.silenceDays,
        open: await withOpeningDay(account, open),
        closed: closed.map((alert) => ({
          kind: alert.kind,
          cause: alert.cause,
          openedDay: alert.openedDay,
          closedDay: alert.closedDay ?? day,
          withdrawn: alert.state === "withdrawn",
        })),
        lowestDropSinceClosed: await lowestDropSinceClosed(account, closed),
        alerts: standardAlertRules(rules.quiet),
        held: held && day === options.finalDay,
      });
      for (const transition of transitions) await apply(transition, account, alerts);
      await wakeIfWorse(account, open);
    }
  }

  async function apply(transition: Transition, account: ScoredAccountDay, alerts: AlertRow[]): Promise<void> {
    const at =
      account.day === options.finalDay ? options.now : startOfDay(rules.zone, addDays(account.day, 1));
    if (transition.kind === "open") {
      const id = newId(at.getTime());
      const frozenExpected = transition.signal === "drop" ? transition.figures.expected : null;
      const opening = await describeOpening(
        tx,
        transition,
        account,
        firstDays.get(account.accountId) ?? account.lastActiveDay,
      );
      const alert = {
        id,
        accountId: account.accountId,
        kind: transition.signal,
        cause: transition.cause,
        openedDay: account.day,
        openedAt: at,
        frozenExpected,
      };
      if (!(await insertAlert(tx, { ...alert, opening }))) return;
      openedHere.push({ id, accountId: account.accountId });
      known.set(account.accountId, [...alerts, { ...alert, ...freshAlert }]);
      return;
    }
    const alert = alerts.find((row) => row.cause === transition.cause);
    if (!alert) return;
    switch (transition.kind) {
      case "renew":
        await updateAlert(tx, alert.id, { renewed_day: account.day });
        replace(alert, { renewedDay: account.day });
        break;
      case "resolve":
        await updateAlert(tx, alert.id, {
          state: "resolved",
          closed_at: at,
          closed_day: account.day,
          closed_how: transition.reason,
          closed_figures: { actual: transition.figures.actual, usual: rounded(transition.figures.usual) },
        });
        replace(alert, { state: "resolved", closedDay: account.day });
        break;
      case "withdraw":
        await updateAlert(tx, alert.id, {
          state: "withdrawn",
          closed_at: at,
          closed_day: account.day,
          closed_how: "undone",
        });
        replace(alert, { state: "withdrawn", closedDay: account.day });
        break;
    }
    await enqueue(tx, "refresh-alert", { alertId: alert.id });
  }

  function replace(alert: AlertRow, change: Partial<AlertRow>): void {
    const rows = known.get(alert.accountId) ?? [];
    known.set(
      alert.accountId,
      rows.map((row) => (row.id === alert.id ? { ...row, ...change } : row)),
    );
  }

  /** The opening day of each open alert as it is known now: late data may have undone it. */
  async function withOpeningDay(account: ScoredAccountDay, open: readonly AlertRow[]) {
    const openings = open.map((alert) => ({
      kind: alert.kind,
      cause: alert.cause,
      openedDay: alert.openedDay,
      frozenExpected: alert.frozenExpected,
      renewedDay: alert.renewedDay,
    }));
    if (open.length === 0 || account.day !== options.finalDay) return openings;
    const days = await readDayFacts(
      tx,
      account,
      open.map((alert) => alert.openedDay),
    );
    return openings.map((opening) => {
      const atOpening = days.get(opening.openedDay);
      return atOpening ? { ...opening, atOpening } : opening;
    });
  }

  /** Only asked for where a drop could open again. */
  async function lowestDropSinceClosed(
    account: ScoredAccountDay,
    closed: readonly AlertRow[],
  ): Promise<number | null> {
    const since = closed
      .filter(
        (alert) =>
          alert.kind === "drop" &&
          alert.closedDay !== null &&
          daysBetween(alert.closedDay, account.day) < settleDays,
      )
      .map((alert) => alert.closedDay ?? account.day)
      .sort()
      .at(-1);
    if (since === undefined || dropOf(account, standardAlertRules(rules.quiet).drop) === null) return null;
    const result = await sql<{ lowest: number | null }>`
      select min(1 - actual / expected) as lowest from app.score
       where tenant_id = ${tx.tenantId} and account_id = ${account.accountId} and expected > 0
         and day > ${since}::date and day <= ${account.day}::date`.execute(tx.db);
    return result.rows[0]?.lowest ?? null;
  }

  /** A snooze ends early when use falls further than it was agreed to. */
  async function wakeIfWorse(account: ScoredAccountDay, open: readonly AlertRow[]): Promise<void> {
    if (account.day !== options.finalDay) return;
    for (const alert of open) {
      if (alert.state !== "snoozed" || alert.wakeBelow === null || account.actual > alert.wakeBelow) continue;
      await updateAlert(tx, alert.id, {
        state: alert.acknowledgedBy ? "acknowledged" : "open",
        snoozed_until: null,
        wake_below: null,
      });
      await enqueue(tx, "refresh-alert", { alertId: alert.id });
    }
  }

  async function close(): Promise<void> {
    const still = [...known.values()].flat().filter((alert) => isOpen(alert));
    const news = options.history
      ? still
      : still.filter((alert) => openedHere.some((opened) => opened.id === alert.id));
    for (const alert of news) {
      await announce(tx, {
        subjectKind: "alert",
        subjectId: alert.id,
        memberIds: await readAlertTargets(tx, alert.accountId),
        ...(options.history ? { channels: ["inbox"] as const } : {}),
        now: alert.openedAt,
      });
    }
  }

  return {
    judge,
    close,
    get opened() {
      return openedHere.length;
    },
  };
}

const freshAlert = {
  state: "open",
  closedDay: null,
  renewedDay: null,
  snoozedUntil: null,
  acknowledgedBy: null,
  acknowledgedAt: null,
  wakeBelow: null,
  version: 1,
} as const;

function isOpen(alert: AlertRow): boolean {
  return (openStates as readonly string[]).includes(alert.state);
}

function rounded(value: number | null): number | null {
  return value === null ? null : Math.round(value);
}

function factsOf(account: ScoredAccountDay): DayFacts {
  const { day, ageDays, established, score, band, previousBand, actual, actual14, expected, silentDays } =
    account;
  return { day, ageDays, established, score, band, previousBand, actual, actual14, expected, silentDays };
}

/** Who is told of an account's alert: its owner, else the leads, else the admins. */
async function readAlertTargets(tx: TenantTx, accountId: string): Promise<string[]> {
  const result = await sql<{ id: string; rank: number }>`
    select m.id, case when m.id = a.owner_id then 1 when m.role = 'lead' then 2 else 3 end as rank
      from app.account a
      join app.member m on m.tenant_id = a.tenant_id and m.removed_at is null and (m.id = a.owner_id or m.role in ('lead', 'admin'))
     where a.tenant_id = ${tx.tenantId} and a.id = ${accountId}`.execute(tx.db);
  const best = Math.min(...result.rows.map((row) => row.rank));
  return result.rows.filter((row) => row.rank === best).map((row) => row.id);
}

async function readFirstDays(tx: TenantTx): Promise<Map<string, Day>> {
  const rows = await tx.db
    .selectFrom("app.account")
    .select(["id", "first_day"])
    .where("tenant_id", "=", tx.tenantId)
    .where("first_day", "is not", null)
    .execute();
  return new Map(rows.map((row) => [row.id, row.first_day ?? ""]));
}

/** Whether usage does not arrive as it should: nobody knows then whether a customer fell or the feed. */
async function isHeld(tx: TenantTx): Promise<boolean> {
  const row = await tx.db
    .selectFrom("app.feed_outage")
    .select("id")
    .where("tenant_id", "=", tx.tenantId)
    .where("ended_at", "is", null)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

async function readDayFacts(
  tx: TenantTx,
  account: ScoredAccountDay,
  days: readonly Day[],
): Promise<Map<Day, DayFacts>> {
  const rows = await tx.db
    .selectFrom("app.score")
    .select(["day", "score", "band", "established", "actual", "actual14", "expected", "silent_days"])
    .where("tenant_id", "=", tx.tenantId)
    .where("account_id", "=", account.accountId)
    .where("day", "in", [...days])
    .execute();
  return new Map(
    rows.map((row) => [
      row.day,
      {
        day: row.day,
        ageDays: account.ageDays - daysBetween(row.day, account.day),
        established: row.established,
        score: row.score,
        band: row.band as Band,
        previousBand: null,
        actual: row.actual,
        actual14: row.actual14,
        expected: row.expected,
        silentDays: row.silent_days,
      },
    ]),
  );
}
