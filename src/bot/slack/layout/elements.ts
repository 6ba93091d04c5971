import type { Button, Overflow, PlainTextElement, PlainTextOption, StaticSelect } from "@slack/types";
import { cutEnd } from "../../../words/names.ts";
import { commandText } from "../../answers/command-schema.ts";
import type { Action, Command } from "../../message.ts";
import { slackLimits } from "./limits.ts";

/** Action ids of what is no command: a link, a menu, a choice. A command's id is its name. */
export const actionIds = { open: "open", menu: "menu", choice: "choice" } as const;

/** Plain text; emoji codes stay codes, so a name cannot draw one. */
export function plainText(text: string, most: number): PlainTextElement {
  const line = text.replace(/\s+/gu, " ").trim();
  return { type: "plain_text", text: cutEnd(line === "" ? "–" : line, most), emoji: false };
}

/** A button. `index` keeps the ids of one row apart. */
export function button(action: Action, publicUrl: string, index: number): Button {
  const text = plainText(action.label, slackLimits.buttonLabel);
  if (action.kind === "open") {
    return {
      type: "button",
      text,
      action_id: `${actionIds.open}:${index}`,
      url: `${publicUrl}${action.path}`,
    };
  }
  return {
    type: "button",
    text,
    action_id: `${action.command.do}:${index}`,
    value: commandText(action.command),
    ...(action.primary ? { style: "primary" as const } : {}),
  };
}

/** The menu ⋯ with at most five entries. Its value is the command chosen; a link has none. */
export function menu(actions: readonly Action[], publicUrl: string, index: number): Overflow | undefined {
  const options = actions.slice(0, slackLimits.menuOptions).map((action): PlainTextOption => {
    const text = plainText(action.label, slackLimits.optionLabel);
    return action.kind === "open"
      ? { text, value: actionIds.open, url: `${publicUrl}${action.path}` }
      : { text, value: commandText(action.command) };
  });
  return options.length === 0
    ? undefined
    : { type: "overflow", action_id: `${actionIds.menu}:${index}`, options };
}

/** A question with choices. */
export function select(
  label: string,
  choices: readonly { readonly label: string; readonly command: Command }[],
  index: number,
): StaticSelect {
  return {
    type: "static_select",
    action_id: `${actionIds.choice}:${index}`,
    placeholder: plainText(label, slackLimits.placeholder),
    options: choices.slice(0, slackLimits.selectOptions).map(({ label: text, command }) => ({
      text: plainText(text, slackLimits.optionLabel),
      value: commandText(command),
    })),
  };
}
