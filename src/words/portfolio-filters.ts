import { plural } from "./numbers.ts";

/** What each filter of the portfolio is called, on its chip and in a file that was narrowed by it. */
export const filterNames = {
  all: "All",
  "needs-you": "Needs you",
  "at-risk": "At risk",
  watch: "Watch",
  healthy: "Healthy",
  movers: "Moved",
  renewal: "Renews in 90 days",
  "no-data": "No data",
} as const;

/** What a list of accounts was narrowed to. */
export interface Narrowed {
  readonly filter: keyof typeof filterNames;
  /** As it was typed; "": nothing. */
  readonly search: string;
}

/** "At risk, found by “acme”"; "" where it shows all. */
export function narrowedWords({ filter, search }: Narrowed): string {
  const words = [
    ...(filter === "all" ? [] : [filterNames[filter]]),
    ...(search === "" ? [] : [`${filter === "all" ? "F" : "f"}ound by “${search}”`]),
  ];
  return words.join(", ");
}

/** "2 of 40 accounts: At risk, found by “acme”."; "" where it shows all. */
export function narrowedSentence(narrowed: Narrowed, shown: number, total: number): string {
  const words = narrowedWords(narrowed);
  return words === "" ? "" : `${shown} of ${plural(total, "account")}: ${words}.`;
}

/** What "Moved" counts. */
export const moversMean =
  "In the last 7 days their band or an alert changed, or health by 3 points or more (5 where usual is under 10 user-days). What a change of the scoring did by itself is not counted.";
