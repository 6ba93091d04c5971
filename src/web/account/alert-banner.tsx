import type { Action, Part } from "../../bot/message.ts";
import { alertMessage } from "../../bot/views/alert.ts";
import type { AlertFacts } from "../../results/alerts.ts";
import type { Reader } from "../../results/reader.ts";
import { ActionButton } from "../parts/command-form.tsx";
import { TextSpans } from "../parts/text.tsx";

/** An open alert on its account's page: the words and buttons of its message, without what the page shows anyway. */
export function AlertBanner(props: {
  alert: AlertFacts;
  reader: Reader;
  now: Date;
  back: string;
  first: boolean;
}) {
  const { alert, back } = props;
  const { parts } = alertMessage(alert, props.reader, { account: null, now: props.now });
  return (
    <section class="banner" id={`alert-${alert.id}`} aria-label="Alert">
      <div>
        {parts.map((part) => (
          <BannerPart part={part} />
        ))}
      </div>
      <div class="actions">
        {parts
          .flatMap((part) => (part.part === "actions" ? [...part.actions, ...part.overflow] : []))
          .filter(belongs)
          .map((action) => (
            <ActionButton action={action} back={back} shortcut={props.first} />
          ))}
      </div>
    </section>
  );
}

function BannerPart({ part }: { part: Part }) {
  if (part.part === "heading") return <h2>{part.text}</h2>;
  if (part.part === "text") {
    return (
      <p>
        <TextSpans text={part.text} />
      </p>
    );
  }
  return null;
}

/** On the account's own page "Open account" and "Export PDF" would be there twice. */
function belongs(action: Action): boolean {
  return (
    action.kind === "command" &&
    [
      "acknowledge-alert",
      "snooze-alert",
      "wake-alert",
      "resolve-alert",
      "release-alert",
      "explain-alert",
    ].includes(action.command.do)
  );
}
