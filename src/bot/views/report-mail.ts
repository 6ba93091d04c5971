import { type ExportFormat, formatName } from "../../export-formats.ts";
import type { Reader } from "../../results/reader.ts";
import type { Day } from "../../scoring/types.ts";
import { proseDay } from "../../words/dates.ts";
import { preview, shortName, shownName } from "../../words/names.ts";
import { type Message, strong, t } from "../message.ts";
import { exportPath } from "./paths.ts";
import { type AtTime, context, sampleMark, todayOf } from "./spans.ts";

/** What a mailed report is of. */
export interface MailedReport {
  /** Null: the portfolio. */
  readonly account: { readonly id: string; readonly name: string } | null;
  readonly format: ExportFormat;
  readonly fileName: string;
  readonly from: Day;
  readonly to: Day;
}

/**
 * The mail that a report comes with.
 * @param attached false: the file is too large for a mail, and is fetched from the web view
 */
export function reportMailMessage(
  report: MailedReport,
  reader: Reader,
  { now, attached }: AtTime & { readonly attached: boolean },
): Message {
  const today = todayOf(reader, now);
  const what = report.account ? shortName(report.account.name, 40) : "Your accounts";
  const heading = `${what}: ${report.format === "pdf" ? "report" : "figures"} to ${proseDay(report.to, today)}`;
  const range = `${proseDay(report.from, today)} to ${proseDay(report.to, today)}`;
  const words = attached ? " is attached" : " is too large for a mail: download it";
  const path = exportPath(report.account?.id ?? null, report.format, report);
  return {
    summary: preview(`${heading}.`, `${report.fileName}${words}.`),
    parts: [
      { part: "heading", text: heading },
      { part: "text", text: [strong(report.fileName), t(`${words}. Usage and health, ${range}.`)] },
      {
        part: "actions",
        actions: [
          { kind: "open", label: `Download ${formatName(report.format)}`, path },
          ...(report.account
            ? [{ kind: "open" as const, label: "Open account", path: `/accounts/${report.account.id}` }]
            : []),
        ],
        overflow: [],
      },
      context([t(`Confidential, for ${shownName(reader.tenantName)}`)], reader),
    ],
  };
}

/** "Acme.pdf is on its way to priya@orrery.example.": said at once, where it was asked for. */
export function reportOnItsWayMessage(
  asked: { readonly accountName: string | null; readonly format: ExportFormat; readonly email: string },
  reader: Reader,
): Message {
  const name = `${asked.accountName === null ? "Portfolio" : shortName(asked.accountName)}.${asked.format}`;
  const words = ` is on its way to ${asked.email}.`;
  return {
    summary: preview(name + words),
    parts: [{ part: "text", text: [strong(name), t(words)] }, ...sampleMark(reader)],
  };
}
