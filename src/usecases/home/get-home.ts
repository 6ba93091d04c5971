import type { TenantTx } from "../../db/with-tenant.ts";
import type { HomeFacts } from "../../results/home.ts";
import { getNoticeSetting } from "../deliveries/get-notice-setting.ts";
import { getDigestSettings } from "../digests/set-digest.ts";
import { listAccounts } from "../portfolio/list-accounts.ts";

/** Lines of accounts on the way in; what is beyond is a link. */
const mostLines = 8;

/** What the acting member finds at home, under their own rights. The look is written down as any look at the portfolio. */
export async function getHome(tx: TenantTx, input: { now: Date }): Promise<HomeFacts> {
  const { now } = input;
  const isCustomer = tx.role === "viewer";
  const filter = isCustomer ? "all" : "needs-you";
  const portfolio = await listAccounts(tx, { now, filter, pageSize: mostLines });
  if (isCustomer) return { portfolio, told: null };
  const told = { digest: await getDigestSettings(tx, { now }), notices: await getNoticeSetting(tx, { now }) };
  return { portfolio, told };
}
