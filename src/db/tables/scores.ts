import type { ColumnType, Generated } from "kysely";
import type { Parts } from "../../scoring/types.ts";

interface TenantClockTable {
  tenant_id: string;
  last_final_day: string | null;
  covered_to: string | null;
  last_pass_at: Date | null;
  standings_on: Generated<string | null>;
}

interface MarketDayTable {
  tenant_id: string;
  day: string;
  factor: number;
  median: number | null;
  accounts: number;
  model: Generated<number>;
}

interface RescoreDueTable {
  tenant_id: string;
  account_id: string;
  from_day: string;
}

interface ScoreTable {
  tenant_id: string;
  day: string;
  account_id: string;
  score: number;
  recent: number;
  habit: number;
  trend: number;
  people: number;
  metric_parts: ColumnType<Partial<Parts> | null, string | null, string | null>;
  band: string;
  recent_sum: number;
  habit_sum: number;
  actual: number;
  base: number;
  base_days: number;
  expected: number | null;
  users28: number;
  users112: number | null;
  silent_days: number;
  established: boolean;
  actual14: number | null;
  version: Generated<number>;
  model: Generated<number>;
  segment: string | null;
}

interface ScoreLatestTable {
  tenant_id: string;
  account_id: string;
  day: string;
  score: number;
  recent: number;
  habit: number;
  trend: number;
  people: number;
  metric_parts: ColumnType<Partial<Parts> | null, string | null, string | null>;
  band: string;
  actual: number;
  expected: number | null;
  users28: number;
  silent_days: number;
  age_days: number;
  score_7d: number | null;
  score_28d: number | null;
  band_7d: Generated<string | null>;
  today: string | null;
  today_score: number | null;
  today_users: number | null;
  scored_at: Date;
  model: Generated<number>;
  segment: string | null;
}

interface AccountStandingTable {
  tenant_id: string;
  account_id: string;
  band: string;
  need: number;
  waiting: boolean;
  waiting_since: Date | null;
  change: number | null;
  search_name: string;
  name: string;
  alerted: boolean;
  renews: boolean;
  stake: number | null;
  currency: string;
}

interface StandingTallyTable {
  tenant_id: string;
  band: string;
  waiting: boolean;
  renews: boolean;
  currency: string;
  accounts: number;
  valued: number;
  amount: number;
}

interface StandingDueTable {
  tenant_id: string;
  id: Generated<string>;
  account_id: string | null;
}

/** Tables of scores, and of where accounts stand. */
export interface ScoresTables {
  "app.tenant_clock": TenantClockTable;
  "app.market_day": MarketDayTable;
  "app.rescore_due": RescoreDueTable;
  "app.score": ScoreTable;
  "app.score_latest": ScoreLatestTable;
  "app.account_standing": AccountStandingTable;
  "app.standing_tally": StandingTallyTable;
  "app.standing_due": StandingDueTable;
}
