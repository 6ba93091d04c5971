import type { AdaptiveCard } from "../../src/bot/teams/layout/card.ts";
import { cardBytes, teamsLimits } from "../../src/bot/teams/layout/limits.ts";

type Json = { readonly [key: string]: unknown };

/**
 * Throws where a card breaks a limit of Teams' or of ours, and says where and why. What it lets pass, Teams shows whole;
 * every view is held against it, and the test double of the Connector refuses what it refuses.
 */
export function assertTeamsCard(card: AdaptiveCard): void {
  const bytes = cardBytes(card);
  if (bytes > teamsLimits.cardBytes) {
    throw new Error(`The card has ${bytes} bytes, ${teamsLimits.cardBytes} are allowed.`);
  }
  if (card.version !== "1.5") throw new Error("The card must be of version 1.5.");
  if (card.fallbackText.trim() === "") throw new Error("The card needs its text for clients without cards.");
  if (card.body.length === 0) throw new Error("The card is empty.");
  if ((card.refresh?.userIds.length ?? 0) > teamsLimits.refreshUsers) {
    throw new Error(`A card is refreshed for at most ${teamsLimits.refreshUsers} people.`);
  }
  const ids = new Set<string>();
  visit(card.body, "body", (node, path) => checkNode(node, path, ids));
}

function checkNode(node: Json, path: string, ids: Set<string>): void {
  const fail = (why: string): never => {
    throw new Error(`${path} (${String(node.type)}): ${why}`);
  };
  const list = (name: string): readonly Json[] => (Array.isArray(node[name]) ? (node[name] as Json[]) : []);
  const text = (value: unknown, what: string, most: number): void => {
    if (typeof value !== "string" || value.trim() === "") fail(`${what} is empty.`);
    else if (value.length > most) fail(`${what} has ${value.length} characters, ${most} are allowed.`);
  };
  const https = (value: unknown): void => {
    if (typeof value !== "string" || !/^https?:\/\//.test(value)) fail("An address must be absolute.");
  };
  switch (node.type) {
    case "TextBlock":
      text(node.text, "The text", teamsLimits.text);
      if (node.wrap !== true) fail("Text wraps.");
      return;
    case "RichTextBlock":
      if (list("inlines").length === 0) fail("A text needs a run.");
      return;
    case "FactSet":
      if (list("facts").length < 1 || list("facts").length > teamsLimits.facts) fail("1 to 8 facts.");
      for (const fact of list("facts")) {
        text(fact.title, "A fact's name", teamsLimits.label);
        text(fact.value, "A fact", teamsLimits.fact * 3);
      }
      return;
    case "Image":
      https(node.url);
      if (String(node.url).startsWith("data:")) fail("Data addresses are not shown everywhere.");
      text(node.altText, "The alt text", teamsLimits.alt);
      return;
    case "Table": {
      const columns = list("columns").length;
      if (columns < 1 || columns > teamsLimits.tableColumns) fail("1 to 4 columns.");
      if (list("rows").some((row) => (row.cells as unknown[]).length !== columns))
        fail("Rows of one length.");
      if (list("rows").length > teamsLimits.tableRows + 1) fail("At most 12 rows.");
      return;
    }
    case "ActionSet": {
      const actions = list("actions");
      if (actions.length < 1 || actions.length > teamsLimits.actions) fail("1 to 8 actions.");
      const seen = actions.filter((action) => action.mode !== "secondary").length;
      if (seen > teamsLimits.buttons) fail("At most 3 buttons are seen.");
      for (const action of actions) text(action.title, "A button's label", teamsLimits.label);
      return;
    }
    case "Action.OpenUrl":
      https(node.url);
      return;
    case "Action.Execute":
      if (node.title !== undefined && (node.fallback as Json | undefined)?.type !== "Action.Submit") {
        fail("A button needs a fallback for clients without Action.Execute.");
      }
      return;
    case "Input.ChoiceSet":
      if (list("choices").length < 1 || list("choices").length > teamsLimits.choices)
        fail("1 to 10 choices.");
      break;
    default:
  }
  if (String(node.type).startsWith("Input.")) {
    const id = String(node.id ?? "");
    if (id === "" || ids.has(id)) fail("Inputs need ids of their own.");
    ids.add(id);
  }
}

function visit(value: unknown, path: string, check: (node: Json, path: string) => void): void {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) visit(item, `${path}[${index}]`, check);
  } else if (value !== null && typeof value === "object") {
    if (typeof (value as Json).type === "string") check(value as Json, path);
    for (const [name, inner] of Object.entries(value)) {
      if (name !== "data") visit(inner, `${path}.${name}`, check);
    }
  }
}
