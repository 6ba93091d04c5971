import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { basename } from "node:path";
import { pipeline } from "node:stream/promises";
import type { TenantContext } from "../../context.ts";
import { writeAudit } from "../../db/audit.ts";
import type { Db } from "../../db/connection.ts";
import { readTenantRules } from "../../db/people/tenants.ts";
import { ensureEventMonths } from "../../db/usage/events.ts";
import {
  coverTo,
  endImportRun,
  ensureAccounts,
  noteImported,
  startImportRun,
  storeImported,
} from "../../db/usage/imports.ts";
import { analyzeUsage } from "../../db/usage/roll-up.ts";
import { withTenant } from "../../db/with-tenant.ts";
import { AppError } from "../../errors.ts";
import { openCsv, type ReadProgress } from "../../ingest/open-csv.ts";
import {
  type ImportColumns,
  type PropertyColumn,
  type RowEvent,
  type RowRefusal,
  rowReader,
} from "../../ingest/read-row.ts";
import { RowIds } from "../../ingest/row-id.ts";
import { refusalsListed } from "../../ingest/row-report.ts";
import { startOfMonth } from "../../scoring/days.ts";
import type { Day } from "../../scoring/types.ts";

const rowsPerStep = 5_000;
const accountsCounted = 100_000;

/** Which file, and what its columns mean. */
export interface ImportInput {
  readonly path: string;
  readonly columns: ImportColumns;
  readonly now: Date;
  /** Told after every step. */
  readonly onProgress?: (progress: ReadProgress & { readonly rows: number }) => void;
}

/** What became of a file. Rows = stored + known + refused. */
export interface ImportReport {
  readonly rows: number;
  /** Events that are new. */
  readonly stored: number;
  /** Rows that were stored before: by an attempt that was broken off, or by another import of the file. */
  readonly known: number;
  /** Of these: rows whose events got properties that they had not. */
  readonly completed: number;
  readonly refused: number;
  readonly refusedBy: Partial<Record<RowRefusal, number>>;
  /** The first hundred, by line (the header is line 1). */
  readonly refusals: readonly { readonly line: number; readonly reason: RowRefusal }[];
  /** Accounts that the file names; beyond 100,000 they are no longer counted. */
  readonly accounts: number;
  readonly firstDay: Day | null;
  readonly lastDay: Day | null;
}

/**
 * Imports the events of a CSV file (.csv or .csv.gz), of any size and any age. Streams in steps of 5,000 rows, each one
 * transaction: broken off anywhere it goes on where it was, and the same file again stores nothing twice. Makes the
 * accounts it names, and marks the days for the roll-up, which the caller runs. Columns that are named as properties are kept
 * with each event as tracking keeps them; a file that was imported without them and comes again with them completes its events. Without a live source, the file's last
 * day becomes the last day that is covered.
 * @throws AppError `not-found`, `bad-input` for a file that cannot be read, `too-large` for one that inflates beyond reason
 */
export async function importEvents(
  db: Db,
  context: TenantContext,
  input: ImportInput,
): Promise<ImportReport> {
  const { path, now } = input;
  const fileName = basename(path);
  const csv = await openCsv(path);
  // With other properties it is another import of the same file: none of its rows is dealt with yet.
  const contentHash = await hashFile(path, input.columns.properties ?? []);
  const { run, zone } = await withTenant(db, context, async (tx) => ({
    run: await startImportRun(tx, { fileName, contentHash, now }),
    zone: (await readTenantRules(tx)).zone,
  }));
  const total = new Tally();
  const steps = new StepWriter(db, context, run.id, zone, now);
  try {
    let read: ReturnType<typeof rowReader> | undefined;
    const ids = new RowIds();
    for await (const { line, fields } of csv.rows) {
      if (read === undefined) {
        read = rowReader(fields, input.columns, { zone, now });
        continue;
      }
      const id = ids.idOf(fields);
      const row = read(fields);
      total.add(row, line);
      if (total.rows <= run.rowsDone) continue;
      steps.add(row, id);
      if (steps.size < rowsPerStep) continue;
      await steps.write(total.rows);
      input.onProgress?.({ ...csv.progress(), rows: total.rows });
    }
    if (read === undefined) throw new AppError("bad-input", "The file is empty.");
    await steps.write(total.rows);
    input.onProgress?.({ ...csv.progress(), rows: total.rows });
  } catch (error) {
    await withTenant(db, context, (tx) => endImportRun(tx, run.id, "failed", now)).catch(() => {});
    throw error;
  }
  const report = total.report(steps);
  await withTenant(db, context, async (tx) => {
    if (report.lastDay !== null) await coverTo(tx, report.lastDay);
    await endImportRun(tx, run.id, "done", now);
    if (report.stored > rowsPerStep) await analyzeUsage(tx);
    const { rows, stored, completed, refused } = report;
    const detail = { fileName, rows, stored, completed, refused };
    await writeAudit(tx, { verb: "imported file", detail, now });
  });
  return report;
}

