import { expect, test } from "vitest";
import type { SentBatch, SentFact } from "../../ingest/sent-batch.ts";
import type { Db } from "../connection.ts";
import type { StoredBatches } from "./events.ts";
import { gatherBatches } from "./gather-batches.ts";

const at = new Date("2026-11-20T07:30:00Z");
const ids = ({ messageIds }: SentBatch) => messageIds.join("+");

function batch(messageIds: string, facts: readonly SentFact[] = []): SentBatch {
  return { messageIds: messageIds.split("+"), accounts: [], activities: [], facts };
}

const fact = batch("group", [{ i: 1, k: "group", at, u: "u:1", id: "", j: [] }]);

/** A database that answers when it is told to, and what it was asked to store. */
function makeStore() {
  const asked: string[] = [];
  const answers: { answer: () => void; fail: (error: object) => void }[] = [];
  const store = gatherBatches({} as Db, (_db, keyHash, batches) => {
    asked.push(`${keyHash}: ${batches.map(ids).join(", ")}`);
    return new Promise<StoredBatches>((resolve, reject) => {
      const fresh = batches.map(({ messageIds }) => messageIds.length);
      answers.push({ answer: () => resolve({ tenantId: "t", fresh }), fail: reject });
    });
  });
  const settle = async (how: "answer" | "fail", error: object = {}) => {
    answers.shift()?.[how](error);
    await new Promise(setImmediate);
  };
  return { asked, store, settle };
}

test("two requests of a key go at once; who comes meanwhile waits, goes together, and is answered after the commit", async () => {
  const { asked, store, settle } = makeStore();
  const answered: string[] = [];
  const send = (key: string, sent: SentBatch) =>
    store(key, sent, at).then((fresh) => answered.push(`${ids(sent)}: ${fresh}`));
  for (const name of ["a", "b", "c+d", "e"]) void send("key", batch(name));
  void send("other", batch("x"));
  expect(asked).toEqual(["key: a", "key: b", "other: x"]);
  await settle("answer");
  expect(asked.slice(3)).toEqual(["key: c+d, e"]);
  expect(answered).toEqual(["a: 1"]);
  for (let more = 0; more < 3; more++) await settle("answer");
  expect(answered).toEqual(["a: 1", "b: 1", "x: 1", "c+d: 2", "e: 1"]);
});

test("what states facts goes alone, and a group has two thousand messages at most", async () => {
  const { asked, store, settle } = makeStore();
  const many = Array.from({ length: 1_999 }, (_, index) => `m${index}`).join("+");
  for (const sent of [batch("a"), batch("b"), batch("c"), fact, batch("d"), batch(many), batch("e")])
    void store("key", sent, at);
  for (let more = 0; more < 5; more++) await settle("answer");
  expect(asked).toEqual(["a", "b", "c", "group", `d, ${many}`, "e"].map((group) => `key: ${group}`));
});

test("one that cannot be stored fails nobody else: its group is undone, and each of it is stored alone", async () => {
  const { asked, store, settle } = makeStore();
  const ends = ["a", "b", "bad", "good"].map((name) =>
    store("key", batch(name), at).catch((error: object) => error),
  );
  await settle("answer");
  await settle("answer");
  const refused = { severity: "ERROR" };
  await settle("fail", refused);
  await settle("fail", refused);
  await settle("answer");
  expect(asked.slice(2)).toEqual(["key: bad, good", "key: bad", "key: good"]);
  expect(await Promise.all(ends)).toEqual([1, 1, refused, 1]);
});

test("a connection that broke is no reason to send again: whether it was stored nobody knows", async () => {
  const { asked, store, settle } = makeStore();
  const ends = ["a", "b", "c", "d"].map((name) =>
    store("key", batch(name), at).catch((error: Error) => error.message),
  );
  await settle("answer");
  await settle("answer");
  await settle("fail", new Error("Connection terminated"));
  expect(asked.slice(2)).toEqual(["key: c, d"]);
  expect(await Promise.all(ends)).toEqual([1, 1, "Connection terminated", "Connection terminated"]);
});
