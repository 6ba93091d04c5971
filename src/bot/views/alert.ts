import type { AccountCard } from "../../results/accounts.ts";
import type { AlertFacts, AlertState } from "../../results/alerts.ts";
import type { Reader } from "../../results/reader.ts";
import type { Day } from "../../scoring/types.ts";
import { changeWords, peopleWords } from "../../words/account-change.ts";
import { earlyWakeWords } from "../../words/alert-state.ts";
import { daysAway, proseDay, saidDay, shortDay } from "../../words/dates.ts";
import { firstName, preview, shownName } from "../../words/names.ts";
import { count, plural, usage } from "../../words/numbers.ts";
import { sentenceCase } from "../../words/sentence-case.ts";
import { partChanges } from "../../words/status.ts";
import { dayIn } from "../../zones.ts";
import { type Message, type Part, type Span, strong, t } from "../message.ts";
import { accountImage } from "./account-chart.ts";
import { alertActions, feedbackActions } from "./alert-actions.ts";
import { againParts } from "./alert-again.ts";
import { alsoParts } from "./alert-also.ts";
import { closedText } from "./alert-closed.ts";
import { alertHeading, alertKindWords, openHeading } from "./alert-heading.ts";
import { type AtTime, context, dataTo, instantSpan, momentSpan, statusText, todayOf } from "./spans.ts";

/** With what an alert's message is made. */
export interface AlertOptions extends AtTime {
  /** The account as it stands, for the picture and what is said of it now; null leaves both out. */
  readonly account: AccountCard | null;
}

/** An alert, in the state it is in now: the same message from its opening to its end. */
export function alertMessage(alert: AlertFacts, reader: Reader, options: AlertOptions): Message {
  const today = todayOf(reader, options.now);
  const heading = alertHeading(alert);
  const first: Part = { part: "text", text: openedText(alert, today) };
  return {
    summary: summaryOf(alert, heading, reader, today),
    topic: openHeading(alert),
    parts: [
      { part: "heading", text: heading },
      ...bodyOf(
        alert,
        [first, ...againParts(alert, today), ...alsoParts(alert, today)],
        reader,
        today,
        options,
      ),
      ...alertActions(alert, reader),
      context(footer(alert, reader, today), reader),
      ...feedbackActions(alert, reader),
    ],
  };
}

function bodyOf(
  alert: AlertFacts,
  seen: readonly Part[],
  reader: Reader,
  today: Day,
  options: AlertOptions,
): readonly Part[] {
  const state: AlertState = alert.state;
  switch (state) {
    case "open":
      return [
        ...seen,
        { part: "facts", facts: factsOf(alert, options.account, today) },
        ...(options.account ? accountImage(options.account, today) : []),
      ];
    case "acknowledged":
      return [{ part: "text", text: hasIt(alert, reader, today) }, ...seen];
    case "snoozed":
      return [...seen, { part: "text", text: snoozedText(alert, reader, today) }];
    case "resolved":
    case "withdrawn":
      return [{ part: "text", text: closedText(alert, reader, today) }];
    default:
      return state satisfies never;
  }
}

function openedText({ opening, openedDay, dataDay }: AlertFacts, today: Day): readonly Span[] {
  switch (opening.kind) {
    case "drop": {
      // An alert keeps the figures of its opening: once there are newer ones, it says to when they are.
      const isLatest = dataDay === null || dataDay <= openedDay;
      const within = isLatest ? "in the last 28 days" : `in the 28 days to ${proseDay(openedDay, today)}`;
      const began = opening.onset === null ? "" : ` It began around ${proseDay(opening.onset, today)}`;
      const { feature } = opening;
      return [
        t(
          `${plural(opening.actual, "user-day")} ${within}; usual ${isLatest ? "is" : "was"} ${count(opening.usual)}.${began}`,
        ),
        ...(feature === null
          ? began === ""
            ? []
            : [t(".")]
          : [
              t(began === "" ? " Mostly in " : ", mostly in "),
              strong(shownName(feature.feature)),
              t(` (${plural(feature.actual, "user-day")}, usual ${count(feature.usual)}).`),
            ]),
      ];
    }
    case "band-change": {
      const parts = partChanges(opening.partChanges, opening.byRules);
      const unused = opening.lastUsedOn !== null && opening.lastUsedOn < opening.beforeDay;
      const cause = unused
        ? ` Nobody has used it since ${proseDay(opening.lastUsedOn ?? opening.beforeDay, today)}${parts === "" ? "" : `: ${parts}`}.`
        : parts === ""
          ? ""
          : ` ${parts}.`;
      return [
        t(
          `Health ${opening.score}, was ${opening.scoreBefore} on ${saidDay(opening.beforeDay, today)}.${cause}`,
        ),
      ];
    }
    case "silence": {
      const people = opening.usersBefore > 0 ? `, ${plural(opening.usersBefore, "person", "people")}` : "";
      const { history } = opening;
      const came = history === null ? "" : ` ${historySentence(history)}`;
      return [
        t(
          `Last used on ${proseDay(opening.lastUsedOn, today)}. In the 28 days before: ${plural(opening.userDaysBefore, "user-day")}${people}.${came}`,
        ),
      ];
    }
    default:
      return opening satisfies never;
  }
}

