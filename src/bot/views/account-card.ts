import type { AccountCard } from "../../results/accounts.ts";
import type { Reader } from "../../results/reader.ts";
import { changeWords, peopleWords } from "../../words/account-change.ts";
import { bandReason } from "../../words/band-reason.ts";
import { clockWithZone, daysAway, proseDay, shortDay } from "../../words/dates.ts";
import { liftFact } from "../../words/lift.ts";
import { firstName, preview, shortName } from "../../words/names.ts";
import { plural } from "../../words/numbers.ts";
import { sentenceCase } from "../../words/sentence-case.ts";
import {
  type BandNames,
  bandNamesFor,
  type Standing,
  scoreByParts,
  statusWords,
} from "../../words/status.ts";
import { whyLine } from "../../words/why.ts";
import { dayIn } from "../../zones.ts";
import { type Action, type Message, type Part, type Text, t } from "../message.ts";
import { accountImage } from "./account-chart.ts";
import { accountPath } from "./paths.ts";
import { type Asked, context, dataTo, todayOf } from "./spans.ts";

/** Days of base without which there is no usual yet, plus the window: an account younger than this is new. */
const newAccountDays = 56;

/** The account card: what `/health acme` answers. A customer's own people read gentler words, and nothing of who looks after them. */
export function accountCardMessage(account: AccountCard, reader: Reader, options: Asked): Message {
  const today = todayOf(reader, options.now);
  const name = shortName(account.name);
  const names = bandNamesFor(reader.role);
  const heading = `${name}: ${statusWords(account, names)}`;
  const first = firstSentences(account, reader, today, options);
  return {
    summary: preview(`${heading}.`, whyLine(account, today, null, names)),
    parts: [
      { part: "heading", text: heading },
      ...(first === "" ? [] : [{ part: "text" as const, text: [t(first)] }]),
      { part: "facts", facts: factsOf(account, today) },
      ...(account.score === null ? [] : accountImage(account, today, names)),
      actionsOf(account, reader, options),
      context([t(scoredWords(account, reader, today))], reader),
    ],
  };
}

/** "Scored Fri 20 Nov, 6:10 CET · data to Thu 19 Nov", and where it is late, that it is. */
function scoredWords(
  account: Pick<AccountCard, "score" | "scoredAt" | "dataDay" | "late">,
  reader: Reader,
  today: string,
): string {
  const { scoredAt } = account;
  const scored =
    scoredAt === null || account.score === null
      ? ""
      : `Scored ${shortDay(dayIn(scoredAt, reader.zone), today)}, ${clockWithZone(scoredAt, reader.zone)} · `;
  return sentenceCase(`${scored}${dataTo(account.dataDay, today)}${account.late ? " · data is late" : ""}`);
}

function firstSentences(account: AccountCard, reader: Reader, today: string, asked: Asked): string {
  const names = bandNamesFor(reader.role);
  const why = whyLine(account, today, null, names);
  const young =
    account.usual === null && account.ageDays !== null && account.ageDays < newAccountDays
      ? `No baseline yet: ${account.ageDays} of ${newAccountDays} days.`
      : "";
  const none = account.score === null ? "No usage has arrived for this account yet." : "";
  const band = bandReason(account, account.thresholds, names);
  return [
    none,
    why,
    why === "" ? young : "",
    band,
    reader.role === "viewer" ? "" : ownerSentence(account, reader, today, asked),
  ]
    .filter((sentence) => sentence !== "")
    .join(" ");
}

function ownerSentence(
  { owner, ownerSince }: AccountCard,
  reader: Reader,
  today: string,
  asked: Asked,
): string {
  if (owner === null) return "Nobody looks after it yet.";
  const self = owner.id === reader.memberId && asked.sharedBy === undefined;
  if (ownerSince === null) return self ? "You look after it." : `${firstName(owner.name)} looks after it.`;
  const day = dayIn(ownerSince, reader.tenantZone);
  const since = proseDay(day, today).replace(/^\d+ /, "");
  return self
    ? `You have looked after it since ${since}.`
    : `${firstName(owner.name)} has looked after it since ${since}.`;
}

function factsOf(account: AccountCard, today: string) {
  const { lastUsedOn, openAlerts, parts, renewalOn, score } = account;
  const change = changeWords(account);
  const fact = (label: string, words: string): { label: string; value: Text } => ({
    label,
    value: [t(words)],
  });
  return [
    ...(score === null ? [] : [fact("Score", `${score} = ${scoreByParts(parts)}`)]),
    ...(change === "" ? [] : [fact("In 28 days", change)]),
    ...(score === null ? [] : [fact("People", peopleWords(account))]),
    ...(account.lift === null ? [] : [fact(...liftFact(account.lift, today))]),
    ...(lastUsedOn === null ? [] : [fact("Last used", shortDay(lastUsedOn, today))]),
    ...(openAlerts.length === 0 ? [] : [fact("Open", plural(openAlerts.length, "alert"))]),
    ...(renewalOn === null
      ? []
      : [fact("Renewal", `${proseDay(renewalOn, today)} (${daysAway(renewalOn, today)})`)]),
  ];
}

function actionsOf(account: AccountCard, reader: Reader, { place }: Asked): Part {
  const accountId = account.id;
  const actions: Action[] = [
    { kind: "open", label: "Open account", path: accountPath(accountId) },
    ...(account.score === null
      ? []
      : [
          {
            kind: "command" as const,
            label: "Why this score?",
            command: { do: "explain-score" as const, accountId },
          },
        ]),
    { kind: "command", label: "Export PDF", command: { do: "export-account", accountId, format: "pdf" } },
  ];
  if (place === "channel" && reader.role !== "viewer") {
    actions.push({
      kind: "command",
      label: "Share here",
      command: { do: "share", what: { kind: "account", accountId } },
    });
  }
  return { part: "actions", actions, overflow: [] };
}

/** "Nordwind · 77, healthy": an account as one choice of several. */
export function choiceLabel(account: Standing & { readonly name: string }, names?: BandNames): string {
  const status = statusWords(account, names);
  return `${shortName(account.name, 73 - status.length)} · ${status}`;
}
