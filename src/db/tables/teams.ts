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

/** Tables of Microsoft Teams: its conversations. */
export interface TeamsTables {
  "app.teams_conversation": TeamsConversationTable;
}
