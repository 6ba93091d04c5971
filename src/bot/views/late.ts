import type { Reader } from "../../results/reader.ts";
import { clock, dayAndClock } from "../../words/dates.ts";
import { dayIn } from "../../zones.ts";
import { type Message, t } from "../message.ts";

/** A message later than this says so: its reader may have acted without it. */
const lateAfterMs = 15 * 60_000;

/** Says in a message that it came late, and when it was due; one in time stays as it is. */
export function saidLate(message: Message, reader: Reader, sent: { dueAt: Date; sentAt: Date }): Message {
  if (sent.sentAt.getTime() - sent.dueAt.getTime() < lateAfterMs) return message;
  const [due, today] = [dayIn(sent.dueAt, reader.zone), dayIn(sent.sentAt, reader.zone)];
  const when = due === today ? clock(sent.dueAt, reader.zone) : dayAndClock(sent.dueAt, reader.zone, today);
  const words = `Late: due at ${when}, sent at ${clock(sent.sentAt, reader.zone)}.`;
  return { ...message, parts: [...message.parts, { part: "context", text: [t(words)] }] };
}
