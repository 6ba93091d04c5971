import type { AccountCard } from "../results/accounts.ts";
import { count } from "./numbers.ts";
import { changeByParts } from "./status.ts";

/** "−15: Rules −10, Trend −4, People −1": how an account's score changed in 28 days; "" where there is nothing to compare with. */
export function changeWords({ change28d, parts, rulesChange }: AccountCard): string {
  if (change28d === null) return "";
  const changes = parts.map(({ part, change28d: change }) => ({ part, change }));
  return changeByParts(change28d, changes, rulesChange?.points);
}

/** "8 in 28 days, was 14": who uses it, and who did in the 28 days before. */
export function peopleWords({ users28, users28Before }: AccountCard): string {
  return `${count(users28)} in 28 days, was ${count(users28Before)}`;
}
