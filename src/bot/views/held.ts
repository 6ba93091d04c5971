import type { AlertFacts, AlertOpening } from "../../results/alerts.ts";
import type { HeldSummary } from "../../results/notices.ts";
import type { Reader } from "../../results/reader.ts";
import { proseDay, saidDay, saidInstant } from "../../words/dates.ts";
import { preview } from "../../words/names.ts";
import { plural, usage } from "../../words/numbers.ts";
import { dayIn } from "../../zones.ts";
import { type Item, type Message, type Text, t } from "../message.ts";
import { againSentence } from "./alert-again.ts";
import { closedText } from "./alert-closed.ts";
import { alertHeading } from "./alert-heading.ts";
import { alertPath, inboxPath } from "./paths.ts";
import { type AtTime, context, statusText, todayOf } from "./spans.ts";

/** What came in somebody's quiet hours, or was too much to come one by one: one message with the list. */
export function heldMessage(held: HeldSummary, reader: Reader, { now }: AtTime): Message {
  const today = todayOf(reader, now);
  const open = held.alerts.filter((alert) => alert.closed === null);
  const closed = held.alerts.filter((alert) => alert.closed !== null);
  const withdrawn = closed.filter((alert) => alert.state === "withdrawn").length;
  const alerts = [...open, ...closed];
  const again = open.filter((alert) => isToldAgain(alert, held));
  const worse = again.filter((alert) => alert.again?.how === "worse").length;
  const counts = [
    [open.length - again.length, "new"],
    [worse, "got worse"],
    [again.length - worse, "still down"],
    [closed.length - withdrawn, "resolved"],
    [withdrawn, "withdrawn"],
  ] as const;
  const news = counts
    .filter(([many]) => many > 0)
    .map(([many, what], index) => (index > 0 ? `${many} ${what}` : firstCount(many, what)))
    .join(", ");
  const heading = held.atOnce ? news : `While you were away: ${news}`;
  const said = (at: string) => saidInstant(at, reader.zone, dayIn(now, reader.zone));
  return {
    summary: preview(`${heading}.`, `${alertHeading(alerts[0] as AlertFacts)}.`),
    parts: [
      { part: "heading", text: heading },
      {
        part: "items",
        items: alerts.map((alert) => itemOf(alert, held, reader, today)),
        more: { hidden: 0, noun: "", path: inboxPath, label: "open inbox" },
      },
      {
        part: "actions",
        actions: [{ kind: "open", label: "Open inbox", path: inboxPath }],
        overflow: [],
      },
      context(
        [
          t(
            held.atOnce
              ? atOnce
              : `Held from ${said(held.heldFrom)} to ${said(held.heldTo)} (your quiet hours).`,
          ),
        ],
        reader,
      ),
    ],
  };
}

/** "2 new alerts", "6 alerts got worse": only the first says of what. */
function firstCount(many: number, what: string): string {
  return what === "new" ? plural(many, "new alert") : `${plural(many, "alert")} ${what}`;
}

const atOnce = "More than 5 alerts at once come as one message. Each is in your inbox by itself.";

/** Whether an alert was told before what this message tells of: then it is here because it was told again. */
function isToldAgain({ again, openedAt }: AlertFacts, { heldFrom }: HeldSummary): boolean {
  return again !== null && openedAt < heldFrom;
}

function itemOf(alert: AlertFacts, held: HeldSummary, reader: Reader, today: string): Item {
  const path = alertPath(alert.account.id, alert.id);
  const heading = { kind: "link", text: alertHeading(alert), path, strong: true } as const;
  const open = alert.closed === null;
  return {
    path,
    lines: [[heading], open ? standing(alert, held, today) : closedText(alert, reader, today)],
    menu: [
      { kind: "open", label: "Open account", path },
      ...(open
        ? ([
            {
              kind: "command",
              label: "Acknowledge",
              command: { do: "acknowledge-alert", alertId: alert.id },
            },
            { kind: "command", label: "Snooze…", command: { do: "snooze-alert", alertId: alert.id } },
          ] as const)
        : []),
    ],
  };
}

/** Where the account stands, and what its heading leaves out: what was seen, or what is told of it again. */
function standing(alert: AlertFacts, held: HeldSummary, today: string): Text {
  const { again, also, opening } = alert;
  const sentences = [
    ...(again !== null && isToldAgain(alert, held)
      ? [againSentence(alert, again, today)]
      : [seenWords(opening, today)]),
    ...(also.length > 0 ? [`${plural(also.length, "more reason")}.`] : []),
  ];
  return [...statusText(alert), ...(sentences.length > 0 ? [t(`. ${sentences.join(" ")}`)] : [])];
}

/** What was seen at the opening, in a sentence, beside the heading and the standing of its account. */
function seenWords(opening: AlertOpening, today: string): string {
  switch (opening.kind) {
    case "drop":
      return `${usage(opening.actual, opening.usual)}.`;
    case "band-change":
      return `Health was ${opening.scoreBefore} on ${saidDay(opening.beforeDay, today)}.`;
    case "silence":
      return `Last used on ${proseDay(opening.lastUsedOn, today)}.`;
    default:
      return opening satisfies never;
  }
}
