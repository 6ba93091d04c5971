/** Shorter texts are abbreviations: one slip in three letters is another word. */
const minLength = 4;

/**
 * Whether two texts are the same but for one typing slip: a letter too many, too few or wrong, or two neighbours swapped
 * (Damerau's four errors). Texts under 4 characters have none.
 */
export function isOneSlipAway(one: string, other: string): boolean {
  const [short, long] = one.length <= other.length ? [[...one], [...other]] : [[...other], [...one]];
  if (short.length < minLength - 1 || long.length < minLength || long.length - short.length > 1) return false;
  let start = 0;
  while (start < short.length && short[start] === long[start]) start++;
  const rest = (letters: readonly string[], from: number) => letters.slice(from).join("");
  if (short.length < long.length) return rest(short, start) === rest(long, start + 1);
  if (start === short.length) return true;
  const swapped = short[start] === long[start + 1] && short[start + 1] === long[start];
  return (
    rest(short, start + 1) === rest(long, start + 1) ||
    (swapped && rest(short, start + 2) === rest(long, start + 2))
  );
}

/** Whether a name, or its beginning of as many words as were typed, is one slip away from what was typed. */
export function isNameWithSlip(typed: string, name: string): boolean {
  const words = typed.split(" ").length;
  return isOneSlipAway(typed, name) || isOneSlipAway(typed, name.split(" ").slice(0, words).join(" "));
}
