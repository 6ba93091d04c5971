import type { TenantTx } from "../../db/with-tenant.ts";
import { countUnread } from "../../usecases/inbox/list-inbox.ts";
import { getReader } from "../../usecases/tenants/get-reader.ts";
import type { WebDeps } from "../web-env.ts";
import type { Shell } from "./layout.tsx";

/**
 * What every signed-in page needs around its content, under the reader's own rights.
 * @param known messages that the reader has not read, where a page found that with its own statement
 */
export async function pageShell(deps: WebDeps, tx: TenantTx, known?: number): Promise<Shell> {
  const reader = await getReader(tx);
  const unread = reader.role === "viewer" ? 0 : (known ?? (await countUnread(tx)));
  const mailsReports = deps.mail !== undefined && reader.role !== "viewer";
  return { assets: deps.assets, reader, unread, mailsReports };
}
