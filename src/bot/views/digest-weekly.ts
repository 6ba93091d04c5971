import type { DigestFacts, DigestLine } from "../../results/digests.ts";
import type { Reader } from "../../results/reader.ts";
import { answersOf, judgedSentence } from "../../words/alert-report.ts";
import { shortDay } from "../../words/dates.ts";
import { behindDay } from "../../words/late-data.ts";
import { preview } from "../../words/names.ts";
import { plural } from "../../words/numbers.ts";
import { type Message, type Part, strong, type Text, t } from "../message.ts";
import { mentions } from "./digest-lines.ts";
import { firstReason, needYouParts } from "./digest-morning.ts";
import {
  closedText,
  countsText,
  digestActions,
  digestDay,
  digestHeadline,
  lateAccountsText,
  lateDelivery,
  publishedText,
  stakesText,
} from "./digest-parts.ts";
import { alertReportPath } from "./paths.ts";
import { moversImage } from "./portfolio-charts.ts";
import { type AtTime, accountLink, context } from "./spans.ts";

/** Points in a week from which an account fell or rose; what is less is jitter, unless an alert or its band says more. */
const toldPoints = 3;

/** Names a line holds before it says how many more. */
const mostNamed = 6;

/** The week, on Mondays instead of the morning: what fell, what rose, what was done, what is coming. */
export function weeklyDigest(digest: DigestFacts, reader: Reader, { now }: AtTime): Message {
  const today = digestDay(digest, reader);
  const told = [...digest.needYou, ...digest.moved].filter(isTold);
  const fell = told.filter((one) => pointsByUse(one) < 0).sort(byPoints);
  const rose = told.filter((one) => pointsByUse(one) > 0).sort((one, other) => byPoints(other, one));
  const behind = behindDay(digest, reader);
  const week = behind === null ? "Last week" : `The week to ${shortDay(behind, today)}`;
  const heading = `${week}: ${weekWords(fell.length, rose.length, digest.closed)}`;
  return {
    summary: preview(`${heading}.`, firstReason(digest, today)),
    parts: [
      { part: "heading", text: heading },
      context(digestHeadline(digest, reader, today), reader),
      ...needYouParts(digest, reader),
      ...line("What fell", fell),
      ...line("What rose", rose),
      ...publishedText(digest),
      ...closedText(digest, "What was done", mostNamed),
      ...renewals(digest, today),
      ...stakesText(digest),
      ...judgedText(digest),
      ...lateAccountsText(digest),
      ...moversImage(digest),
      { part: "divider" },
      { part: "context", text: [...countsText(digest, reader, today), ...lateDelivery(digest, now, reader)] },
      digestActions({ export: true }),
    ],
  };
}

function isTold(line: DigestLine): boolean {
  const { note } = line;
  return (
    Math.abs(pointsByUse(line)) >= toldPoints || note === "new-alert" || (note?.startsWith("was-") ?? false)
  );
}

/** What new rules did by themselves makes nobody fall or rise. */
function pointsByUse({ change, byRules = 0 }: DigestLine): number {
  return (change ?? 0) - byRules;
}

function weekWords(fell: number, rose: number, closed: DigestFacts["closed"]): string {
  const withdrawn = closed.filter(({ how }) => how === "undone").length;
  const resolved = closed.length - withdrawn;
  const words = [
    ...(fell > 0 ? [`${fell} fell`] : []),
    ...(rose > 0 ? [`${rose} rose`] : []),
    ...(resolved > 0 ? [`${plural(resolved, "alert")} resolved`] : []),
    ...(withdrawn > 0 ? [`${resolved > 0 ? withdrawn : plural(withdrawn, "alert")} withdrawn`] : []),
  ];
  return words.length === 0 ? "all quiet" : words.join(", ");
}

function line(label: string, lines: readonly DigestLine[]): readonly Part[] {
  if (lines.length === 0) return [];
  return [{ part: "text", text: [strong(label), t("  "), ...mentions(lines, mostNamed), t(".")] }];
}

function renewals(digest: DigestFacts, today: string): readonly Part[] {
  if (digest.renewals.length === 0) return [];
  const shown = digest.renewals.slice(0, mostNamed).flatMap(({ accountId, accountName, on }, index): Text => {
    const account = accountLink({ id: accountId, name: accountName });
    return [...(index === 0 ? [] : [t(", ")]), account, t(` renews ${shortDay(on, today)}`)];
  });
  const rest = digest.renewals.length - mostNamed;
  return [
    {
      part: "text",
      text: [strong("What is coming"), t("  "), ...shown, t(rest > 0 ? ` and ${rest} more.` : ".")],
    },
  ];
}

/** How alerts were judged, once anybody has judged one. */
function judgedText({ judged }: DigestFacts): readonly Part[] {
  if (judged === undefined || answersOf(judged) === 0) return [];
  const report = { kind: "link", text: "Report", path: alertReportPath } as const;
  return [
    {
      part: "text",
      text: [strong("Alerts in 12 months"), t(`  ${judgedSentence(judged)} `), report, t(".")],
    },
  ];
}

function byPoints(one: DigestLine, other: DigestLine): number {
  return pointsByUse(one) - pointsByUse(other);
}
