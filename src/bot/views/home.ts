import type { AccountLine, Portfolio } from "../../results/accounts.ts";
import type { HomeFacts } from "../../results/home.ts";
import type { Reader } from "../../results/reader.ts";
import type { Day } from "../../scoring/types.ts";
import { clockOf, placeTime, shortDay, weekdayWords } from "../../words/dates.ts";
import { behindDay, lateDataWords } from "../../words/late-data.ts";
import { preview } from "../../words/names.ts";
import { nextQuietWords, quietSpans } from "../../words/notices.ts";
import { plural } from "../../words/numbers.ts";
import { sentenceCase } from "../../words/sentence-case.ts";
import { bandNamesFor } from "../../words/status.ts";
import { type Action, type Item, link, type Message, type Part, strong, t } from "../message.ts";
import { digestItem } from "./digest-lines.ts";
import { countsText } from "./digest-parts.ts";
import { noDataMessage } from "./no-data.ts";
import {
  accountPath,
  digestSettingsPath,
  noticeSettingsPath,
  portfolioFilterPath,
  portfolioPath,
} from "./paths.ts";
import { type AtTime, context, dataTo, sampleMark, todayOf } from "./spans.ts";

/**
 * What somebody finds who opens the app by itself: how many accounts need them, the first of those with their menus;
 * then, below a line, when they are told of more, and how many accounts stand where.
 * @param options.notice what came of what they have just clicked here: its text stands on top until they look again
 */
export function homeMessage(
  home: HomeFacts,
  reader: Reader,
  options: AtTime & { readonly notice: Message | null },
): Message {
  const { portfolio } = home;
  const today = todayOf(reader, options.now);
  const heading = headingOf(home);
  return {
    summary: preview(`${heading}.`),
    ...(portfolio.late ? { tone: "late" as const } : {}),
    parts: [
      { part: "heading", text: heading },
      ...(options.notice?.parts.filter(({ part }) => part === "text") ?? []),
      ...emptyParts(portfolio, reader),
      ...lateParts(portfolio, reader, today),
      ...needParts(home, reader, today),
      { part: "divider" },
      ...toldParts(home, options.now),
      ...feedParts(portfolio, reader, options.now),
      ...countParts(home, reader, options.now),
      { part: "actions", actions: [openAction(home)], overflow: [] },
    ],
  };
}

/** "2 accounts need you": the number is that of the digest and the portfolio page. */
function headingOf({ portfolio, told }: HomeFacts): string {
  const { needYou, total } = portfolio;
  if (told === null) return total === 1 ? "Your account" : "Your accounts";
  return needYou === 0
    ? "Nothing needs you"
    : `${plural(needYou, "account")} ${needYou === 1 ? "needs" : "need"} you`;
}

/** Why there is nothing to count yet. */
function emptyParts(portfolio: Portfolio, reader: Reader): readonly Part[] {
  const { total, counts } = portfolio;
  if (total > 0 && counts.noData < total) return [];
  const { parts } = noDataMessage(total === 0 ? "no-accounts" : "no-usage", reader);
  return parts.filter(({ part }) => part === "text");
}

function lateParts({ late, dataDay }: Portfolio, reader: Reader, today: Day): readonly Part[] {
  if (late === null) return [];
  const { lead, rest } = lateDataWords(late, dataDay, { zone: reader.zone, today });
  return [{ part: "text", text: [strong(lead), t(rest)] }];
}

function needParts({ portfolio, told }: HomeFacts, reader: Reader, today: Day): readonly Part[] {
  const { lines, matching } = portfolio;
  if (lines.length === 0) return [];
  const more = {
    hidden: matching - lines.length,
    noun: "",
    path: portfolioFilterPath(told === null ? "all" : "needs-you"),
  };
  return [{ part: "items", items: lines.map((line) => itemOf(line, reader, today)), more }];
}

/** As in a digest. A customer's own admin sees no alert, and so finds none to act on. */
function itemOf(account: AccountLine, { role }: Reader, today: Day): Item {
  const note = account.alert?.state === "snoozed" ? "snooze-ended" : null;
  return digestItem({ account, change: null, note }, today, { deltas: false, names: bandNamesFor(role) });
}

/** "Digest: weekdays 8:30, Berlin" and "Quiet hours: 18:00 to 8:00", each with the way to change it. */
function toldParts({ told }: HomeFacts, now: Date): readonly Part[] {
  if (told === null) return [];
  const { digest, notices } = told;
  const days = weekdayWords(digest.weekdays).replace(/^(on|at) /, "");
  const place = placeTime(digest.zone).replace(/ time$/, "");
  const digestWords = digest.active ? `${days} ${clockOf(digest.localTime)}, ${place}` : "off";
  const spans = quietSpans(notices.quiet);
  const quietWords = spans.length === 0 ? "none" : spans.join(" and ");
  const holding = notices.nextQuiet?.holds ? nextQuietWords(notices, now) : null;
  const line = (label: string, words: string, path: string): Part => ({
    part: "text",
    text: [strong(label), t(`: ${words} · `), link("Change", path)],
  });
  return [
    line("Digest", digestWords, digestSettingsPath),
    line("Quiet hours", quietWords, noticeSettingsPath),
    ...(holding === null ? [] : [{ part: "context" as const, text: [t(holding)] }]),
  ];
}

/** An admin's: that everything has arrived. That it has not is told to everybody: above, or as the day that the data are to. */
function feedParts(portfolio: Portfolio, reader: Reader, now: Date): readonly Part[] {
  const { dataDay } = portfolio;
  if (dataDay === null || !isToldOfFeed(portfolio, reader, now)) return [];
  const today = todayOf(reader, now);
  return [{ part: "text", text: [t(`Data complete to ${shortDay(dataDay, today)} ✓`)] }];
}

function isToldOfFeed({ dataDay, late }: Portfolio, reader: Reader, now: Date): boolean {
  const isBehind = behindDay({ dataDay, madeAt: now.toISOString() }, reader) !== null;
  return reader.role === "admin" && late === null && dataDay !== null && !isBehind;
}

/** How many stand where, and as of when, unless that was said already. */
function countParts({ portfolio, told }: HomeFacts, reader: Reader, now: Date): readonly Part[] {
  const { total, counts, dataDay } = portfolio;
  if (total === 0) return sampleMark(reader);
  const today = todayOf(reader, now);
  const current = dataTo(dataDay, today);
  if (told === null) return [context([t(sentenceCase(current))], reader)];
  const bands = countsText({ counts, countsBefore: null, since: null }, reader, today);
  return [context(isToldOfFeed(portfolio, reader, now) ? bands : [...bands, t(` · ${current}`)], reader)];
}

function openAction({ portfolio, told }: HomeFacts): Action {
  const [only] = portfolio.lines;
  return told === null && only && portfolio.total === 1
    ? { kind: "open", label: "Open account", path: accountPath(only.id) }
    : { kind: "open", label: "Open portfolio", path: portfolioPath };
}
