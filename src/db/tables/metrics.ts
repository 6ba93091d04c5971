import type { Generated } from "kysely";
import type { Json } from "./json.ts";

interface MetricTable {
  tenant_id: string;
  id: string;
  name: string;
  label: string;
  unit: string;
  kind: string;
  good: string;
  percentile: Generated<number>;
  source: string;
  event_name: string | null;
  filter: Json;
  value_property: string | null;
  share_filter: Json;
  numerator_property: string | null;
  denominator_property: string | null;
  covered_from: string | null;
  covered_to: string | null;
  count_next: string | null;
  scored: Generated<boolean>;
  created_at: Date;
  archived_at: Date | null;
}

interface MetricDayTable {
  tenant_id: string;
  metric_id: string;
  day: string;
  account_id: string;
  value: number | null;
  denominator: number | null;
  buckets: Json;
}

/** Tables of a tenant's own metrics. */
export interface MetricTables {
  "app.metric": MetricTable;
  "app.metric_day": MetricDayTable;
}
