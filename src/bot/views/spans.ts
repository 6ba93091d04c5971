import type { AccountLine } from "../../results/accounts.ts";
import type { Reader } from "../../results/reader.ts";
import type { Day } from "../../scoring/types.ts";
import { clockWithZone, dayAndClock, shortDay, zoneName } from "../../words/dates.ts";
import { shownName } from "../../words/names.ts";
import { type BandNames, bracketed, type Standing, shapeBand, statusWords } from "../../words/status.ts";
import { dayIn } from "../../zones.ts";
import { type Part, type Span, type Text, t } from "../message.ts";
import { accountPath } from "./paths.ts";

/** When a message is made: every view takes it, none looks at the clock. */
export interface AtTime {
  readonly now: Date;
}

/** Where a look-up was asked: in a channel its answer can be shared with everyone there. */
export interface Asked extends AtTime {
  readonly place: "private" | "channel";
  /** For everyone in a conversation: the first name of who shares, said instead of "you". */
  readonly sharedBy?: string;
}

/** "your", or whose it is for everyone else: "Priya's". */
export function possessiveOf({ sharedBy }: Pick<Asked, "sharedBy">): string {
  return sharedBy === undefined ? "your" : `${sharedBy}'s`;
}

/** The reader's own day. */
export function todayOf(reader: Pick<Reader, "zone">, now: Date): Day {
  return dayIn(now, reader.zone);
}

/** An account's name, strong, leading to its page. */
export function accountLink(account: { readonly id: string; readonly name: string }): Span {
  return { kind: "link", text: shownName(account.name), path: accountPath(account.id), strong: true };
}

/** An account's shape. */
function shapeOf(standing: Standing): Span {
  return { kind: "shape", band: shapeBand(standing) };
}

/** "🔵 79, healthy, dropping". */
export function statusText(standing: Standing, names?: BandNames): Text {
  return [shapeOf(standing), t(` ${statusWords(standing, names)}`)];
}

/**
 * "🔵 *Acme* 79 (−2), healthy, dropping": an account's first line wherever accounts are listed.
 * @param byRules points of the change that new rules did by themselves
 */
export function accountHead(
  account: AccountLine,
  change: number | null,
  names?: BandNames,
  byRules?: number,
): Text {
  const status = statusWords(account, names);
  const delta = account.score === null ? "" : bracketed(change, byRules);
  const score = String(account.score ?? "");
  const words = delta === "" ? status : `${score} ${delta}${status.slice(score.length)}`;
  return [shapeOf(account), t(" "), accountLink(account), t(` ${words}`)];
}

/** An instant with day and zone: "Fri 20 Nov, 8:12 CET". The zone is printed once a message, here. */
export function instantSpan(at: string, reader: Reader, today: Day): Span {
  return {
    kind: "time",
    at,
    style: "date-time",
    fallback: `${dayAndClock(at, reader.zone, today)} ${zoneName(at, reader.zone)}`,
  };
}

/** "8:41" on the reader's own day, else "Thu 19 Nov, 8:41 CET". */
export function momentSpan(at: string, reader: Reader, today: Day): Span {
  if (dayIn(at, reader.zone) !== today) return instantSpan(at, reader, today);
  return { kind: "time", at, style: "time", fallback: clockWithZone(at, reader.zone) };
}

/** "data to Thu 19 Nov"; nothing without data. */
export function dataTo(dataDay: Day | null, today: Day): string {
  return dataDay === null ? "no data yet" : `data to ${shortDay(dataDay, today)}`;
}

/** A line of small print, marked where the tenant is a demo. */
export function context(text: Text, reader: Reader): Part {
  return { part: "context", text: reader.demo ? [...text, t(" · Sample data")] : text };
}

/** The mark of sample data, for messages without other small print. */
export function sampleMark(reader: Reader): readonly Part[] {
  return reader.demo ? [{ part: "context", text: [t("Sample data")] }] : [];
}
