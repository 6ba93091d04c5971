import type { Locator } from "playwright-core";
import { runPreview } from "../../src/usecases/models/model-previews.ts";
import { now } from "../fixture.ts";
import type { Owner } from "../owner.ts";
import type { TestDb } from "../test-db.ts";

/** Computes the previews that are asked for, each once, as the queue's worker would. */
export async function runPreviews(db: TestDb, owner: Owner): Promise<void> {
  const jobs = await owner.rows<{ data: { tenantId: string; previewId: string } }>(
    "delete from pgboss.job where name = 'preview-model' and state = 'created' returning data",
  );
  for (const { data } of jobs) await runPreview(db, data, { now: () => now, requestId: "t" });
}

/** The same until the page shows what is waited for: a page that was slow between two keys asks again after the second. */
export async function runPreviewsUntil(db: TestDb, owner: Owner, shown: Locator): Promise<void> {
  while (!(await shown.isVisible())) {
    await runPreviews(db, owner);
    await shown.page().waitForTimeout(100);
  }
}
