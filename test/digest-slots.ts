import { newId } from "../src/ids.ts";
import { nextDue } from "../src/zones.ts";
import type { Owner } from "./owner.ts";

/* When digests are due, found by looking at wall clocks: what the product's own reckoning is held against. */

const minute = 60_000;
const hour = 60 * minute;
/** Zones whose clocks change, by an hour or by half of one, and one that never does. */
export const zones = [
  "Europe/Berlin",
  "America/New_York",
  "Australia/Lord_Howe",
  "Pacific/Auckland",
  "Asia/Kathmandu",
];
/** Sundays on which the clock changes in one of the zones, forward and back. */
export const changes = [
  "2026-03-08",
  "2026-03-29",
  "2026-04-05",
  "2026-09-27",
  "2026-10-04",
  "2026-10-25",
  "2026-11-01",
];
/** Local times around which clocks change, and ordinary ones. */
export const times = [
  "00:00",
  "01:30",
  "01:45",
  "02:00",
  "02:15",
  "02:30",
  "03:00",
  "08:30",
  "17:15",
  "23:45",
];

/** Who wants a digest when. */
export interface Subscription {
  readonly memberId: string;
  readonly zone: string;
  readonly localTime: string;
  readonly weekdays: number[];
}

/** Makes managers who all want a digest, as if they had asked for it at `from`. */
export async function subscribe(
  owner: Owner,
  tenantId: string,
  from: Date,
  rules: readonly Omit<Subscription, "memberId">[],
): Promise<Subscription[]> {
  const subscriptions = rules.map((rule) => ({ ...rule, memberId: newId() }));
  for (const [index, rule] of subscriptions.entries()) {
    await owner.rows(
      `insert into app.member (tenant_id, id, email, name, role, zone, created_at) values ($1, $2, $3, 'Manager', 'manager', $4, now())`,
      [tenantId, rule.memberId, `m${index}@${tenantId}.example`, rule.zone],
    );
    await owner.rows(
      `insert into app.digest_subscription (tenant_id, id, member_id, local_time, weekdays, zone, next_due_at)
       values ($1, $2, $3, $4, $5, $6, $7)`,
      [tenantId, newId(), rule.memberId, rule.localTime, rule.weekdays, rule.zone, nextDue(rule, from)],
    );
  }
  return subscriptions;
}

interface WallClock {
  readonly date: string;
  readonly time: string;
  /** ISO weekday. */
  readonly weekday: number;
}

/** What a wall clock shows, by the platform's own calendar and not the product's; asked often, so kept. */
const wallClock = (() => {
  const formats = new Map<string, Intl.DateTimeFormat>();
  const known = new Map<string, WallClock>();
  return (zone: string, at: number): WallClock => {
    const found = known.get(`${zone} ${at}`);
    if (found) return found;
    const style = { timeZone: zone, dateStyle: "short", timeStyle: "short", hourCycle: "h23" } as const;
    const format = formats.get(zone) ?? new Intl.DateTimeFormat("en-CA", style);
    formats.set(zone, format);
    const [date = "", time = ""] = format.format(at).split(", ");
    const clock = { date, time, weekday: new Date(`${date}T12:00:00Z`).getUTCDay() || 7 };
    known.set(`${zone} ${at}`, clock);
    return clock;
  };
})();

/** The slots that a rule has between two instants, found by looking at the wall clock every quarter of an hour. */
export function slotsBetween(rule: Subscription, from: Date, to: Date): { date: string; at: number }[] {
  const slots = new Map<string, number>();
  for (let at = from.getTime() - 24 * hour; at <= to.getTime(); at += 15 * minute) {
    const clock = wallClock(rule.zone, at);
    if (!rule.weekdays.includes(clock.weekday) || slots.has(clock.date)) continue;
    // The time itself, the first of two; or, where the clock skips it, as long after midnight as it would have been.
    if (clock.time === rule.localTime) slots.set(clock.date, at);
    else if (clock.time > rule.localTime && skips(rule, clock.date))
      slots.set(clock.date, midnightOf(rule, at) + minutesOf(rule.localTime) * minute);
  }
  return [...slots]
    .map(([date, at]) => ({ date, at }))
    .filter(({ at }) => at > from.getTime() && at <= to.getTime());
}

function skips(rule: Subscription, date: string): boolean {
  const noon = Date.parse(`${date}T12:00:00Z`);
  for (let at = noon - 28 * hour; at <= noon + 28 * hour; at += 15 * minute) {
    const clock = wallClock(rule.zone, at);
    if (clock.date === date && clock.time === rule.localTime) return false;
  }
  return true;
}

function midnightOf(rule: Subscription, at: number): number {
  const { date } = wallClock(rule.zone, at);
  let start = at;
  while (wallClock(rule.zone, start - 15 * minute).date === date) start -= 15 * minute;
  return start;
}

const minutesOf = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));

/** What was sent: by member, the slots in order. */
export async function sentSlots(owner: Owner, tenantId: string): Promise<Map<string, number[]>> {
  const rows = await owner.rows<{ member_id: string; due_at: Date }>(
    "select member_id, due_at from app.digest_sent where tenant_id = $1 order by due_at",
    [tenantId],
  );
  const byMember = Map.groupBy(rows, (row) => row.member_id);
  return new Map([...byMember].map(([id, list]) => [id, list.map((row) => row.due_at.getTime())]));
}
