import { z } from "zod";

/*
 * What Slack refuses in blocks and views, written from docs.slack.dev (Block Kit reference, 2026) and independent of
 * the renderer's own limits. Unknown types and unknown properties are refused, as Slack does.
 */

const text = (max: number) => z.string().min(1).max(max);
const plain = (max: number) =>
  z.strictObject({ type: z.literal("plain_text"), text: text(max), emoji: z.boolean().optional() });
const mrkdwn = (max: number) =>
  z.strictObject({ type: z.literal("mrkdwn"), text: text(max), verbatim: z.boolean().optional() });
const anyText = (max: number) => z.union([plain(max), mrkdwn(max)]);
const actionId = text(255);
const blockId = text(255).optional();
const confirm = z.strictObject({
  title: plain(100),
  text: anyText(300),
  confirm: plain(30),
  deny: plain(30),
  style: z.enum(["primary", "danger"]).optional(),
});

const option = z.strictObject({
  text: anyText(75),
  value: text(150),
  description: anyText(75).optional(),
  url: z.url().max(3000).optional(),
});

const button = z.strictObject({
  type: z.literal("button"),
  text: plain(75),
  action_id: actionId.optional(),
  url: z.url().max(3000).optional(),
  value: text(2000).optional(),
  style: z.enum(["primary", "danger"]).optional(),
  confirm: confirm.optional(),
  accessibility_label: text(75).optional(),
});
const overflow = z.strictObject({
  type: z.literal("overflow"),
  action_id: actionId.optional(),
  options: z.array(option).min(1).max(5),
  confirm: confirm.optional(),
});
const staticSelect = z.strictObject({
  type: z.literal("static_select"),
  action_id: actionId.optional(),
  placeholder: plain(150).optional(),
  options: z.array(option).min(1).max(100),
  initial_option: option.optional(),
});
const externalSelect = z.strictObject({
  type: z.literal("external_select"),
  action_id: actionId.optional(),
  placeholder: plain(150).optional(),
  initial_option: option.optional(),
  min_query_length: z.int().min(0).optional(),
  focus_on_load: z.boolean().optional(),
});
const image = z.strictObject({
  type: z.literal("image"),
  image_url: z.url().max(3000),
  alt_text: text(2000),
});

const richText: z.ZodType = z.strictObject({
  type: z.literal("rich_text"),
  block_id: blockId,
  elements: z.array(z.looseObject({ type: z.string().startsWith("rich_text_") })),
});
const cell = z.union([z.strictObject({ type: z.literal("raw_text"), text: z.string().min(1) }), richText]);

const messageBlock = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("header"), block_id: blockId, text: plain(150) }),
  z
    .strictObject({
      type: z.literal("section"),
      block_id: blockId,
      text: anyText(3000).optional(),
      fields: z.array(anyText(2000)).min(1).max(10).optional(),
      accessory: z.union([button, overflow, staticSelect, externalSelect, image]).optional(),
      expand: z.boolean().optional(),
    })
    .refine((section) => section.text ?? section.fields, "a section needs text or fields"),
  z.strictObject({
    type: z.literal("context"),
    block_id: blockId,
    elements: z
      .array(z.union([anyText(2000), image]))
      .min(1)
      .max(10),
  }),
  z.strictObject({
    type: z.literal("actions"),
    block_id: blockId,
    elements: z
      .array(z.union([button, overflow, staticSelect, externalSelect]))
      .min(1)
      .max(25),
  }),
  z.strictObject({ type: z.literal("divider"), block_id: blockId }),
  z.strictObject({
    type: z.literal("image"),
    block_id: blockId,
    alt_text: text(2000),
    title: plain(2000).optional(),
    slack_file: z.strictObject({ id: z.string().regex(/^F[A-Z0-9]+$/) }),
  }),
  z.strictObject({ type: z.literal("markdown"), block_id: blockId, text: text(12_000) }),
  z.strictObject({
    type: z.literal("table"),
    block_id: blockId,
    column_settings: z
      .array(
        z.strictObject({
          align: z.enum(["left", "center", "right"]).optional(),
          is_wrapped: z.boolean().optional(),
        }),
      )
      .max(20)
      .optional(),
    rows: z.array(z.array(cell).min(1).max(20)).min(1).max(100),
  }),
]);

