import type { Generated } from "kysely";
import type { Json } from "./json.ts";

interface EventTable {
  tenant_id: string;
  at: Date;
  id: string;
  account_id: string | null;
  user_key: string;
  kind: string;
  name: string;
  source_id: string | null;
  received_at: Date;
  properties: Json | null;
}

interface EventSeenTable {
  tenant_id: string;
  message_id: string;
  seen_at: Date;
}

interface EventLeftOutTable {
  tenant_id: string;
  name: string;
  since: Date;
}

interface TrackedUserTable {
  tenant_id: string;
  user_key: string;
  joined_to: string | null;
  account_id: string | null;
  grouped_at: Date | null;
  name: string | null;
  traits: Json;
  updated_at: Date;
}

interface RollupDueTable {
  tenant_id: string;
  id: Generated<string>;
  day: string;
  account_ids: string[];
  marked_at: Date;
}

interface UserDayTable {
  tenant_id: string;
  day: string;
  account_id: string;
  user_key: string;
  events: number;
}

interface AccountDayTable {
  tenant_id: string;
  day: string;
  account_id: string;
  user_days: number;
  events: number;
}

interface FeatureDayTable {
  tenant_id: string;
  day: string;
  account_id: string;
  feature: string;
  user_days: number;
}

interface AccountUserTable {
  tenant_id: string;
  account_id: string;
  user_key: string;
  last_day: string;
  unsure: Generated<boolean>;
}

interface FeedHourTable {
  tenant_id: string;
  source_id: string;
  hour: Date;
  lane: Generated<number>;
  events: number;
}

interface ImportRunTable {
  tenant_id: string;
  id: string;
  file_name: string;
  content_hash: string;
  rows_in: Generated<number>;
  rows_new: Generated<number>;
  rows_refused: Generated<number>;
  state: string;
  started_at: Date;
  finished_at: Date | null;
}

interface FeedOutageTable {
  tenant_id: string;
  id: string;
  source_id: string | null;
  started_at: Date;
  found_at: Date;
  ended_at: Date | null;
  figures: Json;
  version: Generated<number>;
}

/** Tables of events and their roll-ups, and of how they arrive. */
export interface UsageTables {
  "app.event": EventTable;
  "app.event_seen": EventSeenTable;
  "app.event_left_out": EventLeftOutTable;
  "app.tracked_user": TrackedUserTable;
  "app.rollup_due": RollupDueTable;
  "app.user_day": UserDayTable;
  "app.account_user": AccountUserTable;
  "app.account_day": AccountDayTable;
  "app.feature_day": FeatureDayTable;
  "app.feed_hour": FeedHourTable;
  "app.feed_outage": FeedOutageTable;
  "app.import_run": ImportRunTable;
}
