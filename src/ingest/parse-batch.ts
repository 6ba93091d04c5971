import { createHash, randomUUID } from "node:crypto";
import { AppError } from "../errors.ts";
import { newId } from "../ids.ts";
import { type RefusedFact, readAccountFacts, readUserName } from "./account-facts.ts";
import { storableText } from "./clean-text.ts";
import { type EventType, eventSchemas, eventTypes, isEventType, type SentEvent } from "./event-schema.ts";
import { eventTime, maxEventAgeMs, parseInstant } from "./event-time.ts";
import { isObject } from "./is-object.ts";
import type { SentActivity, SentBatch, SentFact } from "./sent-batch.ts";

/** Bytes of one event, as JSON. */
const maxEventBytes = 32 * 1024;

/** Events of one request. */
const maxBatchEvents = 5_000;

const maxDepth = 20;

/** Why an event was refused. */
export type RejectionCode =
  | "not-an-object"
  | "unknown-type"
  | "bad-field"
  | "missing-id"
  | "too-large"
  | "too-deep"
  | "bad-timestamp"
  | "too-old"
  | "in-future";

/** A refused event: its position in the request from 0, a code for machines, a sentence for people. */
export interface Rejection {
  readonly index: number;
  readonly code: RejectionCode;
  readonly message: string;
}

/** What a request holds: what can be stored, what was refused, and how many only repeat another of the same request. */
export interface ParsedBatch {
  readonly batch: SentBatch;
  readonly rejected: readonly Rejection[];
  readonly repeated: number;
  /** Facts of accounts that could not be read, by position of their group; the group itself counts. */
  readonly refusedFacts: readonly (RefusedFact & { readonly index: number })[];
}

/**
 * Reads a request: checks every event on its own, corrects its time by `sentAt`, and says of each bad one what is wrong.
 * @param type the kind of a single event's request, or "batch"
 * @throws AppError `bad-input` when the body as a whole is not a request; `too-large` for too many events
 */
export function parseBatch(body: unknown, type: EventType | "batch", receivedAt: Date): ParsedBatch {
  if (!isObject(body)) throw new AppError("bad-input", "The body must be a JSON object.");
  const sentAt = typeof body.sentAt === "string" ? parseInstant(body.sentAt) : undefined;
  const events = type === "batch" ? body.batch : [{ ...body, type }];
  if (!Array.isArray(events)) throw new AppError("bad-input", "“batch” must be a list of events.");
  if (events.length > maxBatchEvents) {
    throw new AppError(
      "too-large",
      `A request carries at most ${maxBatchEvents} events; send the rest in another.`,
    );
  }
  const reading: Reading = {
    receivedAt: receivedAt.getTime(),
    sentAt,
    groupId: isObject(body.context) ? textId(body.context.groupId) : undefined,
    messageIds: new Map(),
    accounts: [],
    accountAt: new Map(),
    activities: [],
    facts: [],
    refusedFacts: [],
  };
  const rejected: Rejection[] = [];
  const refusedFacts: (RefusedFact & { index: number })[] = [];
  let repeated = 0;
  for (const [index, event] of events.entries()) {
    const known = reading.refusedFacts.length;
    const outcome = readEvent(event, reading);
    for (const fact of reading.refusedFacts.slice(known)) refusedFacts.push({ index, ...fact });
    if (outcome === "repeated") repeated++;
    else if (outcome !== "read") rejected.push({ index, ...outcome });
  }
  const batch: SentBatch = {
    messageIds: [...reading.messageIds.keys()],
    accounts: reading.accounts,
    activities: reading.activities,
    facts: reading.facts,
  };
  return { batch, rejected, repeated, refusedFacts };
}

interface Reading {
  readonly receivedAt: number;
  readonly sentAt: number | undefined;
  readonly groupId: string | undefined;
  readonly messageIds: Map<string, number>;
  readonly accounts: { readonly name: string; readonly id: string }[];
  /** Positions in `accounts`, from 1, by name. */
  readonly accountAt: Map<string, number>;
  readonly activities: SentActivity[];
  readonly facts: SentFact[];
  readonly refusedFacts: RefusedFact[];
}

type Refusal = Omit<Rejection, "index">;

