import { AppError } from "../../errors.ts";
import { isComparable, type PropertyCondition } from "./metric-draft.ts";

const shape = /^(.+?) (is not|is|at least|at most) (.+)$/i;
const ops = { is: "is", "is not": "is-not", "at least": "at-least", "at most": "at-most" } as const;
/** A whole term in quotes; within a word they are its own, as in 5". */
const quoted = /(?<!\S)"([^"]+)"(?!\S)/g;

/**
 * Conditions as people write them: "priority is urgent and hours at least 3". A property or value may stand in quotes, and must where
 * it holds "and" or "or".
 * @throws AppError `bad-input` with `detail.field` for what is no condition, for "or", and for a size that is no number
 */
export function parseConditions(text: string, field: string): PropertyCondition[] {
  const refuse = (sentence: string) => new AppError("bad-input", sentence, { detail: { field } });
  const terms: string[] = [];
  const open = text.replace(/[“”„]/g, '"').replace(quoted, (_, term) => `"${terms.push(term) - 1}"`);
  const written = (part: string) => part.replace(quoted, (_, at) => `"${terms[Number(at)]}"`);
  const termOf = (part: string) => written(part.trim()).replace(/^"([^"]+)"$/, "$1");
  if (/ or /i.test(open))
    throw refuse(
      'All conditions have to hold, joined by “and”: there is no “or”. Define a metric for each. A value that holds the word stands in quotes: subject is "trial or error".',
    );
  return open.split(/ and /i).map((part) => {
    const [, property = "", word = "", value = ""] = shape.exec(part.trim()) ?? [];
    const op = ops[word.toLowerCase() as keyof typeof ops];
    if (op === undefined)
      throw refuse(
        `“${written(part.trim())}” is no condition. Write one like: priority is urgent, or: hours at least 3.`,
      );
    const condition = { property: termOf(property), op, value: termOf(value) };
    if ((op === "at-least" || op === "at-most") && !isComparable(condition.value))
      throw refuse(
        `“${condition.property}” must be compared with a number, such as: ${condition.property} ${word.toLowerCase()} 3. “${condition.value}” is none.`,
      );
    return condition;
  });
}
