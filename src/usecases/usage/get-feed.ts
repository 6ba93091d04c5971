import { readOutages } from "../../db/usage/outages.ts";
import type { TenantTx } from "../../db/with-tenant.ts";
import { notFound } from "../../errors.ts";
import type { FeedFacts } from "../../results/notices.ts";

/** One feed outage. @throws AppError `not-found` */
export async function getFeed(tx: TenantTx, id: string): Promise<FeedFacts> {
  const facts = (await readOutages(tx, [id])).get(id);
  if (!facts) throw notFound("message");
  return facts;
}
