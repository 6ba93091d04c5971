import { type ExportFormat, formatName } from "../../export-formats.ts";
import type { Reader } from "../../results/reader.ts";
import type { Day } from "../../scoring/types.ts";
import { proseDay } from "../../words/dates.ts";
import { exportFailedWords, otherFormat } from "../../words/export-failed.ts";
import { preview, shortName } from "../../words/names.ts";
import { fileSize, plural } from "../../words/numbers.ts";
import { type Command, type Message, strong, t } from "../message.ts";
import { type AtTime, context, sampleMark, todayOf } from "./spans.ts";

/** What is being exported: one account's report, or the portfolio's. */
export type ExportSubject =
  | { readonly kind: "account"; readonly accountId: string; readonly name: string }
  | { readonly kind: "portfolio" };

/** "Making Acme.pdf: usage and health, 21 August to 19 November…": said at once. */
export function exportMakingMessage(
  asked: {
    readonly subject: ExportSubject;
    readonly format: ExportFormat;
    readonly from: Day;
    readonly to: Day;
  },
  reader: Reader,
  { now }: AtTime,
): Message {
  const today = todayOf(reader, now);
  const name = `${subjectName(asked.subject)}.${asked.format}`;
  const range = `${proseDay(asked.from, today)} to ${proseDay(asked.to, today)}`;
  const words = `Making ${name}: usage and health, ${range}…`;
  return { summary: preview(words), parts: [context([t(words)], reader)] };
}

/** "Acme-health-2026-11-19.pdf · 3 pages, 214 KB · only you can see it": beside the file. */
export function exportDoneMessage(
  file: { readonly fileName: string; readonly bytes: number; readonly pages: number | null },
  reader: Reader,
): Message {
  const size = [...(file.pages === null ? [] : [plural(file.pages, "page")]), fileSize(file.bytes)].join(
    ", ",
  );
  return {
    summary: preview(`${file.fileName} is ready.`),
    parts: [
      { part: "text", text: [strong(file.fileName), t(` · ${size} · only you can see it`)] },
      ...sampleMark(reader),
    ],
  };
}

/** "Acme-health-2026-11-19.pdf · the link works for 15 minutes, for whoever has it". */
export function exportLinkMessage(
  file: { readonly fileName: string; readonly path: string },
  reader: Reader,
): Message {
  return {
    summary: preview(`${file.fileName} is ready.`),
    parts: [
      {
        part: "text",
        text: [strong(file.fileName), t(" · the link works for 15 minutes, for whoever has it")],
      },
      {
        part: "actions",
        actions: [{ kind: "open", label: "Download file", path: file.path }],
        overflow: [],
      },
      ...sampleMark(reader),
    ],
  };
}

/** E6: an export that could not be made, with the other format at hand. */
export function exportFailedMessage(
  asked: { readonly subject: ExportSubject; readonly format: ExportFormat },
  reader: Reader,
): Message {
  const other = otherFormat(asked.format);
  const words = exportFailedWords(asked.format);
  return {
    summary: preview(words),
    parts: [
      { part: "text", text: [t(words)] },
      {
        part: "actions",
        actions: [
          { kind: "command", label: "Try again", command: exportCommand(asked.subject, asked.format) },
          { kind: "command", label: formatName(other), command: exportCommand(asked.subject, other) },
        ],
        overflow: [],
      },
      context([t("E6")], reader),
    ],
  };
}

/** The command that asks for an export. */
export function exportCommand(subject: ExportSubject, format: ExportFormat): Command {
  return subject.kind === "account"
    ? { do: "export-account", accountId: subject.accountId, format }
    : { do: "export-portfolio", format };
}

function subjectName(subject: ExportSubject): string {
  return subject.kind === "account" ? shortName(subject.name) : "Portfolio";
}
