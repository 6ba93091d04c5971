import type { AccountLine, Cause } from "../results/accounts.ts";
import type { DigestLine } from "../results/digests.ts";
import type { Day } from "../scoring/types.ts";
import { proseDay } from "./dates.ts";
import { shownName } from "./names.ts";
import { againstUsual, count, days, plural, signed, usage } from "./numbers.ts";
import { type BandNames, bandWords, partLabels, partMeanings } from "./status.ts";

/** A why-line is read at a glance. */
export const whyLineLength = 110;

/** What a digest adds of the alert or the band. */
const noteWords: Readonly<Record<NonNullable<DigestLine["note"]>, string>> = {
  "new-alert": "New alert.",
  "still-open": "Still open.",
  "snooze-ended": "You snoozed it until today.",
  resolved: "Alert resolved.",
  withdrawn: "Alert withdrawn.",
  "was-at-risk": "Was at risk.",
  "was-watch": "Was watch.",
  "was-healthy": "Was healthy.",
};

/**
 * Why an account stands where it stands, in at most 110 characters, from its largest cause: "Usage down 49%: 47 user-days
 * in 28 days, usual 92. Mostly Planning board." Later sentences go first where it gets long. "" without a cause.
 * @param today the reader's day, for the year
 */
export function whyLine(
  account: Pick<AccountLine, "cause">,
  today: Day,
  note: DigestLine["note"] = null,
  names: BandNames = bandWords,
): string {
  const { cause } = account;
  const sentences = cause ? causeSentences(cause, today, names) : [];
  const repeats = cause?.kind === "band" && note?.startsWith("was-") === true;
  if (note && !repeats) sentences.push(noteWords[note]);
  return joined(sentences);
}

/** Why in a table's cell: the first sentence alone, without its full stop; "" without a cause. */
export function whyCell(
  account: Pick<AccountLine, "cause">,
  today: Day,
  names: BandNames = bandWords,
): string {
  const { cause } = account;
  return cause ? (causeSentences(cause, today, names)[0] ?? "").replace(/\.$/, "") : "";
}

/** The reason in a few words, to stand after a name and a colon: "usage down 49%", "last used 14 October"; "" without one. */
export function shortReason(
  account: Pick<AccountLine, "cause">,
  today: Day,
  names: BandNames = bandWords,
): string {
  const { cause } = account;
  if (cause?.kind === "drop" && againstUsual(cause.actual, cause.usual) !== null) {
    return `usage down ${count(cause.dropPercent)}%`;
  }
  const words = whyCell(account, today, names);
  return cause?.kind === "part" ? words : `${words.charAt(0).toLowerCase()}${words.slice(1)}`;
}

/** "Usage down 49%: 47 user-days in 28 days, usual 92." Without a percentage where usual is under 4. */
function dropSentence(actual: number, usual: number, dropPercent: number): string {
  return againstUsual(actual, usual) === null
    ? `${usage(actual, usual)}.`
    : `Usage down ${count(dropPercent)}%: ${usage(actual, usual)}.`;
}

function causeSentences(cause: Cause, today: Day, names: BandNames): string[] {
  switch (cause.kind) {
    case "drop":
      return [
        dropSentence(cause.actual, cause.usual, cause.dropPercent),
        ...(cause.feature === null ? [] : [`Mostly ${shownName(cause.feature)}.`]),
      ];
    case "silence":
      return [`Last used ${proseDay(cause.lastUsedOn, today)}.`];
    case "back-in-use":
      return [
        `Back in use after ${plural(cause.quietDays, "quiet day")}: ${usage(cause.actual, cause.usual)}.`,
      ];
    case "band":
      return [
        `Was ${cause.fromScore}, ${names[cause.from]}.`,
        ...(cause.change === 0 ? [] : [`${partMoved(cause)}: ${partMeanings[cause.part]}.`]),
      ];
    case "part":
      return cause.change === 0
        ? []
        : [
            `${partMoved(cause)}${cause.windowDays === 0 ? "" : ` in ${days(cause.windowDays)}`}: ${partMeanings[cause.part]}.`,
          ];
    default:
      return cause satisfies never;
  }
}

/** "Trend −4"; "Trend fell" where the rules changed in between, and a list can't say by how much. */
function partMoved({ part, change, roughly }: Extract<Cause, { kind: "band" | "part" }>): string {
  const moved = change < 0 ? "fell" : "rose";
  return `${partLabels[part]} ${roughly ? moved : signed(change)}`;
}

/** The first sentence always; each other one where it still fits, so a long name costs itself and not what follows. */
function joined(sentences: readonly string[]): string {
  let line = "";
  for (const sentence of sentences) {
    const longer = line === "" ? sentence : `${line} ${sentence}`;
    if (line === "" || longer.length <= whyLineLength) line = longer;
  }
  return line;
}
