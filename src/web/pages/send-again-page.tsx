import type { ToResend } from "../../usecases/deliveries/resend-delivery.ts";
import { channelName } from "../../words/channels.ts";
import { sentenceCase } from "../../words/sentence-case.ts";
import { Page, type Shell } from "../parts/layout.tsx";

/** Asks once before a message is sent again that failed, or that may have arrived (UX E10). */
export function SendAgainPage(props: {
  shell: Shell;
  deliveryId: string;
  message: NonNullable<ToResend>;
  back: string;
}) {
  const name = sentenceCase(channelName(props.message.channel));
  return (
    <Page shell={props.shell} title="Send it again?" place="settings">
      <form
        method="post"
        action={`/settings/deliveries/${props.deliveryId}/again`}
        class="card form narrow-page"
      >
        <h1>Send it again?</h1>
        <p>
          {props.message.state === "uncertain"
            ? `${name} didn't confirm this message. It may be there: look before sending again.`
            : `${name} did not take this message. It goes by ${channelName(props.message.channel)} again, as things stand now.`}
        </p>
        <input type="hidden" name="back" value={props.back} />
        <input type="hidden" name="confirmed" value="1" />
        <div class="actions">
          <button type="submit" class="button primary">
            Send again
          </button>
          <a class="button" href={props.back}>
            Back
          </a>
        </div>
      </form>
    </Page>
  );
}
