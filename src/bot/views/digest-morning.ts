import type { DigestFacts } from "../../results/digests.ts";
import type { Reader } from "../../results/reader.ts";
import type { Day } from "../../scoring/types.ts";
import { behindDay } from "../../words/late-data.ts";
import { preview, shortName } from "../../words/names.ts";
import { plural } from "../../words/numbers.ts";
import { sentenceCase } from "../../words/sentence-case.ts";
import { shortReason } from "../../words/why.ts";
import { link, type Message, type Part, strong, t } from "../message.ts";
import { digestItem, mentions } from "./digest-lines.ts";
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
import { portfolioFilterPath, portfolioPath } from "./paths.ts";
import { moversImage } from "./portfolio-charts.ts";
import { type AtTime, context, dataTo } from "./spans.ts";

/** Movers that need no call: more are named in one line. */
const mostMoved = 5;

/** The morning digest: who needs a call, who else moved, the picture, the counts. */
export function morningDigest(digest: DigestFacts, reader: Reader, { now }: AtTime): Message {
  const today = digestDay(digest, reader);
  const heading = `${behindWords(digest, reader, today)}${needYouHeading(digest)}`;
  const nothingNew = Math.max(0, digest.accounts - digest.needYou.length - digest.moved.length);
  const quiet = nothingNew === 0 ? "" : ` · ${plural(nothingNew, "account")} with nothing new`;
  return {
    summary: preview(`${heading}.`, firstReason(digest, today)),
    parts: [
      { part: "heading", text: heading },
      context(digestHeadline(digest, reader, today), reader),
      ...needYouParts(digest, reader),
      ...movedParts(digest, reader),
      ...publishedText(digest),
      ...closedText(digest, "Alerts ended"),
      ...stakesText(digest),
      ...lateAccountsText(digest),
      ...moversImage(digest),
      { part: "divider" },
      {
        part: "context",
        text: [...countsText(digest, reader, today), t(quiet), ...lateDelivery(digest, now, reader)].filter(
          (span) => span.kind !== "text" || span.text !== "",
        ),
      },
      digestActions({ export: true }),
    ],
  };
}

/** "2 accounts need you today": the number is what a reader counts below. */
function needYouHeading({ needYou: { length: needYou }, moved: { length: moved } }: DigestFacts): string {
  if (needYou > 0) return `${plural(needYou, "account")} ${needYou === 1 ? "needs" : "need"} you today`;
  return moved > 0 ? `${plural(moved, "account")} moved, none needs you` : "Nothing needs you today";
}

/** "Data to Wed 18 Nov: " before what is told by older data than one takes them for. */
function behindWords(digest: DigestFacts, reader: Reader, today: Day): string {
  const behind = behindDay(digest, reader);
  return behind === null ? "" : `${sentenceCase(dataTo(behind, today))}: `;
}

/** The list of those who need a call. */
export function needYouParts(digest: DigestFacts, reader: Reader): readonly Part[] {
  if (digest.needYou.length === 0) return [];
  const today = digestDay(digest, reader);
  return [
    { part: "text", text: [strong("Need you")] },
    {
      part: "items",
      items: digest.needYou.map((line) => digestItem(line, today, { deltas: true })),
      more: { hidden: 0, noun: "", path: portfolioPath },
    },
  ];
}

/** The first reason, for the push preview: "Acme: usage down 49%." */
export function firstReason(digest: DigestFacts, today: string): string {
  const first = digest.needYou[0] ?? digest.moved[0];
  if (!first) return "";
  const why = shortReason(first.account, today);
  return why === "" ? "" : `${shortName(first.account.name, 40)}: ${why}.`;
}

function movedParts(digest: DigestFacts, reader: Reader): readonly Part[] {
  const { moved } = digest;
  if (moved.length === 0) return [];
  const today = digestDay(digest, reader);
  const rest = moved.slice(mostMoved);
  return [
    { part: "text", text: [strong(digest.needYou.length > 0 ? "Also moved" : "Moved")] },
    {
      part: "items",
      items: moved.slice(0, mostMoved).map((line) => digestItem(line, today, { deltas: true })),
      more: { hidden: 0, noun: "", path: portfolioFilterPath("movers") },
    },
    ...(rest.length === 0
      ? []
      : [
          {
            part: "text" as const,
            text: [
              strong(`${rest.length} more moved`),
              t(": "),
              ...mentions(rest, 5),
              t(". "),
              link("Open portfolio", portfolioFilterPath("movers")),
            ],
          },
        ]),
  ];
}
