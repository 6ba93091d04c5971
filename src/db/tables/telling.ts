import type { Generated } from "kysely";
import type { Json } from "./json.ts";

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
  called_at: Date | null;
  conversation: string | null;
  message_ref: string | null;
  shown_version: number | null;
  picture_due: Generated<Date | null>;
  error_code: string | null;
  error: string | null;
  queued_at: Date;
  due_at: Date;
  sent_at: Date | null;
  read_at: Date | null;
  merged_into: string | null;
}

interface NoticeSettingTable {
  tenant_id: string;
  member_id: string;
  alert_channels: string[] | null;
  digest_channels: string[] | null;
  notice_channels: string[] | null;
  fallback: Generated<string[]>;
  quiet_from: string | null;
  quiet_to: string | null;
  quiet_weekend: Generated<boolean>;
  mail_ended: Generated<string[]>;
  updated_at: Date;
}

interface CardPictureTable {
  tenant_id: string;
  id: string;
  member_id: string;
  account_id: string | null;
  content_hash: string;
  chart: Json;
  created_at: Date;
  expires_at: Date;
  revoked_at: Generated<Date | null>;
  of_all: Generated<boolean>;
}

/** Tables of who is told what, when and by which channel, and of the pictures that cards show. */
export interface TellingTables {
  "app.digest_subscription": DigestSubscriptionTable;
  "app.digest_sent": DigestSentTable;
  "app.delivery": DeliveryTable;
  "app.notice_setting": NoticeSettingTable;
  "app.card_picture": CardPictureTable;
}