const inputElement = z.discriminatedUnion("type", [
  z.strictObject({
    type: z.literal("plain_text_input"),
    action_id: actionId,
    multiline: z.boolean().optional(),
    max_length: z.int().min(1).max(3000).optional(),
    min_length: z.int().optional(),
    initial_value: z.string().max(3000).optional(),
    placeholder: plain(150).optional(),
  }),
  z.strictObject({
    type: z.literal("radio_buttons"),
    action_id: actionId,
    options: z.array(option).min(1).max(10),
    initial_option: option.optional(),
  }),
  z.strictObject({
    type: z.literal("checkboxes"),
    action_id: actionId,
    options: z.array(option).min(1).max(10),
    initial_options: z.array(option).min(1).optional(),
  }),
  z.strictObject({
    type: z.literal("datepicker"),
    action_id: actionId,
    initial_date: z.iso.date().optional(),
    placeholder: plain(150).optional(),
  }),
  staticSelect.extend({ action_id: actionId }),
]);
const input = z.strictObject({
  type: z.literal("input"),
  block_id: blockId,
  label: plain(2000),
  hint: plain(2000).optional(),
  optional: z.boolean().optional(),
  dispatch_action: z.boolean().optional(),
  element: inputElement,
});

const modal = z.strictObject({
  type: z.literal("modal"),
  title: plain(24),
  submit: plain(24).optional(),
  close: plain(24).optional(),
  callback_id: text(255).optional(),
  private_metadata: z.string().max(3000).optional(),
  clear_on_close: z.boolean().optional(),
  notify_on_close: z.boolean().optional(),
  external_id: text(255).optional(),
  blocks: z
    .array(z.union([input, messageBlock]))
    .min(1)
    .max(100),
});

/** A home has no frame of its own; tables and markdown blocks are for messages alone. */
const home = z.strictObject({
  type: z.literal("home"),
  callback_id: text(255).optional(),
  external_id: text(255).optional(),
  private_metadata: z.string().max(3000).optional(),
  blocks: z
    .array(
      z
        .union([input, messageBlock])
        .refine(({ type }) => type !== "table" && type !== "markdown", "unsupported block"),
    )
    .min(1)
    .max(100),
});

/** Choices for what somebody types, as Slack takes them from an app. */
export const suggestedOptions = z.strictObject({ options: z.array(option).max(100) });

/** Why Slack would refuse these blocks: its error code and what is wrong where; undefined: it takes them. */
export function refuseBlocks(blocks: unknown): { error: string; messages: string[] } | undefined {
  const read = z.array(messageBlock).max(50).safeParse(blocks);
  if (!read.success) return { error: "invalid_blocks", messages: pointers(read.error) };
  const wrong = [
    ...doubled(
      read.data.map((block) => block.block_id),
      "block_id",
    ),
  ];
  for (const block of read.data) {
    if (block.type === "actions")
      wrong.push(
        ...doubled(
          block.elements.map((each) => each.action_id),
          "action_id",
        ),
      );
  }
  if (read.data.filter((block) => block.type === "table").length > 1) wrong.push("only one table is allowed");
  if (wrong.length > 0) return { error: "invalid_blocks", messages: wrong };
  if (JSON.stringify(blocks).length > 50_000 || shownCharacters(blocks) > 13_200) {
    return { error: "msg_blocks_too_long", messages: [] };
  }
  return undefined;
}

/** Why Slack would refuse this view. */
export function refuseView(view: unknown): string[] {
  const read = modal.safeParse(view);
  if (!read.success) return pointers(read.error);
  const hasInput = read.data.blocks.some((block) => block.type === "input");
  const wrong = doubled(
    read.data.blocks.map((block) => block.block_id),
    "block_id",
  );
  return hasInput && !read.data.submit ? [...wrong, "a modal with inputs needs submit"] : wrong;
}

/** Why Slack would refuse this as somebody's home. */
export function refuseHome(view: unknown): string[] {
  const read = home.safeParse(view);
  if (!read.success) return pointers(read.error);
  const ids = read.data.blocks.map((block) => block.block_id);
  const actions = read.data.blocks.flatMap((block) =>
    block.type === "actions"
      ? doubled(
          block.elements.map((each) => each.action_id),
          "action_id",
        )
      : [],
  );
  return [...doubled(ids, "block_id"), ...actions];
}

/** File ids that blocks show. */
export function filesShown(blocks: unknown): string[] {
  return z
    .array(z.looseObject({ slack_file: z.looseObject({ id: z.string() }).optional() }))
    .parse(blocks ?? [])
    .flatMap((block) => block.slack_file?.id ?? []);
}

function doubled(ids: readonly (string | undefined)[], name: string): string[] {
  const given = ids.filter((each) => each !== undefined);
  return new Set(given).size === given.length ? [] : [`${name} must be unique`];
}

function shownCharacters(value: unknown): number {
  if (typeof value !== "object" || value === null) return 0;
  return Object.entries(value).reduce(
    (sum, [key, each]) =>
      sum + (key === "text" && typeof each === "string" ? each.length : shownCharacters(each)),
    0,
  );
}

function pointers(error: z.ZodError): string[] {
  return error.issues.map((issue) => `[ERROR] ${issue.message} [json-pointer:/${issue.path.join("/")}]`);
}
