import type { Generated } from "kysely";
import type { Json } from "./json.ts";

interface TeamsConversationTable {
  tenant_id: string;
  id: string;
  conversation_id: string;
  kind: string;
  service_url: string;
  bot_id: string;
  user_id: string | null;
  entra_object_id: string | null;
  member_id: string | null;
  added_at: Date;
  removed_at: Date | null;
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

/** Tables of Microsoft Teams: its conversations, and the pictures that cards show. */
export interface TeamsTables {
  "app.teams_conversation": TeamsConversationTable;
  "app.card_picture": CardPictureTable;
}
