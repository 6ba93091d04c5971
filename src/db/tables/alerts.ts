import type { Generated } from "kysely";
import type { Json } from "./json.ts";

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
  again: Json | null;
  feedback: string | null;
  feedback_by: string | null;
  version: Generated<number>;
  lead_id: Generated<string | null>;
  also: Generated<Json>;
  feedback_at: Generated<Date | null>;
}

/** Tables of what was told of accounts. */
export interface AlertTables {
  "app.alert": AlertTable;
}
