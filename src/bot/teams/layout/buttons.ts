import { commandText } from "../../answers/command-schema.ts";
import type { Action, Command } from "../../message.ts";
import type { CardAction, CardData } from "./card.ts";
import { plain } from "./card-text.ts";
import { teamsLimits } from "./limits.ts";

/** Verbs of `Action.Execute` that are no command: a choice that was made, a card that is asked for again. */
export const verbs = { choose: "choose", refresh: "refresh" } as const;

/** The field of a question with choices. */
export const choiceField = "choice";

/** Where a button stands. */
export interface ButtonPlace {
  readonly publicUrl: string;
  /** Behind "…". */
  readonly secondary: boolean;
  /** On one line of a list. */
  readonly item?: boolean;
  /** On a card that asks something. */
  readonly question?: boolean;
}

/**
 * A button. A command is `Action.Execute`, answered in place; older clients submit it as a message. What needs a form first
 * is `Action.Submit`, the only kind that opens a dialog.
 */
export function button(action: Action, place: ButtonPlace): CardAction {
  const title = plain(action.label, teamsLimits.label);
  const mode = place.secondary ? { mode: "secondary" as const } : {};
  if (action.kind === "open") {
    return { type: "Action.OpenUrl", title, url: `${place.publicUrl}${action.path}`, ...mode };
  }
  const style = action.primary && !place.secondary ? { style: "positive" as const } : {};
  const data: CardData = {
    command: commandText(action.command),
    ...(place.item ? { item: true } : {}),
    ...(place.question ? { question: true } : {}),
  };
  if (asksFirst(action.command)) {
    return {
      type: "Action.Submit",
      title,
      data: { ...data, msteams: { type: "task/fetch" } },
      ...style,
      ...mode,
    };
  }
  return execute(title, action.command.do, data, { ...style, ...mode });
}

/** `Action.Execute` with its fallback. */
export function execute(
  title: string,
  verb: string,
  data: CardData,
  look: { readonly style?: "positive"; readonly mode?: "secondary" } = {},
): CardAction {
  const fallback: CardAction = { type: "Action.Submit", title, data, ...look };
  return { type: "Action.Execute", title, verb, data, ...look, fallback };
}

/** What a row of buttons may take at 300 px, of which a card keeps 32 for itself; in pixels. */
const rowWidth = 266;
/** A button is its label in 14 px, at about 7.6 a character, its padding and the gap to the next. */
const buttonWidth = (label: string): number => label.length * 7.6 + 34;
/** The button "…". */
const moreWidth = 54;

/**
 * Rows of buttons: at most three are seen, side by side as far as a phone has room for their labels, which clients would cut
 * else; the others are behind "…" at the end of the last row.
 */
export function buttonRows(
  actions: readonly Action[],
  overflow: readonly Action[],
  where: Pick<ButtonPlace, "publicUrl" | "question">,
): CardAction[][] {
  const rows: CardAction[][] = [];
  const seen = actions.slice(0, teamsLimits.buttons);
  const hidden = [...actions.slice(teamsLimits.buttons), ...overflow].slice(
    0,
    teamsLimits.actions - seen.length,
  );
  let left = 0;
  for (const [at, action] of seen.entries()) {
    const width = buttonWidth(plain(action.label, teamsLimits.label));
    const needed = width + (at === seen.length - 1 && hidden.length > 0 ? moreWidth : 0);
    const place = { ...where, secondary: false };
    if (needed > left) {
      rows.push([]);
      left = rowWidth;
    }
    rows.at(-1)?.push(button(action, place));
    left -= width;
  }
  const more = hidden.map((action) => button(action, { ...where, secondary: true }));
  if (more.length === 0) return rows;
  return rows.length === 0 ? [more] : [...rows.slice(0, -1), [...(rows.at(-1) ?? []), ...more]];
}

/** Whether a command needs a form: until when, how it ended. */
function asksFirst(command: Command): boolean {
  return command.do === "snooze-alert" || command.do === "resolve-alert";
}
