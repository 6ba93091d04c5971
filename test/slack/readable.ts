import { z } from "zod";

/*
 * Slack's blocks as a person reads them, for transcripts: buttons in [brackets], menus behind ⋯, pictures by their alt text.
 */

const text = z.looseObject({ text: z.string() });
const option = z.looseObject({ text, value: z.string().optional() });
const element = z.looseObject({
  type: z.string(),
  text: z.union([text, z.string()]).optional(),
  style: z.string().optional(),
  placeholder: text.optional(),
  options: z.array(option).optional(),
  initial_option: option.optional(),
  initial_options: z.array(option).optional(),
});
const block = z.looseObject({
  type: z.string(),
  text: text.optional(),
  fields: z.array(text).optional(),
  accessory: element.optional(),
  elements: z.array(element).optional(),
  element: element.optional(),
  label: text.optional(),
  alt_text: z.string().optional(),
  rows: z.array(z.array(z.unknown())).optional(),
});

/** Lines of a message or modal. */
export function readableBlocks(blocks: unknown): string[] {
  return z.array(block).parse(blocks).flatMap(readableBlock);
}

function readableBlock(each: z.infer<typeof block>): string[] {
  switch (each.type) {
    case "header":
      return [`# ${each.text?.text}`];
    case "section":
      return [
        ...(each.text
          ? `${each.text.text}${each.accessory ? ` ${control(each.accessory)}` : ""}`.split("\n")
          : []),
        ...(each.fields ?? []).map((field) => `  | ${field.text.replaceAll("\n", ": ")}`),
      ];
    case "context":
      return [`(${(each.elements ?? []).map(control).join(" ")})`];
    case "actions":
      return [(each.elements ?? []).map(control).join(" ")];
    case "image":
      return [`{picture: ${each.alt_text}}`];
    case "divider":
      return ["---"];
    case "table":
      return (each.rows ?? []).map((row) => `  | ${row.map(cellText).join(" | ")}`);
    case "input":
      return [`${each.label?.text}: ${each.element ? control(each.element) : ""}`];
    default:
      throw new Error(`No way to read a block of type ${each.type}`);
  }
}

function control(each: z.infer<typeof element>): string {
  const label = typeof each.text === "string" ? each.text : (each.text?.text ?? "");
  const options = (each.options ?? []).map(({ text: { text: name }, value }) => {
    const chosen = [each.initial_option, ...(each.initial_options ?? [])].some(
      (one) => one && one.value === value,
    );
    return chosen ? `*${name}*` : name;
  });
  switch (each.type) {
    case "button":
      return `[${label}]${each.style === "primary" ? "!" : ""}`;
    case "overflow":
      return `⋯(${options.join(", ")})`;
    case "static_select":
      return `[${each.placeholder?.text} ▾ ${options.join(" / ")}]`;
    case "external_select":
      return `[${each.placeholder?.text} ▾ …]`;
    case "radio_buttons":
    case "checkboxes":
      return options.join(" / ");
    case "plain_text_input":
    case "datepicker":
      return "____";
    default:
      return label;
  }
}

function cellText(cell: unknown): string {
  if (typeof cell !== "object" || cell === null) return "";
  return Object.entries(cell)
    .map(([key, value]) => {
      if (key === "text" && typeof value === "string") return value;
      return Array.isArray(value) ? value.map(cellText).join("") : "";
    })
    .join("");
}
