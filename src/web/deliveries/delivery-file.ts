import type { ExportFormat } from "../../export-formats.ts";
import { toCsv } from "../../render/csv.ts";
import { type ListColumn, listSheet } from "../../render/sheets/list-sheet.ts";
import type { Reader } from "../../results/reader.ts";
import type { DeliveryLog, LoggedDelivery } from "../../usecases/deliveries/list-deliveries.ts";
import type { ExportRequest } from "../../usecases/exports/make-export-file.ts";
import { workbookFor } from "../../usecases/exports/reader-workbook.ts";
import { channelName } from "../../words/channels.ts";
import { placeTime, wallClock } from "../../words/dates.ts";
import { datedDay } from "../../words/day-words.ts";
import { shownName } from "../../words/names.ts";
import { plural } from "../../words/numbers.ts";
import { sentenceCase } from "../../words/sentence-case.ts";
import { bandWords } from "../../words/status.ts";
import { dayIn } from "../../zones.ts";
import type { DeliveryView } from "./delivery-view.ts";
import { deliveryState, deliveryTitle } from "./delivery-words.ts";

/** The kinds of file that the log comes as: it is a list, and no report. */
export type DeliveryFormat = Exclude<ExportFormat, "pdf">;

/** The log under a view, as a file. Times are instants in CSV, and in a workbook the reader's own clock. */
export function deliveryFile(
  log: DeliveryLog,
  reader: Reader,
  { format, view, now }: { readonly format: DeliveryFormat; readonly view: DeliveryView; readonly now: Date },
): Pick<ExportRequest, "fileName" | "document"> {
  const { zone } = reader;
  const fileName = `Deliveries-${dayIn(now, zone)}.${format}`;
  const moment = (at: Date) => (format === "csv" ? at.toISOString() : wallClock(at, zone));
  const columns = columnsOf(reader, { now, moment });
  if (format === "csv") return { fileName, document: { format, text: toCsv(columns, log.lines) } };
  const what = `Deliveries: ${plural(log.lines.length, "message")}`;
  const workbook = workbookFor(reader, {
    what,
    footer: `${what} · Confidential, for ${shownName(reader.tenantName)}`,
    now,
    zone,
    bandNames: bandWords,
    sheets: [listSheet("Deliveries", columns, log.lines)],
    about: { filter: filterWords(log, view), further: [["Times", placeTime(zone)]], words: [] },
  });
  return { fileName, document: { format, workbook } };
}

function columnsOf(
  { zone }: Reader,
  { now, moment }: { readonly now: Date; readonly moment: (at: Date) => string },
): ListColumn<LoggedDelivery>[] {
  return [
    { head: "When", kind: "moment", cell: ({ queuedAt }) => moment(queuedAt) },
    { head: "To", kind: "text", cell: ({ memberName }) => memberName },
    { head: "What", kind: "prose", cell: (line) => deliveryTitle(line) },
    { head: "By", kind: "text", cell: ({ channel }) => channelName(channel) },
    { head: "State", kind: "prose", cell: (line) => deliveryState(line, zone, now) },
    { head: "Sent", kind: "moment", cell: ({ sentAt }) => sentAt && moment(sentAt) },
    { head: "Reason", kind: "text", cell: ({ errorCode }) => errorCode },
    { head: "Tries", kind: "whole", cell: ({ attempts }) => attempts },
  ];
}

/** "To Priya Shah, by Slack, failed, from 1 Nov 2026"; "None: all messages". */
function filterWords({ members }: DeliveryLog, { memberId, channel, state, from, to }: DeliveryView): string {
  const name = members.find(({ id }) => id === memberId)?.name;
  const words = [
    ...(name === undefined ? [] : [`to ${shownName(name)}`]),
    ...(channel === undefined ? [] : [`by ${channelName(channel)}`]),
    ...(state === undefined ? [] : [state]),
    ...(from === undefined ? [] : [`from ${datedDay(from)}`]),
    ...(to === undefined ? [] : [`to ${datedDay(to)}`]),
  ].join(", ");
  return words === "" ? "None: all messages" : sentenceCase(words);
}
