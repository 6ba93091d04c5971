import { basename } from "node:path";
import type { TenantContext } from "../../context.ts";
import { writeAudit } from "../../db/audit.ts";
import type { Db } from "../../db/connection.ts";
import { storeMetricValues } from "../../db/metrics/metric-values.ts";
import { readMetrics } from "../../db/metrics/metrics.ts";
import { readTenantRules } from "../../db/people/tenants.ts";
import { withTenant } from "../../db/with-tenant.ts";
import { AppError, notFound } from "../../errors.ts";
import { columnPlace } from "../../ingest/csv-columns.ts";
import { openCsv, type ReadProgress } from "../../ingest/open-csv.ts";
import {
  coveredRefusalSentence,
  readMetricRow,
  refusalSentence,
  type SentValue,
} from "../../ingest/parse-metrics.ts";
import { insteadOf } from "../../ingest/refused-value.ts";
import type { RowReport } from "../../ingest/row-report.ts";
import { storeRows } from "../../ingest/store-rows.ts";
import { usableDay, usableDayWords } from "../../ingest/usable-day.ts";
import type { MetricKind } from "../../scoring/metrics/metrics.ts";
import type { Day } from "../../scoring/types.ts";
import { dayIn } from "../../zones.ts";

const rowsPerStep = 5_000;

/** Which file, of which metric, and what its columns mean. A rate has two columns of values. */
export interface MetricFile {
  readonly path: string;
  readonly metric: string;
  readonly columns: {
    readonly account: string;
    readonly day: string;
    readonly value: string;
    readonly numerator: string;
    readonly denominator: string;
  };
  /** The day that the file covers to; else the last day in it. */
  readonly coveredTo?: Day | undefined;
  readonly now: Date;
  readonly onProgress?: (progress: ReadProgress & { readonly rows: number }) => void;
}

/**
 * Imports the values of a supplied metric from a CSV file, in steps of 5,000 rows, each one transaction. A value replaces its
 * day's, so the same file again changes nothing. A histogram's values stand in one field, separated by spaces or semicolons.
 * @throws AppError `not-found` for a metric or file that is not there, `bad-input` for one that cannot be read
 */
export async function importMetricValues(
  db: Db,
  context: TenantContext,
  input: MetricFile,
): Promise<RowReport> {
  const { metric: name, now, coveredTo } = input;
  if (coveredTo !== undefined && usableDay(coveredTo) !== coveredTo)
    throw new AppError(
      "bad-input",
      `The day that is covered must be ${usableDayWords}${insteadOf(coveredTo)}.`,
    );
  const csv = await openCsv(input.path);
  const { kind, today } = await withTenant(db, context, async (tx) => {
    const metric = (await readMetrics(tx)).find((known) => known.name === name);
    if (!metric) throw notFound("metric");
    if (metric.source === "event")
      throw new AppError("bad-input", `“${name}” is counted from events; values cannot be imported for it.`);
    const today = dayIn(now, (await readTenantRules(tx)).zone);
    if (coveredTo !== undefined && coveredTo > today)
      throw new AppError("bad-input", coveredRefusalSentence("in-future", { m: name, d: coveredTo }));
    return { kind: metric.kind, today };
  });
  const report = await storeRows<SentValue>(csv, {
    rowsPerStep,
    reader: (header) => {
      const read = valueReader(header, input, kind);
      // A histogram's values stand in the column of the value.
      const called = { ...input.columns, values: input.columns.value };
      return (fields, position) => {
        const row = readMetricRow(read(fields), position, called);
        return "code" in row ? { refused: [row.message] } : { row, refused: [] };
      };
    },
    store: (values, isLast) => {
      const covered = isLast && coveredTo ? [{ m: name, d: coveredTo }] : [];
      return withTenant(db, context, (tx) => storeMetricValues(tx, { values, covered, today }));
    },
    refusal: (code, value) => ({ reason: refusalSentence(code, value), kept: false }),
    onProgress: input.onProgress,
  });
  await withTenant(db, context, (tx) =>
    writeAudit(tx, {
      verb: "supplied metrics",
      detail: { fileName: basename(input.path), metrics: [name], rows: report.rows, refused: report.refused },
      now,
    }),
  );
  return report;
}

function valueReader(header: readonly string[], { metric, columns }: MetricFile, kind: MetricKind) {
  const placeOf = (option: keyof typeof columns) =>
    columnPlace(header, { name: columns[option], what: option, option });
  const [account, day] = [placeOf("account"), placeOf("day")];
  const rate = kind === "rate";
  const value = rate ? -1 : placeOf("value");
  const [numerator, denominator] = rate ? [placeOf("numerator"), placeOf("denominator")] : [-1, -1];
  return (fields: readonly string[]) => {
    const text = (place: number) => (fields[place] ?? "").trim();
    const values = rate
      ? { numerator: numberOf(text(numerator)), denominator: numberOf(text(denominator)) }
      : kind === "histogram"
        ? {
            values: text(value)
              .split(/[\s;]+/)
              .filter((one) => one !== "")
              .map(numberOf),
          }
        : { value: numberOf(text(value)) };
    return { metric, account: text(account), day: text(day), ...values };
  };
}

/** A number as files write it; what is none stays a text, and is refused as such. */
function numberOf(text: string): number | string {
  return /^[-−]?\d{1,15}(\.\d+)?$/.test(text) ? Number(text.replace("−", "-")) : text;
}
