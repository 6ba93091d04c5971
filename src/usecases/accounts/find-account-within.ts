import { findNamedBy } from "../../db/accounts/account-search.ts";
import type { TenantTx } from "../../db/with-tenant.ts";
import { searchText } from "./search-text.ts";

/** An account that some of the words name, and the words around them. */
export interface AccountWithin {
  readonly accountId: string;
  readonly name: string;
  readonly before: string;
  readonly after: string;
}

/** The longest name that is looked for among other words. */
const mostWords = 4;

/** Shorter pieces begin too many names. */
const shortestPiece = 3;

/** What people say around a name and is none: no account is guessed from these alone. */
const commonWords: ReadonlySet<string> = new Set(
  "account accounts all and any are customer customers for from how last list new next not now please show since that the them this today tomorrow was week what when where which who why with yesterday you your".split(
    " ",
  ),
);

/**
 * Finds the one account that is named in a text with other words before it or behind: "acme since tomorrow", "snooze acme".
 * Beginnings first, the longest first, then ends. Only the beginning of a name that exactly one account has counts, of those that
 * the asker may see; nothing is guessed from likeness.
 */
export async function findAccountWithin(tx: TenantTx, text: string): Promise<AccountWithin | null> {
  const words = searchText(text).split(" ");
  const most = Math.min(mostWords, words.length);
  const lengths = Array.from({ length: most }, (_, index) => most - index);
  const pieces = [
    ...lengths.map((length) => [0, length] as const),
    ...lengths
      .filter((length) => length < words.length)
      .map((length) => [words.length - length, words.length] as const),
  ];
  const texts = pieces.map(([from, to]) => {
    const piece = words.slice(from, to);
    const text = piece.join(" ");
    return text.length < shortestPiece || piece.every((word) => isCommon(word)) ? "" : text;
  });
  const named = await findNamedBy(tx, texts);
  for (const [at, [from, to]] of pieces.entries()) {
    const account = named.get(at);
    if (account === undefined) continue;
    return {
      accountId: account.id,
      name: account.name,
      before: words.slice(0, from).join(" "),
      after: words.slice(to).join(" "),
    };
  }
  return null;
}

function isCommon(word: string): boolean {
  return commonWords.has(word.toLowerCase().replace(/[^\p{L}]/gu, ""));
}
