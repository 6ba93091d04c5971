import type { TenantContext } from "../../context.ts";
import { withTenant } from "../../db/with-tenant.ts";
import { getDigestSettings } from "../../usecases/digests/set-digest.ts";
import { listAccounts } from "../../usecases/portfolio/list-accounts.ts";
import { getReader } from "../../usecases/tenants/get-reader.ts";
import type { Message } from "../message.ts";
import { helloMessage } from "../views/hello.ts";
import type { AnswerDeps } from "./answer.ts";

/** The hello for a member whom a chat platform's bot has just met. */
export async function sayHello(
  { db }: Pick<AnswerDeps, "db">,
  context: TenantContext,
  now: Date,
): Promise<Message> {
  return withTenant(db, context, async (tx) => {
    const reader = await getReader(tx);
    const { total } = await listAccounts(tx, { now, pageSize: 1 });
    const digest = reader.role === "viewer" ? null : await getDigestSettings(tx, { now });
    return helloMessage(reader, { accounts: total, digest });
  });
}
