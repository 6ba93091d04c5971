import { AppError } from "../../errors.ts";
import type { PropertyCondition } from "./metric-draft.ts";

const shape = /^(.+?) (is not|is|at least|at most) (.+)$/;
const ops = { is: "is", "is not": "is-not", "at least": "at-least", "at most": "at-most" } as const;

/**
 * Conditions as people write them: "priority is urgent and hours at least 3".
 * @throws AppError `bad-input` with `detail.field` for what is no condition
 */
export function parseConditions(text: string, field: string): PropertyCondition[] {
  return text.split(/ and /).map((part) => {
    const [, property, op, value] = shape.exec(part.trim()) ?? [];
    if (property === undefined || value === undefined || op === undefined || !(op in ops)) {
      throw new AppError(
        "bad-input",
        `“${part.trim()}” is no condition. Write one like: priority is urgent, or: hours at least 3.`,
        { detail: { field } },
      );
    }
    return { property: property.trim(), op: ops[op as keyof typeof ops], value: value.trim() };
  });
}
