import { type LogRow, type UsageLog, UsageLogBuilder } from "../src/scoring/backtest/usage-log.ts";

/** The log of the given rows. @throws RangeError when there is none */
export function usageLogOf(rows: Iterable<LogRow>): UsageLog {
  const builder = new UsageLogBuilder();
  for (const row of rows) builder.add(row);
  return builder.build();
}
