import type { Message } from "../../bot/message.ts";
import type { AlertFacts } from "../../results/alerts.ts";
import {
  type Inbox,
  type InboxFilter,
  type InboxItem,
  inboxPageSize,
} from "../../usecases/inbox/list-inbox.ts";
import { alertStateWords } from "../../words/alert-state.ts";
import { channelName } from "../../words/channels.ts";
import { clock, dayAndClock, shortDay } from "../../words/dates.ts";
import { count } from "../../words/numbers.ts";
import { dayIn } from "../../zones.ts";
import type { Drawings } from "../charts/draw-images.ts";
import { SendAgain } from "../deliveries/send-again.tsx";
import { MessageCard } from "../parts/message-card.tsx";
import { Pager } from "../parts/pager.tsx";
import { Page, type Shell } from "../shell/layout.tsx";
import { headingOf, inboxMessage } from "./inbox-message.ts";
import { type InboxView, inboxViewPath } from "./inbox-view.ts";

/** A message with its drawings. */
export interface DrawnMessage {
  readonly message: Message;
  readonly drawings: Drawings;
}

/** What the inbox shows. */
export interface InboxFacts {
  readonly inbox: Inbox;
  readonly view: InboxView;
  /** The item that is open beside the list. `chosen`: by the reader, not just the first. */
  readonly open: { readonly item: InboxItem; readonly drawn: DrawnMessage; readonly chosen: boolean } | null;
  /** What was typed into the command bar, and what came back. */
  readonly asked: { readonly text: string; readonly answer: DrawnMessage } | null;
}

/** The inbox: what was told, as it stands now, and a bar that takes what one would type in a chat. */
export function InboxPage(props: { shell: Shell; facts: InboxFacts; now: Date }) {
  const { shell, facts, now } = props;
  const { inbox, view, open } = facts;
  return (
    <Page shell={shell} title="Inbox" place="inbox">
      <h1>Inbox</h1>
      <CommandBar text={facts.asked?.text ?? ""} />
      <section class="answer" aria-label="Answer" aria-live="polite" data-answer="">
        {facts.asked && <AnswerCard drawn={facts.asked.answer} />}
      </section>
      <Tabs view={view} matching={inbox.matching} />
      {inbox.items.length === 0 ? (
        <div class="card empty">
          <p>
            {emptySentences[view.filter]}{" "}
            {view.filter === "all" ? (
              <a href="/">Open portfolio</a>
            ) : (
              <a href="/inbox?show=all">Show all messages</a>
            )}
          </p>
        </div>
      ) : (
        <div class={open?.chosen ? "inbox chosen" : "inbox"}>
          <div class="inbox-side">
            <ul class="frame inbox-list" data-rows="">
              {inbox.items.map((item) => (
                <InboxRow item={item} facts={facts} shell={shell} now={now} />
              ))}
            </ul>
            <Pager
              page={view.page}
              size={inboxPageSize}
              matching={inbox.matching}
              order="time"
              path={(page) => inboxViewPath({ ...view, page, item: undefined })}
            />
          </div>
          {open && (
            <article class="card inbox-open" id="message">
              <a class="inbox-back" href={inboxViewPath({ ...view, item: undefined })}>
                ‹ Inbox
              </a>
              <MessageCard {...open.drawn} back={inboxViewPath({ ...view, item: open.item.deliveryId })} />
              <History item={open.item} view={view} shell={shell} now={now} />
            </article>
          )}
        </div>
      )}
    </Page>
  );
}

/** The answer below the command bar; also what the island asks for alone. */
export function AnswerCard(props: { drawn: DrawnMessage }) {
  return (
    <div class="card">
      <MessageCard {...props.drawn} back="/inbox" />
    </div>
  );
}

