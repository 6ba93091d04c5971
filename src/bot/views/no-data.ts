import type { Reader } from "../../results/reader.ts";
import { type Message, t } from "../message.ts";
import { sampleMark } from "./spans.ts";

/** Why there is nothing to show yet: one sentence that says what happens next. */
export function noDataMessage(why: "no-accounts" | "no-usage", reader: Reader): Message {
  const sentence = sentenceOf(why, reader);
  return { summary: sentence, parts: [{ part: "text", text: [t(sentence)] }, ...sampleMark(reader)] };
}

function sentenceOf(why: "no-accounts" | "no-usage", reader: Reader): string {
  const admin = reader.role === "admin";
  if (why === "no-usage") {
    return admin
      ? "No usage has arrived yet. Send events with a write key, or import a file."
      : "No usage has arrived yet. Your admin is setting up the data.";
  }
  if (reader.role === "viewer") return "You see no account yet. The team that invited you assigns it.";
  if (reader.role === "manager") return "You look after no accounts yet. Your admin assigns them.";
  return admin
    ? "There are no accounts yet. They appear with the first usage: send events, or import a file."
    : "There are no accounts yet. They appear with the first usage.";
}
