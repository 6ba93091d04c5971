import type { BandCounts } from "../../results/accounts.ts";
import type { DigestFacts } from "../../results/digests.ts";
import type { Reader } from "../../results/reader.ts";
import type { Day } from "../../scoring/types.ts";
import { duration, longDay, saidDay, saidInstant } from "../../words/dates.ts";
import { firstName, shownName } from "../../words/names.ts";
import { plural } from "../../words/numbers.ts";
import { stakesLine } from "../../words/renewals.ts";
import { publishedWords } from "../../words/score-change.ts";
import { namesAndMore } from "../../words/status.ts";
import { dayIn } from "../../zones.ts";
import { type Action, type Part, type Span, strong, type Text, t } from "../message.ts";
import { digestSettingsPath, portfolioPath } from "./paths.ts";
import { accountLink, dataTo } from "./spans.ts";

/** A delivery later than this says so: its reader may have acted on another morning's picture. */
const lateAfterMs = 15 * 60_000;

/** The day on which the digest speaks: that of its making, in the reader's zone. */
export function digestDay(digest: Pick<DigestFacts, "madeAt">, reader: Reader): Day {
  return dayIn(digest.madeAt, reader.zone);
}

/** "since Thursday 8:30"; "" without an earlier digest. */
export function sinceWords({ since }: Pick<DigestFacts, "since">, reader: Reader, today: Day): string {
  return since === null ? "" : `since ${saidInstant(since, reader.zone, today)}`;
}

/** "Friday 20 November · your 24 accounts · changes since Thursday 8:30 · data to Thu 19 Nov". */
export function digestHeadline(digest: DigestFacts, reader: Reader, today: Day): Text {
  const since = sinceWords(digest, reader, today);
  const accounts = `your ${plural(digest.accounts, "account")}`;
  const words = [longDay(today, today), accounts, ...(since === "" ? [] : [`changes ${since}`])];
  return [t([...words, dataTo(digest.dataDay, today)].join(" · "))];
}

/** "🟥 1 at risk · 🔶 3 watch · 🔵 20 healthy (Thursday 2 · 2 · 20)"; before is said only where it differs. */
export function countsText(
  digest: Pick<DigestFacts, "counts" | "countsBefore" | "since">,
  reader: Reader,
  today: Day,
): Text {
  const { counts, countsBefore, since } = digest;
  const spans: Span[] = [
    { kind: "shape", band: "at-risk" },
    t(` ${counts.atRisk} at risk · `),
    { kind: "shape", band: "watch" },
    t(` ${counts.watch} watch · `),
    { kind: "shape", band: "healthy" },
    t(` ${counts.healthy} healthy`),
  ];
  if (counts.noData > 0)
    spans.push(t(" · "), { kind: "shape", band: "no-data" }, t(` ${counts.noData} no data`));
  if (countsBefore === null || since === null || sameCounts(counts, countsBefore)) return spans;
  const day = saidDay(dayIn(since, reader.zone), today);
  const before = [countsBefore.atRisk, countsBefore.watch, countsBefore.healthy].join(" · ");
  return [...spans, t(` (${day} ${before})`)];
}

/** "⚪ 3 accounts have late data: Acme, Orbis and Vela Freight." */
export function lateAccountsText(digest: DigestFacts): readonly Part[] {
  const names = digest.lateAccounts.map(shownName);
  if (names.length === 0) return [];
  const have = names.length === 1 ? "has" : "have";
  return [
    {
      part: "text",
      text: [
        { kind: "shape", band: "no-data" },
        t(` ${plural(names.length, "account")} ${have} late data: ${namesAndMore(names, 5)}.`),
      ],
    },
  ];
}

/** How alerts ended since the last digest, in one line. */
export function closedText(digest: DigestFacts, label: string, most = 5): readonly Part[] {
  if (digest.closed.length === 0) return [];
  const shown = digest.closed.slice(0, most).flatMap((ended, index): Text => {
    const account = accountLink({ id: ended.accountId, name: ended.accountName });
    const words = `: ${closedWords(ended)}`;
    return index === 0 ? [account, t(words)] : [t("; "), account, t(words)];
  });
  const rest = digest.closed.length - most;
  return [
    {
      part: "text",
      text: [strong(label), t("  "), ...shown, t(rest > 0 ? ` and ${rest} more.` : ".")],
    },
  ];
}

/** What is at risk in money, and who renews soon, by band: one line, where there is any. */
export function stakesText({ business }: DigestFacts): readonly Part[] {
  const line = business === undefined ? "" : stakesLine(business);
  return line === "" ? [] : [{ part: "text", text: [strong("At stake"), t(`  ${line}`)] }];
}

/** What a new version of the model moved by itself, in one line: "Scoring v2 since 22 Nov moved 18 accounts." */
export function publishedText({ published }: DigestFacts): readonly Part[] {
  return published === undefined ? [] : [{ part: "text", text: [t(publishedWords(published))] }];
}

/** The small print of a digest that came late: "Late: due at 8:30, sent 55 min after." */
export function lateDelivery(digest: DigestFacts, now: Date, reader: Reader): readonly Span[] {
  const late = now.getTime() - Date.parse(digest.dueAt);
  if (late <= lateAfterMs || late > 86_400_000) return [];
  const due = saidInstant(digest.dueAt, reader.zone, dayIn(now, reader.zone)).split(" ").at(-1);
  return [t(` · Late: due at ${due}, sent ${duration(late)} after`)];
}

/** The buttons of a digest. */
export function digestActions(options: { readonly export: boolean }): Part {
  const actions: Action[] = [
    { kind: "open", label: "Open portfolio", path: portfolioPath },
    ...(options.export
      ? [
          {
            kind: "command" as const,
            label: "Export PDF",
            command: { do: "export-portfolio" as const, format: "pdf" as const },
          },
        ]
      : []),
    { kind: "open", label: "Digest settings", path: digestSettingsPath },
  ];
  return { part: "actions", actions, overflow: [] };
}

function closedWords({ how, byName }: DigestFacts["closed"][number]): string {
  switch (how) {
    case "recovered":
      return "usage is back";
    case "back-in-use":
      return "back in use";
    case "settled":
      return "settled at a lower level";
    case "band-recovered":
      return "health is back";
    case "undone":
      return "alert withdrawn, late data arrived";
    case "left":
      return "no customer any more";
    case "by-hand":
      return byName === null ? "resolved" : `resolved by ${firstName(byName)}`;
    default:
      return how satisfies never;
  }
}

function sameCounts(one: BandCounts, other: BandCounts): boolean {
  return one.atRisk === other.atRisk && one.watch === other.watch && one.healthy === other.healthy;
}
