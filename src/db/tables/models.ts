import type { ColumnType, Generated } from "kysely";
import type { ModelDocument } from "../../scoring/models/model.ts";
import type { Json } from "./json.ts";

interface ScoringModelTable {
  tenant_id: string;
  version: number;
  state: "draft" | "published";
  document: ColumnType<ModelDocument, string, string>;
  note: string | null;
  restores: number | null;
  saved_by: string | null;
  saved_at: Date;
  published_by: string | null;
  published_at: Date | null;
}

interface ModelPreviewTable {
  tenant_id: string;
  id: string;
  document: ColumnType<ModelDocument, string, string>;
  kind: Generated<"draft" | "versions" | "bands">;
  live_version: number;
  next_version: Generated<number | null>;
  state: "waiting" | "running" | "done" | "failed" | "superseded";
  done: Generated<number>;
  total: Generated<number>;
  result: Json | null;
  error: string | null;
  asked_by: string | null;
  asked_at: Date;
  ended_at: Date | null;
  seen_at: Generated<Date | null>;
}

/** Tables of scoring models. */
export interface ModelsTables {
  "app.scoring_model": ScoringModelTable;
  "app.model_preview": ModelPreviewTable;
}
