import { commandPath } from "../../answers/command-path.ts";
import type { Action, Part } from "../../message.ts";
import { type Html, html, joined } from "./html.ts";
import { mailLimits } from "./limits.ts";
import { linkHtml } from "./spans.ts";
import { primaryCell, styles } from "./theme.ts";

/** A button as a mail can have it: it opens a page, which asks once. */
export interface MailLink {
  readonly label: string;
  readonly address: string;
  readonly primary: boolean;
}

/** The actions that a page can do, as links; what only a chat can do is left out. */
export function mailLinks(actions: readonly Action[], publicUrl: string): readonly MailLink[] {
  return actions.flatMap((action) => {
    const path = action.kind === "open" ? action.path : commandPath(action.command);
    if (path === null) return [];
    return [{ label: action.label, address: publicUrl + path, primary: action.primary === true }];
  });
}

/** Buttons, then what is in the menu as plain links: a mail has no menus. */
export function actionsHtml(part: Extract<Part, { part: "actions" }>, publicUrl: string): Html {
  const links = mailLinks(part.actions, publicUrl);
  const buttons = links.slice(0, mailLimits.buttons);
  const rest = [...links.slice(mailLimits.buttons), ...mailLinks(part.overflow, publicUrl)];
  const row =
    buttons.length === 0
      ? html``
      : html`<table role="presentation" cellpadding="0" cellspacing="0" border="0" class="buttons"><tr>${buttons.map(buttonHtml)}</tr></table>`;
  return html`${row}${menuHtml(rest)}`;
}

/** A menu's entries in one line of links. */
export function menuHtml(links: readonly MailLink[]): Html {
  if (links.length === 0) return html``;
  const all = joined(
    links.map(({ label, address }) => linkHtml(label, address)),
    html` &nbsp;&middot;&nbsp; `,
  );
  return html`<p class="muted" style="${styles.small}padding-top:2px;">${all}</p>`;
}

/** A table around a padded link: Outlook paints the cell, everybody else the link. */
function buttonHtml({ label, address, primary }: MailLink): Html {
  const look = primary ? "primary" : "secondary";
  const cell = primary
    ? html`<td bgcolor="${primaryCell}" class="primary-cell" style="${styles.button}">`
    : html`<td style="${styles.button}">`;
  return html`<td class="button-slot" style="padding:0 8px 8px 0;"><table role="presentation" cellpadding="0" cellspacing="0" border="0"><tr>${cell}<a href="${address}" class="${look}" style="${styles.buttonLink}${styles[look]}">${label}</a></td></tr></table></td>`;
}
