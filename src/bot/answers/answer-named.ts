import type { TenantTx } from "../../db/with-tenant.ts";
import type { Reader } from "../../results/reader.ts";
import { findAccount } from "../../usecases/accounts/find-account.ts";
import { type AccountWithin, findAccountWithin } from "../../usecases/accounts/find-account-within.ts";
import { listAccounts } from "../../usecases/portfolio/list-accounts.ts";
import type { Request } from "../commands/parse-command.ts";
import type { Command, Message } from "../message.ts";
import { helpMessage } from "../views/help.ts";
import { unreadMessage } from "../views/notices.ts";
import { notFoundMessage, pickerMessage } from "../views/picker.ts";
import type { AtTime } from "../views/spans.ts";
import type { Answer } from "./answer-kinds.ts";

/** What somebody typed as a name; what else it may be, where no account goes by it. */
export type Named = Pick<Extract<Request, { kind: "account" }>, "name" | "meant" | "talk">;

/** What an account is wanted for. */
export interface Wanted {
  readonly command: (accountId: string) => Command;
  readonly found: (accountId: string) => Promise<Answer>;
  /** Where words around a name were not understood: what would have been, after `/health`, and the button that does it. */
  readonly instead: (within: AccountWithin) => { readonly command: string; readonly label: string };
}

/**
 * Finds the account that is meant: one is used, several are asked about. Where none is: what people say to any bot is answered by
 * help, a known name with other words by what was not understood, and all else by the names that come closest.
 */
export async function answerNamed(
  tx: TenantTx,
  reader: Reader,
  { name, meant, talk }: Named,
  { now }: AtTime,
  wanted: Wanted,
): Promise<Answer> {
  const match = await findAccount(tx, name, { now });
  if (match.kind === "one") return wanted.found(match.accountId);
  if (match.kind === "many") return said(pickerMessage(match, reader, wanted.command));
  if (meant !== null || talk !== undefined) {
    const [first = name] = name.split(" ");
    const word = talk === undefined ? first : name;
    const forCustomer = reader.role === "viewer" && talk === "wish";
    const heard = talk === "greeting" ? talk : { word, meant: forCustomer ? null : meant };
    return said(helpMessage(reader, { examples: await exampleNames(tx, { now }), heard }));
  }
  const within = await findAccountWithin(tx, name);
  if (within === null) return said(notFoundMessage({ ...match, query: name }, reader, wanted.command));
  const { command, label } = wanted.instead(within);
  const unread = [within.before, within.after].filter((words) => words !== "").join(" … ");
  const action = { kind: "command", label, command: wanted.command(within.accountId) } as const;
  return said(unreadMessage({ unread, command, action }, reader));
}

/** The account that goes by the whole of one of these texts; null for none, or for several. */
export async function accountCalled(tx: TenantTx, texts: readonly string[]): Promise<string | null> {
  for (const text of texts) {
    const within = await findAccountWithin(tx, text);
    if (within !== null && within.before === "" && within.after === "") return within.accountId;
  }
  return null;
}

/** Names of the asker's own accounts, most needed first, for examples that work. */
export async function exampleNames(tx: TenantTx, { now }: AtTime): Promise<string[]> {
  const { lines } = await listAccounts(tx, { now, pageSize: 2 });
  return lines.map(({ name }) => name);
}

/** A message as an answer. */
export function said(message: Message): Answer {
  return { kind: "message", message };
}
