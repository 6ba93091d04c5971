import { AppError } from "../../errors.ts";

/** What is wrong with one field of a form that was sent, in a sentence that says what to do. */
export interface FieldFault {
  /** "" where no single field is to blame. */
  readonly field: string;
  readonly sentence: string;
}

/**
 * What a form was refused for, to be shown at its field.
 * @param codes which refusals are about what was typed
 * @throws the error itself where it is about anything else
 */
export function faultOf(error: unknown, codes: readonly AppError["code"][] = ["bad-input"]): FieldFault {
  if (!(error instanceof AppError && codes.includes(error.code))) throw error;
  const { field = "", sentence = error.message } = error.detail;
  return { field: String(field), sentence: String(sentence) };
}

/** What to say at one of these fields; undefined where nothing is wrong there. */
export function faultAt(
  fault: FieldFault | null | undefined,
  ...fields: readonly string[]
): string | undefined {
  return fault && fields.includes(fault.field) ? fault.sentence : undefined;
}
