import type { MessageToResend } from "../../usecases/deliveries/resend-delivery.ts";
import { channelName } from "../../words/channels.ts";
import { sentenceCase } from "../../words/sentence-case.ts";
import { Page, type Shell } from "../shell/layout.tsx";

/** Asks once before a message is sent again that failed, or that may have arrived. */
export function SendAgainPage(props: {
  shell: Shell;
  deliveryId: string;
  message: MessageToResend;
  back: string;
}) {
  const { channel, state, slackChat } = props.message;
  const name = sentenceCase(channelName(channel));
  return (
    <Page shell={props.shell} title="Send it again?" place="settings">
      <form
        method="post"
        action={`/settings/deliveries/${props.deliveryId}/again`}
        class="card form narrow-page"
      >
        <h1>Send it again?</h1>
        <p>
          {state === "uncertain"
            ? `${name} didn't confirm this message. It may be there: look before sending again.`
            : `${name} did not take this message. It goes by ${channelName(channel)} again, as things stand now.`}
        </p>
        <input type="hidden" name="back" value={props.back} />
        <input type="hidden" name="confirmed" value="1" />
        <div class="actions">
          <button type="submit" class="button primary">
            Send again
          </button>
          {state === "uncertain" && slackChat !== null && (
            <a class="button" href={slackChatUrl(slackChat)} target="_blank" rel="noreferrer">
              Open Slack
            </a>
          )}
          <a class="button" href={props.back}>
            Back
          </a>
        </div>
      </form>
    </Page>
  );
}

/** Slack's own address of a conversation: it opens in the app, or in the browser where there is none. */
function slackChatUrl({ workspaceId, conversation }: NonNullable<MessageToResend["slackChat"]>): string {
  const asked = new URLSearchParams({ team: workspaceId, channel: conversation });
  return `https://slack.com/app_redirect?${asked}`;
}
