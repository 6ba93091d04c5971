import { createReadStream } from "node:fs";
import { open, stat } from "node:fs/promises";
import { type Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { type CsvError, parse } from "csv-parse";
import { AppError } from "../errors.ts";

/** Longest row, in bytes. */
const maxRowBytes = 1024 * 1024;

// Real logs shrink to a twentieth; DEFLATE can reach a thousandth only for a file that was made to.
const maxInflation = 200;
const inflationGraceBytes = 1024 * 1024;

/** A row of a CSV file: its line (the header is line 1) and its fields, as many as there are. */
export interface CsvRow {
  readonly line: number;
  readonly fields: readonly string[];
}

/** How far reading got, in bytes of the file. */
export interface ReadProgress {
  readonly bytesRead: number;
  readonly bytesTotal: number;
}

/** A CSV file that is being read: its header, then its rows as they are asked for. */
export interface OpenCsv {
  readonly rows: AsyncIterable<CsvRow>;
  progress(): ReadProgress;
}

/**
 * Opens a CSV file (UTF-8, comma, quotes as in RFC 4180; or gzip of that, whatever its name). Rows stream with the header as
 * the first; memory does not grow with the file.
 * @throws AppError `not-found`; while reading `bad-input` with the line for broken CSV or gzip, `too-large` for a file that
 * inflates beyond reason
 */
export async function openCsv(path: string): Promise<OpenCsv> {
  const found = await stat(path).catch(() => undefined);
  if (!found?.isFile()) throw new AppError("not-found", `There is no file ${path}.`);
  const packed = await isGzip(path);
  const source = createReadStream(path);
  const parser = parse({
    bom: true,
    info: true,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    max_record_size: maxRowBytes,
    encoding: "utf8",
  });
  const gunzip = createGunzip();
  const stages = packed ? [gunzip, inflationGuard(gunzip)] : [];
  // A fault ends the parser, and is thrown where its rows are read.
  pipeline([source, ...stages, parser]).catch(() => {});
  return {
    rows: readRows(parser),
    progress: () => ({ bytesRead: source.bytesRead, bytesTotal: found.size }),
  };
}

/** Gzip says so in its first two bytes (RFC 1952, 2.3.1), which no CSV begins with: a name may say anything. */
async function isGzip(path: string): Promise<boolean> {
  await using file = await open(path);
  const { bytesRead, buffer } = await file.read(Buffer.alloc(2), 0, 2, 0);
  return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b;
}

async function* readRows(parser: Readable): AsyncGenerator<CsvRow> {
  try {
    for await (const { info, record } of parser as AsyncIterable<{
      info: { lines: number };
      record: string[];
    }>) {
      yield { line: info.lines, fields: record };
    }
  } catch (error) {
    throw readingError(error);
  }
}

function readingError(error: unknown): unknown {
  const { code, lines } = error as Partial<CsvError> & { lines?: number };
  if (code === "CSV_MAX_RECORD_SIZE") {
    return new AppError(
      "bad-input",
      `Line ${lines} is longer than ${maxRowBytes / 1024} KB: check its quotes.`,
      { cause: error },
    );
  }
  if (code?.startsWith("CSV_")) {
    return new AppError("bad-input", `Line ${lines} is not CSV: check its quotes.`, { cause: error });
  }
  if (code?.startsWith("Z_")) {
    return new AppError("bad-input", "The file is not whole gzip; copy it again.", { cause: error });
  }
  return error;
}

function inflationGuard(gunzip: { readonly bytesWritten: number }): Transform {
  let inflated = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      inflated += chunk.byteLength;
      if (inflated > inflationGraceBytes && inflated > gunzip.bytesWritten * maxInflation) {
        done(
          new AppError(
            "too-large",
            `The file grows more than ${maxInflation} times when unpacked. If that is right, unpack it and import the CSV.`,
          ),
        );
      } else done(null, chunk);
    },
  });
}
