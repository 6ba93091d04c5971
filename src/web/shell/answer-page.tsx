import { headingOf } from "../inbox/inbox-message.ts";
import type { DrawnMessage } from "../inbox/inbox-page.tsx";
import { MessageCard } from "../parts/message-card.tsx";
import { Page, type Shell } from "./layout.tsx";

/** What a click came back with, where there is more to say than the page that it came from. */
export function AnswerPage(props: { shell: Shell; drawn: DrawnMessage; back: string }) {
  const place = props.back.startsWith("/inbox") ? "inbox" : "account";
  return (
    <Page shell={props.shell} title={headingOf(props.drawn.message)} place={place}>
      <p class="crumb">
        <a href={props.back}>‹ Back</a>
      </p>
      <h1 class="hidden">Answer</h1>
      <div class="card narrow-page">
        <MessageCard {...props.drawn} back={props.back} />
      </div>
    </Page>
  );
}
