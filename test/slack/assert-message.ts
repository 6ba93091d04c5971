import type { KnownBlock } from "@slack/types";
import { countCharacters, slackLimits } from "../../src/bot/slack/layout/limits.ts";

/**
 * Throws where a message breaks a limit that Slack documents, or one of ours, and says which block and why. What it lets pass,
 * Slack takes; every view is held against it.
 */
export function assertSlackMessage(blocks: readonly KnownBlock[]): void {
  const fail = (index: number, why: string): never => {
    throw new Error(`Block ${index} (${blocks[index]?.type ?? "none"}): ${why}`);
  };
  const within = (index: number, what: string, value: string | undefined, most: number): void => {
    if (value === undefined || value.trim() === "") fail(index, `${what} is empty.`);
    else if (value.length > most) fail(index, `${what} has ${value.length} characters, ${most} are allowed.`);
  };
  const check = (index: number, holds: boolean, why: string): void => {
    if (!holds) fail(index, why);
  };

  if (blocks.length === 0) throw new Error("A message needs a block.");
  check(
    0,
    blocks.length <= slackLimits.blocks,
    `${blocks.length} blocks, ${slackLimits.blocks} are allowed.`,
  );
  const characters = countCharacters(blocks);
  check(
    0,
    characters <= slackLimits.characters,
    `${characters} characters, ${slackLimits.characters} are allowed.`,
  );
  check(0, blocks.filter(({ type }) => type === "table").length <= 1, "One table a message.");

  for (const [index, block] of blocks.entries()) {
    switch (block.type) {
      case "header":
        within(index, "The heading", block.text.text, slackLimits.header);
        break;
      case "section": {
        check(
          index,
          block.text !== undefined || (block.fields?.length ?? 0) > 0,
          "A section needs text or fields.",
        );
        if (block.text) within(index, "The text", block.text.text, slackLimits.section);
        check(index, (block.fields?.length ?? 0) <= 10, "Ten fields a section.");
        for (const field of block.fields ?? []) within(index, "A field", field.text, slackLimits.field);
        if (block.accessory) checkElement(block.accessory as Element, (why) => fail(index, why));
        break;
      }
      case "context":
        check(
          index,
          block.elements.length >= 1 && block.elements.length <= slackLimits.context,
          "1 to 10 elements.",
        );
        for (const element of block.elements) {
          if (element.type !== "image")
            within(index, "The small print", element.text, slackLimits.contextText);
        }
        break;
      case "image":
        within(index, "The alt text", block.alt_text, slackLimits.alt);
        check(index, "slack_file" in block && block.slack_file !== undefined, "Pictures are uploaded files.");
        break;
      case "actions": {
        check(index, block.elements.length >= 1 && block.elements.length <= 5, "1 to 5 elements.");
        const ids = block.elements.map((element) => element.action_id);
        check(index, new Set(ids).size === ids.length, "Action ids of one block differ.");
        for (const element of block.elements) checkElement(element as Element, (why) => fail(index, why));
        break;
      }
      case "table": {
        check(index, block.rows.length >= 1 && block.rows.length <= 100, "1 to 100 rows.");
        const columns = block.rows[0]?.length ?? 0;
        check(index, columns >= 1 && columns <= slackLimits.tableColumns, "1 to 20 columns.");
        check(
          index,
          block.rows.every((row) => row.length === columns),
          "Rows of one length.",
        );
        break;
      }
      case "divider":
        break;
      default:
        fail(index, "This message uses no such block.");
    }
  }
}

/** A button, a menu or a select, as far as limits go. */
interface Element {
  readonly type: string;
  readonly action_id?: string;
  readonly text?: { readonly text: string };
  readonly value?: string;
  readonly url?: string;
  readonly options?: readonly { readonly text: { readonly text: string }; readonly value?: string }[];
}

function checkElement(element: Element, fail: (why: string) => void): void {
  const label = (text: string, most: number) => {
    if (text.trim() === "" || text.length > most) fail(`A label of 1 to ${most} characters, not “${text}”.`);
  };
  if (!element.action_id || element.action_id.length > slackLimits.actionId)
    fail("An element needs an action id.");
  if (element.type === "button") {
    label(element.text?.text ?? "", slackLimits.buttonLabel);
    if ((element.value?.length ?? 0) > slackLimits.buttonValue) fail("A button's value is too long.");
    if ((element.url?.length ?? 0) > slackLimits.url) fail("A button's address is too long.");
    return;
  }
  const most = element.type === "overflow" ? slackLimits.menuOptions : slackLimits.selectOptions;
  const options = element.options ?? [];
  if (options.length < 1 || options.length > most) fail(`1 to ${most} options, not ${options.length}.`);
  for (const { text, value } of options) {
    label(text.text, slackLimits.optionLabel);
    if (!value || value.length > slackLimits.optionValue) fail("An option's value has 1 to 150 characters.");
  }
}