/** SHA-256 of the file's bytes and, where it has any, of the properties that are kept of it. */
async function hashFile(path: string, properties: readonly PropertyColumn[]): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(path), hash, { end: false });
  if (properties.length > 0) hash.update(JSON.stringify(properties));
  return hash.digest("hex");
}

/** Counts what is read, whether it is stored now or was before. */
class Tally {
  rows = 0;
  #refused = 0;
  #firstDay: Day | null = null;
  #lastDay: Day | null = null;
  readonly #refusedBy: Partial<Record<RowRefusal, number>> = {};
  readonly #refusals: { line: number; reason: RowRefusal }[] = [];
  readonly #accounts = new Set<string>();

  add(row: RowEvent | RowRefusal, line: number): void {
    this.rows++;
    if (typeof row === "string") {
      this.#refused++;
      this.#refusedBy[row] = (this.#refusedBy[row] ?? 0) + 1;
      if (this.#refusals.length < refusalsListed) this.#refusals.push({ line, reason: row });
      return;
    }
    if (this.#accounts.size < accountsCounted) this.#accounts.add(row.account);
    if (this.#firstDay === null || row.day < this.#firstDay) this.#firstDay = row.day;
    if (this.#lastDay === null || row.day > this.#lastDay) this.#lastDay = row.day;
  }

  report({ stored, completed }: { readonly stored: number; readonly completed: number }): ImportReport {
    return {
      rows: this.rows,
      stored,
      completed,
      known: this.rows - this.#refused - stored,
      refused: this.#refused,
      refusedBy: this.#refusedBy,
      refusals: this.#refusals,
      accounts: this.#accounts.size,
      firstDay: this.#firstDay,
      lastDay: this.#lastDay,
    };
  }
}

/** Gathers rows and writes a step of them in one transaction, with the note of how far the file is dealt with. */
class StepWriter {
  stored = 0;
  completed = 0;
  readonly #db: Db;
  readonly #context: TenantContext;
  readonly #runId: string;
  readonly #zone: string;
  readonly #now: Date;
  readonly #months = new Set<Day>();
  #accounts = new Map<string, string>();
  #rows: (RowEvent & { id: string })[] = [];
  #refused = 0;

  constructor(db: Db, context: TenantContext, runId: string, zone: string, now: Date) {
    this.#db = db;
    this.#context = context;
    this.#runId = runId;
    this.#zone = zone;
    this.#now = now;
  }

  get size(): number {
    return this.#rows.length + this.#refused;
  }

  add(row: RowEvent | RowRefusal, id: string): void {
    if (typeof row === "string") this.#refused++;
    else this.#rows.push({ ...row, id });
  }

  async write(rowsDone: number): Promise<void> {
    const rows = this.#rows;
    const months = new Set(rows.map((row) => startOfMonth(row.at.toISOString().slice(0, 10))));
    const newMonths = [...months].filter((month) => !this.#months.has(month));
    const unknown = new Set(rows.map((row) => row.account).filter((account) => !this.#accounts.has(account)));
    // On its own: a new partition locks the table for everybody until its transaction ends.
    await withTenant(this.#db, this.#context, async (tx) => {
      for (const month of newMonths) await ensureEventMonths(tx, month, month);
    });
    for (const month of newMonths) this.#months.add(month);
    const written = await withTenant(this.#db, this.#context, async (tx) => {
      const made = unknown.size > 0 ? await ensureAccounts(tx, [...unknown], this.#now) : [];
      for (const [externalId, id] of made) this.#accounts.set(externalId, id);
      const written = await storeImported(
        tx,
        {
          ids: rows.map((row) => row.id),
          accountIds: rows.map((row) => this.#accounts.get(row.account) ?? ""),
          userKeys: rows.map((row) => `u:${row.user}`),
          names: rows.map((row) => row.event),
          times: rows.map((row) => row.at.toISOString()),
          properties: rows.map(({ properties }) => (properties ? JSON.stringify(properties) : null)),
        },
        this.#zone,
        this.#now,
      );
      await noteImported(tx, this.#runId, { rowsDone, stored: written.stored, refused: this.#refused });
      return written;
    }).catch((error: unknown) => {
      // What was rolled back is not known: accounts that this step made are gone.
      this.#accounts.clear();
      throw error;
    });
    this.stored += written.stored;
    this.completed += written.completed;
    if (this.#accounts.size > 100_000) this.#accounts = new Map();
    this.#rows = [];
    this.#refused = 0;
  }
}
