import type { Message } from "../message.ts";
import { accountPageMessage } from "../views/account-page.ts";
import { helloMessage } from "../views/hello.ts";
import { noDataMessage } from "../views/no-data.ts";
import { signInLinkMessage } from "../views/sign-in-link.ts";
import { acme } from "./accounts.ts";
import { weekdayDigest } from "./digest.ts";
import { dana, now, priya, tomas } from "./people.ts";

const link = { onward: "/", askedAt: now, expiresAt: new Date("2026-11-20T07:45:00Z") };

/** What people read before there is anything to tell them of accounts. */
export const sampleFirsts: Readonly<Record<string, Message>> = {
  "sign-in link": signInLinkMessage({ ...link, token: "t0ken" }, priya),
  "sign-in link, too late": signInLinkMessage({ ...link, token: null }, priya),
  "sign-in link, company account only": signInLinkMessage({ ...link, token: null, onlyWay: "oidc" }, priya),
  hello: helloMessage(priya, { accounts: 24, digest: weekdayDigest }),
  "hello to a lead": helloMessage(dana, { accounts: 190, digest: { ...weekdayDigest, active: false } }),
  "hello, no accounts": helloMessage(priya, { accounts: 0, digest: null }),
  "E7 no accounts": noDataMessage("no-accounts", priya),
  "E7 no usage": noDataMessage("no-usage", priya),
  "E7 no usage, to an admin": noDataMessage("no-usage", tomas),
  "account page, to strangers": accountPageMessage(acme.id),
  "account page, to strangers, by no link": accountPageMessage(null),
};
