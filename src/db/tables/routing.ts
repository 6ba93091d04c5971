import type { Generated } from "kysely";

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
  way: Generated<string>;
  browser: string | null;
  network_address: string | null;
  last_seen_at: Date | null;
  provider_session: Generated<string | null>;
}

interface SignInTokenTable {
  tenant_id: string;
  id: string;
  token_hash: string;
  member_id: string;
  created_at: Date;
  expires_at: Date;
  used_at: Date | null;
  way: Generated<string>;
  provider_session: Generated<string | null>;
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

interface SignInAddressTable {
  tenant_id: string;
  member_id: string;
  address_hash: string;
}

interface SignInSubjectTable {
  tenant_id: string;
  member_id: string;
  issuer: string;
  subject_hash: string;
  bound_at: Date;
}

interface InboundSeenTable {
  tenant_id: string;
  event_id: string;
  seen_at: Date;
}

/** Tables of what is found before the tenant is known, and what platforms sent. */
export interface RoutingTables {
  "app.write_key": WriteKeyTable;
  "app.session": SessionTable;
  "app.sign_in_token": SignInTokenTable;
  "app.sign_in_address": SignInAddressTable;
  "app.sign_in_subject": SignInSubjectTable;
  "app.installation": InstallationTable;
  "app.inbound_seen": InboundSeenTable;
}
