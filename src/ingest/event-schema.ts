import { z } from "zod";

/** Longest id of a user, an account or a message, and longest name of an event, in characters. */
export const maxIdLength = 200;

const idText = z
  .string("must be a text")
  .min(1, "must not be empty")
  .max(maxIdLength, `must have at most ${maxIdLength} characters`);
// One step each: an id is read four times an event, and every schema on its way costs more than the look itself.
const id = z.preprocess(asText, idText);
// Segment's libraries send null, and some an empty text, for an id that is not known yet.
const optionalId = z.preprocess(
  (value) => (value === null || value === "" ? undefined : asText(value)),
  idText.optional(),
);

/** A text without the space around it, a whole number as text, anything else as it is. */
function asText(value: unknown): unknown {
  if (typeof value === "string") return value.trim();
  return Number.isSafeInteger(value) ? String(value) : value;
}

const name = z
  .string("must be a text")
  .trim()
  .max(maxIdLength, `must have at most ${maxIdLength} characters`);
const optionalName = name.nullish().transform((text) => text || undefined);

const fields = z
  .custom<Readonly<Record<string, unknown>>>(
    (value) => typeof value === "object" && value !== null && !Array.isArray(value),
    "must be an object",
  )
  .nullish();

const context = z.looseObject({ groupId: optionalId }, "must be an object").nullish();

const common = {
  messageId: optionalId,
  userId: optionalId,
  anonymousId: optionalId,
  timestamp: z.string("must be an ISO 8601 time").nullish(),
  context,
};

/** What each kind of event must look like; fields beyond these are ignored. */
export const eventSchemas = {
  track: z.object({ ...common, event: name.min(1, "must not be empty"), properties: fields }),
  page: z.object({ ...common, name: optionalName, category: optionalName, properties: fields }),
  screen: z.object({ ...common, name: optionalName, category: optionalName, properties: fields }),
  identify: z.object({ ...common, traits: fields }),
  group: z.object({ ...common, groupId: id, traits: fields }),
  alias: z.object({ ...common, userId: id, previousId: id }),
} as const;

/** The kinds of events that are taken in. */
export type EventType = keyof typeof eventSchemas;

/** All of them, in Segment's order. */
export const eventTypes = Object.keys(eventSchemas) as readonly EventType[];

/** Whether a text names a kind of event. */
export function isEventType(type: unknown): type is EventType {
  return typeof type === "string" && Object.hasOwn(eventSchemas, type);
}

/** An event of one kind, checked. */
export type SentEvent = {
  [Type in EventType]: { readonly type: Type } & z.infer<(typeof eventSchemas)[Type]>;
}[EventType];
