import { z } from "zod";
import { exportFormats } from "../../export-formats.ts";
import { feedbacks } from "../../results/alert-answers.ts";
import type { Command } from "../message.ts";

const id = z.guid();
const alertCommand = <const Name extends string>(name: Name) =>
  z.strictObject({ do: z.literal(name), alertId: id });
const accountCommand = <const Name extends string>(name: Name) =>
  z.strictObject({ do: z.literal(name), accountId: id });
const format = z.enum(exportFormats);
const day = z.iso.date();
const dayPair = { from: day.optional(), to: day.optional() };

const shareSubject = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("account"), accountId: id }),
  z.strictObject({ kind: z.literal("why"), accountId: id, ...dayPair }),
  z.strictObject({ kind: z.literal("list"), filter: z.enum(["all", "at-risk", "watch", "movers"]) }),
]);

const command = z.discriminatedUnion("do", [
  alertCommand("acknowledge-alert"),
  alertCommand("snooze-alert"),
  alertCommand("wake-alert"),
  alertCommand("resolve-alert"),
  alertCommand("reopen-alert"),
  alertCommand("release-alert"),
  alertCommand("rate-alert"),
  alertCommand("explain-alert"),
  z.strictObject({
    do: z.literal("judge-alert"),
    alertId: id,
    feedback: z.enum(feedbacks),
  }),
  accountCommand("show-account"),
  z.strictObject({ do: z.literal("explain-score"), accountId: id, ...dayPair }),
  z.strictObject({ do: z.literal("export-account"), accountId: id, format }),
  z.strictObject({ do: z.literal("export-portfolio"), format }),
  z.strictObject({ do: z.literal("mail-report"), accountId: id.nullable(), format }),
  z.strictObject({ do: z.literal("send-digest") }),
  z.strictObject({ do: z.literal("share"), what: shareSubject }),
]);

/** A command as a button carries it. At most 150 characters, the least that a platform allows (Slack's menus). */
export function commandText(asked: Command): string {
  return JSON.stringify(asked);
}

/** Reads what a button carried back. Undefined for anything that is not a command: it came from outside. */
export function findCommand(text: unknown): Command | undefined {
  if (typeof text !== "string" || text.length > 2_000) return undefined;
  try {
    return command.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
