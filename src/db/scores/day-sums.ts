import type { Day } from "../../scoring/types.ts";
import type { TenantTx } from "../with-tenant.ts";
import { readRowsByDay } from "./rows-by-day.ts";
import type { AccountDaySums, DaySumsInput } from "./sum-phrases.ts";
import { sumsOfDay } from "./sums-of-day.ts";
import { sumsOfDays } from "./sums-of-days.ts";

/**
 * The exact sums of every account on each day from `from` to `to`, by day, in one set-based statement over the roll-ups.
 * Accounts without an event up to a day have no row for it. `establishedUsers` is counted only as far as it matters: an
 * account with enough users in 28 days is not counted again over 112.
 *
 * One day is what every pass asks, many are a history to catch up with. The answers are the same; a day by itself adds up
 * its windows, many days slide them, so that a day more costs its own rows and not all its windows once more.
 */
export function readDaySums(tx: TenantTx, input: DaySumsInput): Promise<Map<Day, AccountDaySums[]>> {
  const statement = input.from === input.to ? sumsOfDay(tx, input) : sumsOfDays(tx, input);
  return readRowsByDay(tx, statement, [
    "accountId",
    "ageDays",
    "silentDays",
    "actual",
    "actual14",
    "base",
    "baseDays",
    "users28",
    "users112",
    "establishedDays",
    "establishedUsers",
  ]);
}
