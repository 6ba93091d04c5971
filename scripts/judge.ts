/**
 * Holds the score against a real log: what did accounts do in the weeks after it was given?
 *
 *     node scripts/judge.ts FILE.csv[.gz] --kind b2b|retail [--from DAY --to DAY] [--since DAY] [--before DAY]
 *
 * The file has the columns account, user and date. `--from` and `--to` set the span of the weekly cut-offs, `--since` and
 * `--before` the events that are used; both default to those of the published log of the kind where the file covers
 * them. For a comparison the table has a line for plain recency (days silent).
 */
import { parseArgs } from "node:util";
import { daysBetween } from "../src/scoring/days.ts";
import { judge, type ScoreAt } from "../src/scoring/judge/judge.ts";
import { protocols, type Span } from "../src/scoring/judge/protocol.ts";
import { pureScorer } from "../src/scoring/judge/pure-scorer.ts";
import { type UsageLog, usageLogOf } from "../src/scoring/judge/usage-log.ts";
import type { Kind } from "../src/scoring/types.ts";
import { readLogRows } from "./read-log-rows.ts";
import { verdictHeads, verdictLine } from "./verdict-line.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    kind: { type: "string", default: "b2b" },
    from: { type: "string" },
    to: { type: "string" },
    since: { type: "string" },
    before: { type: "string" },
  },
});
const [file] = positionals;
if (
  file === undefined ||
  !(values.kind in protocols) ||
  (values.from === undefined) !== (values.to === undefined)
) {
  process.stderr.write("Use: node scripts/judge.ts FILE.csv[.gz] --kind b2b|retail [--from DAY --to DAY]\n");
  process.exit(2);
}
const kind = values.kind as Kind;
const span: Span | undefined = values.from && values.to ? { from: values.from, to: values.to } : undefined;

const { published } = protocols[kind];
const rows = await readLogRows(file);
const covered =
  rows.some((row) => row.day < published.test.from) && rows.some((row) => row.day > published.test.to);
const log = usageLogOf(
  rows,
  values.since ?? (covered ? published.since : undefined),
  values.before ?? (covered ? published.before : undefined),
);
const options = span ? { span } : {};
const scorers: [string, ScoreAt][] = [
  ["health", pureScorer(log, kind)],
  ["recency", recencyScorer(log)],
];
for (const [index, [name, scoreAt]] of scorers.entries()) {
  const judgement = judge(log, scoreAt, kind, options);
  if (index === 0) {
    print(`${log.accounts.size} accounts, ${log.firstDay} to ${log.lastDay}, judged on the Sundays from `);
    print(`${judgement.span.from} to ${judgement.span.to}, ${judgement.unscored} rows without a score\n\n`);
    print(verdictHeads);
  }
  print(verdictLine(name, "lapse", judgement.lapse));
  if (judgement.decline) print(verdictLine(name, "decline", judgement.decline));
}

function recencyScorer(from: UsageLog): ScoreAt {
  return (account, day) => {
    const last = from.accounts.get(account)?.findLast((entry) => entry.day <= day);
    return last === undefined ? null : -daysBetween(last.day, day);
  };
}

function print(text: string): void {
  process.stdout.write(text);
}
