import type { AccountGlance } from "../../results/accounts.ts";
import type { Reader } from "../../results/reader.ts";
import { shortDay } from "../../words/dates.ts";
import { preview, shownName } from "../../words/names.ts";
import { statusWords } from "../../words/status.ts";
import { dayIn } from "../../zones.ts";
import { type Message, t } from "../message.ts";
import { accountPath } from "./paths.ts";
import { type AtTime, accountLink, sampleMark } from "./spans.ts";

/**
 * What a link to an account's page says by itself, to people who may all see the account: "Acme · 79, healthy,
 * dropping · as of Thu 19 Nov". Days are the tenant's: it stands for many readers.
 */
export function accountLinkMessage(account: AccountGlance, reader: Reader, { now }: AtTime): Message {
  const today = dayIn(now, reader.tenantZone);
  const asOf = account.dataDay === null ? [] : [`as of ${shortDay(account.dataDay, today)}`];
  const words = [statusWords(account), ...asOf, ...(account.late ? ["data is late"] : [])].join(" · ");
  return {
    summary: preview(`${shownName(account.name)} · ${words}`),
    parts: [
      { part: "text", text: [accountLink(account), t(` · ${words}`)] },
      {
        part: "actions",
        actions: [{ kind: "open", label: "Open", path: accountPath(account.id) }],
        overflow: [],
      },
      ...sampleMark(reader),
    ],
  };
}
