import { cutEnd } from "../../words/names.ts";
import { xmlSafe } from "./cell-text.ts";

/** Characters of a tab's name at most. */
const mostCharacters = 31;

/**
 * Names of tabs as Excel takes them: none of `[ ] : * ? / \`, no apostrophe at an end, at most 31 characters, not its own
 * "History", and no two alike, whatever their case.
 */
export function tabNames(names: readonly string[]): string[] {
  const taken = new Set<string>(["history"]);
  return names.map((name) => {
    const wanted = allowed(name);
    let free = wanted;
    for (let number = 2; taken.has(free.toLowerCase()); number++) {
      const suffix = ` ${number}`;
      free = cutEnd(wanted, mostCharacters - suffix.length) + suffix;
    }
    taken.add(free.toLowerCase());
    return free;
  });
}

function allowed(name: string): string {
  const plain = xmlSafe(name)
    .replace(/[[\]:*?/\\\s]+/g, " ")
    .trim();
  const cut = cutEnd(plain, mostCharacters)
    .replace(/^'+|'+$/g, "")
    .trim();
  return cut === "" ? "Sheet" : cut;
}
