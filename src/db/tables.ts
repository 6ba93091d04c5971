import type { ColumnType, Generated } from "kysely";

/** A json column: anything on the way in (kysely passes objects as text), parsed on the way out. */
type Json = ColumnType<unknown, unknown, unknown>;

/* Row types of every table, as kysely reads and writes them. Days are text, `YYYY-MM-DD`; instants are Dates. */

interface TenantTable {
  id: string;
  slug: string;
  name: string;
  zone: string;
  kind: Generated<string>;
  demo: Generated<boolean>;
  quiet: Generated<boolean>;
  at_risk_below: Generated<number>;
  watch_below: Generated<number>;
  band_leave: Generated<number>;
  created_at: Date;
}

interface MemberTable {
  tenant_id: string;
  id: string;
  email: string;
  name: string;
  role: string;
  zone: string;
  slack_user_id: string | null;
  created_at: Date;
  removed_at: Date | null;
}

interface AccountTable {
  tenant_id: string;
  id: string;
  external_id: string;
  name: string;
  search_name: ColumnType<string, never, never>;
  owner_id: string | null;
  plan: string | null;
  contract_value: number | null;
  currency: string | null;
  renewal_on: string | null;
  traits: Json;
  first_day: string | null;
  last_day: string | null;
  created_at: Date;
}

interface AccountMemberTable {
  tenant_id: string;
  account_id: string;
  member_id: string;
  since: Date;
}

interface AuditLogTable {
  tenant_id: string;
  id: string;
  at: Date;
  actor: string;
  member_id: string | null;
  verb: string;
  account_id: string | null;
  surface: string;
  request_id: string | null;
  detail: Json;
}

interface WriteKeyTable {
  tenant_id: string;
  id: string;
  key_hash: string;
  hint: string;
  source: string;
  created_at: Date;
  revoked_at: Date | null;
}

interface SessionTable {
  tenant_id: string;
  id: string;
  token_hash: string;
  member_id: string;
  created_at: Date;
  expires_at: Date;
  ended_at: Date | null;
}

interface SignInTokenTable {
  tenant_id: string;
  id: string;
  token_hash: string;
  member_id: string;
  created_at: Date;
  expires_at: Date;
  used_at: Date | null;
}

interface InstallationTable {
  tenant_id: string;
  id: string;
  platform: string;
  workspace_id: string;
  workspace_name: string | null;
  bot_user_id: string | null;
  token_encrypted: Buffer | null;
  created_at: Date;
  removed_at: Date | null;
}

interface InboundSeenTable {
  tenant_id: string;
  event_id: string;
  seen_at: Date;
}

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
  account_id: string;
  day: string;
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

interface FeedHourTable {
  tenant_id: string;
  source_id: string;
  hour: Date;
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

interface TenantClockTable {
  tenant_id: string;
  last_final_day: string | null;
  covered_to: string | null;
  last_pass_at: Date | null;
}

interface MarketDayTable {
  tenant_id: string;
  day: string;
  factor: number;
  median: number | null;
  accounts: number;
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
  band: string;
  recent_sum: number;
  habit_sum: number;
  actual: number;
  base: number;
  base_days: number;
  expected: number | null;
  users28: number;
  silent_days: number;
  established: boolean;
  version: Generated<number>;
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
  band: string;
  actual: number;
  expected: number | null;
  users28: number;
  silent_days: number;
  age_days: number;
  score_7d: number | null;
  score_28d: number | null;
  today: string | null;
  today_score: number | null;
  today_users: number | null;
  scored_at: Date;
}

interface AlertTable {
  tenant_id: string;
  id: string;
  account_id: string;
  kind: string;
  cause: string;
  state: string;
  opened_day: string;
  opened_at: Date;
  figures: Json;
  frozen_expected: number | null;
  acknowledged_by: string | null;
  acknowledged_at: Date | null;
  snoozed_by: string | null;
  snoozed_at: Date | null;
  snoozed_until: Date | null;
  snooze_reason: string | null;
  wake_below: number | null;
  closed_at: Date | null;
  closed_day: string | null;
  closed_how: string | null;
  closed_by: string | null;
  closed_note: string | null;
  closed_figures: Json | null;
  renewed_day: string | null;
  feedback: string | null;
  feedback_by: string | null;
  version: Generated<number>;
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

interface DigestSubscriptionTable {
  tenant_id: string;
  id: string;
  member_id: string;
  local_time: string;
  weekdays: number[];
  zone: string;
  skip_quiet: Generated<boolean>;
  active: Generated<boolean>;
  next_due_at: Date;
}

interface DigestSentTable {
  tenant_id: string;
  id: string;
  member_id: string;
  due_at: Date;
  made_at: Date;
  data_day: string | null;
  facts: Json;
}

interface DeliveryTable {
  tenant_id: string;
  id: string;
  member_id: string;
  channel: string;
  subject: string;
  subject_kind: string;
  subject_id: string;
  facts: Json;
  state: string;
  attempts: Generated<number>;
  tried_at: Date | null;
  conversation: string | null;
  message_ref: string | null;
  shown_version: number | null;
  error_code: string | null;
  error: string | null;
  queued_at: Date;
  due_at: Date;
  sent_at: Date | null;
  read_at: Date | null;
}

/** Every table of the schema `app`. */
export interface Tables {
  "app.tenant": TenantTable;
  "app.member": MemberTable;
  "app.account": AccountTable;
  "app.account_member": AccountMemberTable;
  "app.audit_log": AuditLogTable;
  "app.write_key": WriteKeyTable;
  "app.session": SessionTable;
  "app.sign_in_token": SignInTokenTable;
  "app.installation": InstallationTable;
  "app.inbound_seen": InboundSeenTable;
  "app.event": EventTable;
  "app.event_seen": EventSeenTable;
  "app.tracked_user": TrackedUserTable;
  "app.rollup_due": RollupDueTable;
  "app.user_day": UserDayTable;
  "app.account_day": AccountDayTable;
  "app.feature_day": FeatureDayTable;
  "app.feed_hour": FeedHourTable;
  "app.import_run": ImportRunTable;
  "app.tenant_clock": TenantClockTable;
  "app.market_day": MarketDayTable;
  "app.rescore_due": RescoreDueTable;
  "app.score": ScoreTable;
  "app.score_latest": ScoreLatestTable;
  "app.alert": AlertTable;
  "app.feed_outage": FeedOutageTable;
  "app.digest_subscription": DigestSubscriptionTable;
  "app.digest_sent": DigestSentTable;
  "app.delivery": DeliveryTable;
}
