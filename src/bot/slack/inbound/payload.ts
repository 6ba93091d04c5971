import { z } from "zod";

/*
 * What Slack may send, checked as far as listeners rely on it. Everything else in a payload is passed on as it came.
 */

const id = z.string().min(1).max(255);

const eventCallback = z.looseObject({
  type: z.literal("event_callback"),
  team_id: id,
  event_id: id,
  event: z.looseObject({
    type: z.string(),
    channel: z.union([z.string(), z.looseObject({ id })]).optional(),
    item: z.looseObject({}).optional(),
  }),
  authorizations: z.array(z.looseObject({})).nullish(),
});

const command = z.looseObject({
  command: z.string().startsWith("/"),
  text: z.string().default(""),
  team_id: id,
  user_id: id,
  channel_id: id,
  response_url: z.url({ protocol: /^https?$/ }),
});

const user = z.looseObject({ id });
const team = z.looseObject({ id });
const responseUrl = z.url({ protocol: /^https?$/ }).optional();

const blockActions = z.looseObject({
  type: z.literal("block_actions"),
  user,
  team,
  response_url: responseUrl,
  actions: z.array(z.looseObject({ type: z.string(), action_id: z.string() })).min(1),
});

const viewSubmission = z.looseObject({
  type: z.enum(["view_submission", "view_closed"]),
  user,
  team,
  view: z.looseObject({ callback_id: z.string(), private_metadata: z.string().default("") }),
});

/** What somebody types into a box whose choices we know: Slack waits for them. */
const blockSuggestion = z.looseObject({
  type: z.literal("block_suggestion"),
  user,
  team,
  action_id: z.string(),
  value: z.string().default(""),
});

/** A click, a choice, a form: what arrives in the field `payload`. */
const interaction = z.union([blockActions, viewSubmission, blockSuggestion]);

/** What to do with a request's body. `ignored`: well formed, and nothing that we listen to. */
export type SlackPayload =
  | { readonly kind: "challenge"; readonly challenge: string }
  | { readonly kind: "work"; readonly body: Record<string, unknown> }
  /** Slack waits for what a listener says. */
  | { readonly kind: "question"; readonly body: Record<string, unknown> }
  | { readonly kind: "ignored" }
  | { readonly kind: "malformed" };

/** Reads a verified body, JSON or form. Never throws. */
export function parseSlackPayload(text: string, contentType: string): SlackPayload {
  if (!contentType.includes("application/x-www-form-urlencoded")) return fromJson(text, eventCallback);
  const form = Object.fromEntries(new URLSearchParams(text));
  if (form.ssl_check === "1") return { kind: "ignored" };
  if (form.payload !== undefined) return fromJson(form.payload, interaction);
  return checked(form, command);
}

function fromJson(text: string, schema: z.ZodType<Record<string, unknown>>): SlackPayload {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return { kind: "malformed" };
  }
  const challenge = z.object({ type: z.literal("url_verification"), challenge: z.string().max(1000) });
  const asked = challenge.safeParse(body);
  return asked.success ? { kind: "challenge", challenge: asked.data.challenge } : checked(body, schema);
}

/** Types that we know and that are broken are malformed; types that Slack may add one day are ignored. */
function checked(body: unknown, schema: z.ZodType<Record<string, unknown>>): SlackPayload {
  const read = schema.safeParse(body);
  if (read.success)
    return { kind: read.data.type === "block_suggestion" ? "question" : "work", body: read.data };
  const type = z.looseObject({ type: z.string() }).safeParse(body);
  const ours = [
    "event_callback",
    "block_actions",
    "view_submission",
    "view_closed",
    "block_suggestion",
    "url_verification",
  ];
  return type.success && !ours.includes(type.data.type) ? { kind: "ignored" } : { kind: "malformed" };
}
