import { runPreview } from "../../src/usecases/models/model-previews.ts";
import { now } from "../fixture.ts";
import type { Owner } from "../owner.ts";
import type { TestDb } from "../test-db.ts";

/** Computes the previews that are asked for, as the queue's worker would. */
export async function runPreviews(db: TestDb, owner: Owner): Promise<void> {
  const jobs = await owner.rows<{ data: { tenantId: string; previewId: string } }>(
    "select data from pgboss.job where name = 'preview-model' and state = 'created' order by created_on",
  );
  for (const { data } of jobs) await runPreview(db, data, { now: () => now, requestId: "t" });
}