function historySentence({ quiet, cameBack }: { readonly quiet: number; readonly cameBack: number }): string {
  return `Of your ${plural(quiet, "account")} that went this quiet, ${cameBack === 0 ? "none" : count(cameBack)} came back.`;
}

/** What has happened, and the first reason; once it has ended, how. */
function summaryOf(alert: AlertFacts, heading: string, reader: Reader, today: Day): string {
  if (alert.closed) {
    const ended = closedText(alert, reader, today).map((span) => (span.kind === "text" ? span.text : ""));
    return preview(`${heading}.`, ended.join(""));
  }
  const { opening } = alert;
  switch (opening.kind) {
    case "drop":
      return preview(`${heading}.`, `${usage(opening.actual, opening.usual)}.`);
    case "band-change": {
      const was = `was ${opening.scoreBefore} on ${saidDay(opening.beforeDay, today)}`;
      return preview(`${heading}.`, `Health ${opening.score}, ${was}.`);
    }
    case "silence":
      return preview(`${heading}.`, `Last used on ${proseDay(opening.lastUsedOn, today)}.`);
    default:
      return opening satisfies never;
  }
}

function factsOf(alert: AlertFacts, account: AccountCard | null, today: Day) {
  const { opening, owner } = alert;
  const change = account === null ? "" : changeWords(account);
  const renewalOn = account?.renewalOn ?? null;
  return [
    { label: "Health", value: statusText(alert) },
    ...(change === "" ? [] : [{ label: "Change in 28 days", value: [t(change)] }]),
    ...(opening.kind === "band-change"
      ? [{ label: "Usage", value: [t(usage(opening.actual, opening.usual))] }]
      : []),
    ...(account === null ? [] : [{ label: "People", value: [t(peopleWords(account))] }]),
    ...(owner === null
      ? []
      : [
          {
            label: "Owner",
            value: [{ kind: "person" as const, name: shownName(owner.name), slackUserId: owner.slackUserId }],
          },
        ]),
    ...(renewalOn === null
      ? []
      : [
          {
            label: "Renewal",
            value: [t(`${proseDay(renewalOn, today)} (${daysAway(renewalOn, today)})`)],
          },
        ]),
  ];
}

function hasIt({ acknowledged }: AlertFacts, reader: Reader, today: Day): readonly Span[] {
  if (acknowledged === null) return [strong("✓ Picked up")];
  return [
    t("✓ "),
    strong(`${firstName(acknowledged.byName)} has it`),
    t(", since "),
    momentSpan(acknowledged.at, reader, today),
    t("."),
  ];
}

function snoozedText({ snoozed }: AlertFacts, reader: Reader, today: Day): readonly Span[] {
  if (snoozed === null) return [t("⏸ Snoozed.")];
  const day = dayIn(snoozed.until, reader.zone);
  return [
    t(`⏸ Snoozed by ${firstName(snoozed.byName)} until `),
    day === today ? momentSpan(snoozed.until, reader, today) : strong(shortDay(day, today)),
    t(snoozed.reason ? `: ${shownName(snoozed.reason).replace(/\.$/, "")}.` : "."),
    ...(snoozed.wakesIfWorse ? [t(` It wakes early ${earlyWakeWords}.`)] : []),
  ];
}

function footer(alert: AlertFacts, reader: Reader, today: Day): readonly Span[] {
  const kind = alertKindWords(alert.kind);
  return [
    t(`${sentenceCase(kind)} · opened `),
    instantSpan(alert.openedAt, reader, today),
    t(` · ${dataTo(alert.dataDay, today)}`),
  ];
}