function readEvent(raw: unknown, reading: Reading): "read" | "repeated" | Refusal {
  if (!isObject(raw)) return refuse("not-an-object", "An event must be an object.");
  if (!isEventType(raw.type))
    return refuse("unknown-type", `“type” must be one of ${eventTypes.join(", ")}.`);
  const most = mostBytes(raw, maxDepth);
  if (most === Number.POSITIVE_INFINITY)
    return refuse("too-deep", `An event may be nested ${maxDepth} levels deep at most.`);
  if (most > maxEventBytes && Buffer.byteLength(JSON.stringify(raw)) > maxEventBytes) {
    return refuse("too-large", `An event may have ${maxEventBytes / 1024} KB at most.`);
  }
  const checked = eventSchemas[raw.type].safeParse(raw);
  if (!checked.success) {
    const issue = checked.error.issues[0];
    const path = issue?.path.join(".");
    return refuse("bad-field", path ? `“${path}” ${issue?.message}.` : "An event must be an object.");
  }
  const event = { type: raw.type, ...checked.data } as SentEvent;
  const user = userKey(event);
  if (user === undefined) return refuse("missing-id", "An event needs a “userId” or an “anonymousId”.");

  const timestamp = event.timestamp ? parseInstant(event.timestamp) : undefined;
  if (event.timestamp && timestamp === undefined) {
    return refuse("bad-timestamp", "“timestamp” must be an ISO 8601 time, such as 2026-11-20T07:30:00Z.");
  }
  const time = eventTime(timestamp, reading.sentAt, reading.receivedAt);
  if (!time.ok) {
    return time.code === "too-old"
      ? refuse(
          "too-old",
          `The event is older than ${maxEventAgeMs / 86_400_000} days; import older ones as a file.`,
        )
      : refuse("in-future", "The event lies more than an hour in the future; check the clock that sent it.");
  }

  const messageId = storableText(event.messageId ?? madeUpId(raw, timestamp));
  if (reading.messageIds.has(messageId)) return "repeated";
  const position = reading.messageIds.size + 1;
  reading.messageIds.set(messageId, position);
  note(event, storableText(user), position, time.at, reading);
  return "read";
}

function note(event: SentEvent, user: string, place: number, at: number, reading: Reading): void {
  const named = event.type === "group" ? event.groupId : (event.context?.groupId ?? reading.groupId);
  const g = named === undefined ? undefined : storableText(named);
  const usesGroup = event.type !== "identify" && event.type !== "alias";
  const account = g === undefined || !usesGroup ? undefined : accountAt(g, reading);
  const id = newId(reading.receivedAt);
  const [i, u] = [place, user];
  switch (event.type) {
    case "track":
    case "page":
    case "screen": {
      const [kind, name, properties] = [event.type, storableText(nameOf(event)), filled(event.properties)];
      reading.activities.push({ place, kind, at, user, account, name, id, properties });
      return;
    }
    case "identify": {
      const traits = event.traits ?? {};
      const joins = event.userId && event.anonymousId ? [`a:${event.anonymousId}`] : [];
      reading.facts.push({
        i,
        k: "identify",
        at: new Date(at),
        u,
        n: readUserName(traits),
        id,
        p: traits,
        j: joins,
      });
      return;
    }
    case "group": {
      const traits = event.traits ?? {};
      const { facts, refused } = readAccountFacts(traits);
      reading.refusedFacts.push(...refused);
      reading.facts.push({ i, k: "group", at: new Date(at), u, g, id, p: traits, j: [], f: facts });
      return;
    }
    case "alias": {
      // Segment leaves open which of the two a previousId is.
      const joins = [`u:${event.previousId}`, `a:${event.previousId}`].filter((key) => key !== u);
      reading.facts.push({ i, k: "alias", at: new Date(at), u, id, j: joins });
    }
  }
}

function nameOf(event: SentEvent & { type: "track" | "page" | "screen" }): string {
  if (event.type === "track") return event.event;
  return event.name ?? event.category ?? (event.type === "page" ? "Page" : "Screen");
}

/** The position of an account's name, which gets one when it is new. */
function accountAt(name: string, { accounts, accountAt, receivedAt }: Reading): number {
  const known = accountAt.get(name);
  if (known !== undefined) return known;
  accounts.push({ name, id: newId(receivedAt) });
  accountAt.set(name, accounts.length);
  return accounts.length;
}

function userKey(event: SentEvent): string | undefined {
  if (event.userId !== undefined) return `u:${event.userId}`;
  return event.anonymousId === undefined ? undefined : `a:${event.anonymousId}`;
}

/**
 * The id of a message that brings none. With a time of its own its content tells it apart, so a retry counts once;
 * without one, two equal events may both be meant.
 */
function madeUpId(raw: object, timestamp: number | undefined): string {
  if (timestamp === undefined) return randomUUID();
  return `content:${createHash("sha256").update(JSON.stringify(raw)).digest("base64url")}`;
}

function filled(properties: Readonly<Record<string, unknown>> | null | undefined) {
  for (const _ in properties) return properties;
  return undefined;
}

function textId(value: unknown): string | undefined {
  return eventSchemas.group.shape.groupId.safeParse(value).data;
}

/** Bytes of a UTF-16 unit in JSON at most: \u0000. */
const unitBytes = 6;
/** Bytes of a number, a literal, or the marks around a text, a list or an entry, at most. */
const plainBytes = 26;

/**
 * As many bytes as a value may take as JSON, or more; infinite beyond so many levels. Nearly every event stays far below
 * the limit, and need not be written out to be measured.
 */
function mostBytes(value: unknown, levels: number): number {
  if (typeof value === "string") return plainBytes + value.length * unitBytes;
  if (typeof value !== "object" || value === null) return plainBytes;
  if (levels === 0) return Number.POSITIVE_INFINITY;
  let bytes = plainBytes;
  for (const key in value) {
    bytes +=
      plainBytes + key.length * unitBytes + mostBytes((value as Record<string, unknown>)[key], levels - 1);
  }
  return bytes;
}

function refuse(code: RejectionCode, message: string): Refusal {
  return { code, message };
}
