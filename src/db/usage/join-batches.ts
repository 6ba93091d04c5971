import { storableJson } from "../../ingest/clean-text.ts";
import { messageKey } from "../../ingest/message-key.ts";
import type { SentActivity, SentBatch } from "../../ingest/sent-batch.ts";
import { integerArray, jsonArray, textArray, timeArray, uuidArray } from "../binary-arrays.ts";

/** Requests as the parameters of `app.ingest`, but for the first two. */
export interface JoinedBatches {
  readonly values: readonly unknown[];
  /** The last position of each request's own messages, in order; it has those after the end of the one before. */
  readonly ends: readonly number[];
}

/** Joins requests into one: messages and accounts by name stand in it once, activities column by column. */
export function joinBatches(batches: readonly SentBatch[]): JoinedBatches {
  const messages = new Set<string>();
  const accounts = new Map<string, { readonly id: string; readonly place: number }>();
  const joined: SentActivity[] = [];
  const ends: number[] = [];
  for (const batch of batches) {
    const places = batch.messageIds.map((messageId) => {
      const key = messageKey(messageId);
      return messages.has(key) ? 0 : messages.add(key).size;
    });
    const accountPlaces = batch.accounts.map(({ name, id }) => {
      const known = accounts.get(name);
      if (known) return known.place;
      accounts.set(name, { id, place: accounts.size + 1 });
      return accounts.size;
    });
    for (const activity of batch.activities) {
      const place = places[activity.place - 1] ?? 0;
      // Another request brought the same message before.
      if (place === 0) continue;
      const account = activity.account && accountPlaces[activity.account - 1];
      joined.push({ ...activity, place, account });
    }
    ends.push(messages.size);
  }
  const facts = batches.flatMap((batch) => batch.facts);
  const values = [
    uuidArray([...messages]),
    textArray([...accounts.keys()]),
    uuidArray([...accounts.values()].map(({ id }) => id)),
    integerArray(joined.map(({ place }) => place)),
    textArray(joined.map(({ kind }) => kind)),
    timeArray(joined.map(({ at }) => at)),
    textArray(joined.map(({ user }) => user)),
    integerArray(joined.map(({ account }) => account)),
    textArray(joined.map(({ name }) => name)),
    uuidArray(joined.map(({ id }) => id)),
    jsonArray(joined.map(({ properties }) => properties && storableJson(properties))),
    facts.length > 0 ? storableJson(facts) : null,
  ];
  return { values, ends };
}
