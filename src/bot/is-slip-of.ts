/**
 * Whether `typed` is `word` with one slip of the fingers: a letter too many, too few, wrong, or two swapped. Words under four
 * letters are never guessed.
 */
export function isSlipOf(typed: string, word: string): boolean {
  if (typed === word || word.length < 4 || Math.abs(typed.length - word.length) > 1) return false;
  let at = 0;
  while (at < typed.length && at < word.length && typed[at] === word[at]) at++;
  const [restTyped, restWord] = [typed.slice(at), word.slice(at)];
  if (restTyped.slice(1) === restWord.slice(1)) return true;
  if (restTyped.slice(1) === restWord || restTyped === restWord.slice(1)) return true;
  return (
    restTyped[0] === restWord[1] && restTyped[1] === restWord[0] && restTyped.slice(2) === restWord.slice(2)
  );
}
