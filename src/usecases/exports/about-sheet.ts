import type { ReportPeriod } from "../../render/report.ts";
import type { Sheet, SheetCell } from "../../render/workbook.ts";
import type { PartName } from "../../scoring/types.ts";
import { clockWithZone } from "../../words/dates.ts";
import { datedDay, dayRange } from "../../words/day-words.ts";
import { shownName } from "../../words/names.ts";
import { sentenceCase } from "../../words/sentence-case.ts";
import { partLabels, partMeanings } from "../../words/status.ts";
import { dayIn } from "../../zones.ts";

/** A line of a card. */
export type AboutRow = readonly [label: string, value: SheetCell];

/** What a workbook says about itself. */
export interface AboutInput {
  readonly tenant: AboutTenant;
  /** "Acme: usage and health" */
  readonly what: string;
  readonly madeFor: string;
  readonly now: Date;
  /** Which rows it holds. */
  readonly filter: string;
  /** What else is to be said of what it holds. */
  readonly further: readonly AboutRow[];
  /** What its words mean. */
  readonly words: readonly AboutRow[];
}

/** Whose workbook it is. */
export interface AboutTenant {
  readonly name: string;
  readonly zone: string;
  readonly demo: boolean;
}

/** The last tab of every workbook: what it is, when it was made and for whom, and what its words mean. */
export function aboutSheet({ tenant, now, ...input }: AboutInput): Sheet {
  const made = `${datedDay(dayIn(tenant.zone, now))}, ${clockWithZone(now, tenant.zone)}`;
  return {
    name: "About",
    layout: "card",
    columns: [
      { head: "About", kind: "text" },
      { head: "", kind: "prose" },
    ],
    rows: [
      ["What", input.what],
      ["Made for", shownName(input.madeFor)],
      ["Made on", made],
      ["Filter", input.filter],
      ...input.further,
      ["Confidential", `For ${shownName(tenant.name)}`],
      ...(tenant.demo ? [["Sample data", "These accounts are made up."]] : []),
      ...(input.words.length === 0 ? [] : [["", null], ...input.words]),
    ],
  };
}

/** The days that a workbook's figures are of, and whether usage is missing. */
export function periodRows(period: ReportPeriod, late: boolean): AboutRow[] {
  return [
    ["From", { kind: "day", value: period.from }],
    ["Data to", { kind: "day", value: period.to }],
    ...(late ? ([["Data is late", "Usage that should have arrived is missing."]] as const) : []),
  ];
}

/** What the words of health mean, part by part. */
export function healthWords(parts: readonly PartName[]): AboutRow[] {
  return [
    ["Health", "0 to 100, higher is healthier: the sum of its parts"],
    ...parts.map((part): AboutRow => [partLabels[part], sentenceCase(partMeanings[part])]),
    ["User-day", "One user active on one day, however often"],
    ["Usual", "User-days in 28 days at the account's own earlier level"],
  ];
}

/** "Acme · 21 Aug – 19 Nov 2026 · Confidential, for Orrery GmbH": at the foot of every printed page. */
export function workbookFooter(
  subject: string,
  { tenant, period }: { readonly tenant: AboutTenant; readonly period: ReportPeriod },
): string {
  const words = [subject, dayRange(period.from, period.to), `Confidential, for ${shownName(tenant.name)}`];
  return [...words, ...(tenant.demo ? ["Sample data"] : [])].join(" · ");
}
