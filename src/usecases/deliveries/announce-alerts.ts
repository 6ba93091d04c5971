import { readAlertTargets } from "../../db/alerts/alert-targets.ts";
import type { TenantTx } from "../../db/with-tenant.ts";
import type { ToldAgain } from "../../results/alerts.ts";
import { announce } from "./announce.ts";
import { releaseAtOnce } from "./release-held.ts";

/** Alerts of one member in one pass above which they come as one message with the list. */
const mostAtOnce = 5;

/** An alert that is to be told. */
export interface AlertNews {
  readonly id: string;
  readonly accountId: string;
  /** When it is told. */
  readonly at: Date;
  /** It was told before, and this is told of it now: it lies in the inbox already. Absent: it is new. */
  readonly again?: ToldAgain;
}

/**
 * Tells of what a pass opened, and of what it found still so or worse: each alert to whoever looks after its account. More than five for one member are held for the
 * blink of an eye and released as one message, by the same way as what waited for the end of quiet hours; in the inbox each
 * stands by itself.
 * @param input.history nobody was told when it happened: it goes to the inbox alone
 */
export async function announceAlerts(
  tx: TenantTx,
  news: readonly AlertNews[],
  input: { readonly history: boolean; readonly now: Date },
): Promise<void> {
  const targets = new Map<string, string[]>();
  for (const alert of news) targets.set(alert.id, await readAlertTargets(tx, alert.accountId));
  const counts = new Map<string, number>();
  for (const memberId of [...targets.values()].flat()) counts.set(memberId, (counts.get(memberId) ?? 0) + 1);
  const many = input.history
    ? new Set<string>()
    : new Set([...counts].filter(([, count]) => count > mostAtOnce).map(([memberId]) => memberId));
  for (const alert of news) {
    const memberIds = targets.get(alert.id) ?? [];
    const what = { subjectKind: "alert", subjectId: alert.id, now: alert.at, ...tellingOf(alert) } as const;
    await announce(tx, {
      ...what,
      memberIds: memberIds.filter((id) => !many.has(id)),
      ...(input.history ? { channels: ["inbox"] as const } : {}),
    });
    await announce(tx, { ...what, memberIds: memberIds.filter((id) => many.has(id)), together: true });
  }
  if (many.size > 0) await releaseAtOnce(tx, { memberIds: [...many], now: input.now });
}

/** What is told of an alert again is an occasion of its own: of one day there is one. */
function tellingOf({ again }: AlertNews) {
  return again ? { occasion: `${again.how}:${again.day}`, facts: { again }, notInInbox: true } : {};
}
