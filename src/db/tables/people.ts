import type { ColumnType, Generated } from "kysely";
import type { Json } from "./json.ts";

interface TenantTable {
  id: string;
  slug: string;
  name: string;
  zone: string;
  kind: Generated<string>;
  demo: Generated<boolean>;
  only_way_in: Generated<string | null>;
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
  slack_conversation: Generated<string | null>;
  entra_object_id: Generated<string | null>;
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
  seats: Generated<number | null>;
  stage: Generated<string | null>;
  churned_on: Generated<string | null>;
  traits: Json;
  first_day: string | null;
  last_day: string | null;
  created_at: Date;
}

interface FactChangeTable {
  tenant_id: string;
  account_id: string;
  fact: "plan" | "stage" | "seats";
  day: string;
  before: string | null;
  after: string | null;
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
  about: ColumnType<string | null, never, never>;
}

/** Tables of who there is: tenants, their people, their customers, and what was looked at. */
export interface PeopleTables {
  "app.tenant": TenantTable;
  "app.member": MemberTable;
  "app.account": AccountTable;
  "app.account_member": AccountMemberTable;
  "app.fact_change": FactChangeTable;
  "app.audit_log": AuditLogTable;
}
