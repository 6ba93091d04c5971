import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv } from "ajv";
import draft6 from "ajv/dist/refs/json-schema-draft-06.json" with { type: "json" };

/*
 * Microsoft's own schema of Adaptive Cards 1.5, which lies beside the clone in CI. A newcomer's clone has it not: then tests
 * that need it are skipped, and say so.
 */

const file = join(import.meta.dirname, "../../../shared/schemas/ac-1.5.json");

/** Whether the schema is there. */
export const hasCardSchema = existsSync(file);
if (!hasCardSchema)
  process.stderr.write("Adaptive Card 1.5 schema not found: cards are not checked against it.\n");

/** What is wrong with a card, by Microsoft's schema; empty: nothing. Teams' own `msteams` is looked away from. */
export function cardFaults(): (card: object) => string[] {
  const ajv = new Ajv({ strict: false, allErrors: false, validateFormats: false, logger: false });
  ajv.addMetaSchema(draft6);
  const { id: _, ...schema } = JSON.parse(readFileSync(file, "utf8")) as Record<string, unknown>;
  const validate = ajv.compile(schema);
  return (card) => {
    const { msteams: __, ...plain } = card as Record<string, unknown>;
    return validate(plain)
      ? []
      : (validate.errors ?? []).map(
          (error) => `${error.instancePath} ${error.message} ${JSON.stringify(error.params)}`,
        );
  };
}