function CommandBar(props: { text: string }) {
  return (
    <form class="command" method="post" action="/inbox" data-command="">
      <label class="hidden" for="command">
        Command
      </label>
      <input
        id="command"
        type="text"
        name="text"
        value={props.text}
        placeholder="/health acme"
        maxlength={500}
        autocomplete="off"
        autocapitalize="off"
        spellcheck={false}
        required
      />
      <button type="submit" class="button">
        Ask
      </button>
    </form>
  );
}

const tabs: readonly (readonly [InboxFilter, string])[] = [
  ["open", "Open"],
  ["snoozed", "Snoozed"],
  ["resolved", "Resolved"],
  ["all", "All"],
];

function Tabs(props: { view: InboxView; matching: number }) {
  return (
    <nav class="chips" aria-label="Filter">
      {tabs.map(([filter, label]) => {
        const here = props.view.filter === filter;
        return (
          <a class="chip" href={inboxViewPath({ filter, page: 1 })} aria-current={here ? "true" : undefined}>
            {label}
            {here && <b>{count(props.matching)}</b>}
          </a>
        );
      })}
    </nav>
  );
}

function InboxRow(props: { item: InboxItem; facts: InboxFacts; shell: Shell; now: Date }) {
  const { item, facts, shell, now } = props;
  const { reader } = shell;
  const message = inboxMessage(item, reader, { now, account: null });
  const today = dayIn(now, reader.zone);
  const day = dayIn(item.at, reader.zone);
  const state = item.subject.kind === "alert" ? standing(item.subject.alert) : "";
  return (
    <li class={item.read ? "read" : "unread"}>
      <a
        href={`${inboxViewPath({ ...facts.view, item: item.deliveryId })}#message`}
        aria-current={facts.open?.item.deliveryId === item.deliveryId ? "true" : undefined}
        data-row=""
      >
        <span class="inbox-title">
          {!item.read && <span class="new">new</span>} {headingOf(message)}
        </span>
        <time class="muted" datetime={item.at}>
          {day === today ? clock(item.at, reader.zone) : shortDay(day, today)}
        </time>
        {state !== "" && <span class="inbox-state muted">{state}</span>}
      </a>
    </li>
  );
}

/** Where an alert stands, and why it may be unread again: "picked up, got worse"; "" for one that is open and was told once. */
function standing({ state, again, closed }: AlertFacts): string {
  const news = closed === null && again !== null ? againNames[again.how] : undefined;
  return [state === "open" ? undefined : alertStateWords[state], news]
    .filter((words) => words !== undefined)
    .join(", ");
}

const againNames = { worse: "got worse", still: "still down" } as const;

function History(props: { item: InboxItem; view: InboxView; shell: Shell; now: Date }) {
  const { zone } = props.shell.reader;
  const { history } = props.item;
  const today = dayIn(props.now, zone);
  return (
    <section class="history muted" aria-label="History">
      <small>
        History:{" "}
        {history
          .map((line) => {
            const when = dayAndClock(line.at, zone, today);
            const why = line.error && line.state !== "sent" ? `: ${line.error}` : "";
            return `${when} ${channelName(line.channel)} ${deliveryWords[line.state]}${why}`;
          })
          .join(" · ")}
      </small>
      {history
        .filter((line) => line.again)
        .map((line) => (
          <SendAgain
            deliveryId={line.deliveryId}
            about={`by ${channelName(line.channel)}`}
            back={inboxViewPath({ ...props.view, item: props.item.deliveryId })}
          />
        ))}
    </section>
  );
}

const deliveryWords = {
  held: "waits for the end of your quiet hours",
  merged: "✓ in the summary after your quiet hours",
  queued: "waiting",
  sending: "on its way",
  sent: "✓",
  failed: "failed",
  uncertain: "not confirmed",
} as const;

const emptySentences: Readonly<Record<InboxFilter, string>> = {
  open: "Nothing is open.",
  snoozed: "Nothing is snoozed.",
  resolved: "Nothing was resolved yet.",
  all: "No message yet. Digests and alerts arrive here.",
};
