import { createWriteStream } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { BacktestSink, SentAlert } from "../../scoring/backtest/backtest.ts";
import type { AccountDay } from "../../scoring/score/account-day.ts";
import type { Day } from "../../scoring/types.ts";

/** The single scores and alerts of a backtest, kept as lines until they are written. */
export class BacktestLines implements BacktestSink {
  readonly #scores: string[] = ["account,date,score,recent,habit,trend,people\n"];
  readonly #alerts: string[] = ["account,date,kind,drop\n"];

  score(account: string, day: Day, { score, parts }: AccountDay): void {
    const { recent, habit, trend, people } = parts;
    this.#scores.push(`${field(account)},${day},${score},${recent},${habit},${trend},${people}\n`);
  }

  alert({ account, day, kind, drop }: SentAlert): void {
    this.#alerts.push(`${field(account)},${day},${kind},${drop ?? ""}\n`);
  }

  /**
   * Writes `scores.csv` and `alerts.csv` into a folder, which is made. Account by account, oldest first; figures in all their
   * digits. They are made for programs: plain UTF-8 without a mark, names exactly as in the log.
   */
  async write(folder: string): Promise<string[]> {
    await mkdir(folder, { recursive: true });
    const files = { "scores.csv": this.#scores, "alerts.csv": this.#alerts };
    for (const [name, lines] of Object.entries(files))
      await pipeline(Readable.from(chunksOf(lines)), createWriteStream(join(folder, name)));
    return Object.keys(files);
  }
}

const linesPerChunk = 5_000;

function* chunksOf(lines: readonly string[]): Generator<string> {
  for (let start = 0; start < lines.length; start += linesPerChunk)
    yield lines.slice(start, start + linesPerChunk).join("");
}

function field(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
