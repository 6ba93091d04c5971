import type { Action, Command } from "../../bot/message.ts";
import { alertFormPath, whyAlertPath } from "../../bot/views/paths.ts";

/**
 * A message's button on a page: a form, since it changes something. Snooze and Resolve ask more and lead to a page of their
 * own, and so does what only explains.
 * @param back where to go once it is done
 */
export function ActionButton(props: { action: Action; back: string; shortcut?: boolean }) {
  const { action } = props;
  if (action.kind === "open") {
    return (
      <a class="button" href={action.path}>
        {action.label}
      </a>
    );
  }
  const key = props.shortcut === false ? undefined : shortcuts[action.command.do];
  const page = pageOf(action.command, props.back);
  if (page) {
    return (
      <a class="button" href={page} data-key={key}>
        {action.label}
      </a>
    );
  }
  return (
    <form method="post" action="/act">
      <input type="hidden" name="command" value={JSON.stringify(action.command)} />
      <input type="hidden" name="back" value={props.back} />
      <button type="submit" class={action.primary ? "button primary" : "button"} data-key={key}>
        {action.label}
      </button>
    </form>
  );
}

/** The page of its own that a command has: it asks more, or changes nothing. */
function pageOf(command: Command, back: string): string | undefined {
  const from = `?back=${encodeURIComponent(back)}`;
  if (command.do === "snooze-alert") return alertFormPath(command.alertId, "snooze") + from;
  if (command.do === "resolve-alert") return alertFormPath(command.alertId, "resolve") + from;
  return command.do === "explain-alert" ? whyAlertPath(command.alertId) : undefined;
}

const shortcuts: Partial<Record<Command["do"], string>> = { "acknowledge-alert": "a", "snooze-alert": "s" };
