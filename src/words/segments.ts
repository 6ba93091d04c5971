import type { SegmentSize, UnknownFact } from "../scoring/models/segment-sizes.ts";
import { shownName } from "./names.ts";
import { count, plural } from "./numbers.ts";

/** "12 accounts"; "12 accounts, 3 more fit but come earlier"; "" where it does not say yet whom it is for. */
export function sizeWords(size: SegmentSize | null): string {
  if (size === null) return "";
  const { accounts, taken } = size;
  if (taken === 0) return accounts === 0 ? "no account" : plural(accounts, "account");
  const others = `${count(taken)} more ${taken === 1 ? "fits" : "fit"} an earlier segment`;
  return `${accounts === 0 ? "no account" : plural(accounts, "account")}; ${others}`;
}

/** "405 accounts are in no segment: the model holds for them as it is." */
export function inNoneWords(accounts: number): string {
  return accounts === 0
    ? "Every account is in one of these."
    : `${plural(accounts, "account")} ${accounts === 1 ? "is" : "are"} in none of these: the model itself holds.`;
}

/** Names that are listed of what accounts have. */
const mostKnown = 12;

/** "No account has the plan “Nope” today. There are: Enterprise, Scale." */
export function unknownFactWords({ fact, name, known }: UnknownFact): string {
  const none = `No account has the ${fact} “${shownName(name)}” today.`;
  if (known.length === 0) return `${none} No account has a ${fact} yet.`;
  const more = known.length > mostKnown ? ` and ${known.length - mostKnown} more` : "";
  return `${none} There are: ${known.slice(0, mostKnown).map(shownName).join(", ")}${more}.`;
}
