import { z } from "zod";

/*
 * Adaptive Cards as a person reads them, for transcripts: buttons in [brackets], those behind "…" after ⋯, pictures by their
 * alt text.
 */

const action = z.looseObject({
  type: z.string(),
  title: z.string().optional(),
  mode: z.string().optional(),
  style: z.string().optional(),
});
const element = z.looseObject({
  type: z.string(),
  text: z.string().optional(),
  size: z.string().optional(),
  isSubtle: z.boolean().optional(),
  separator: z.boolean().optional(),
  style: z.string().optional(),
  inlines: z.array(z.looseObject({ text: z.string(), isSubtle: z.boolean().optional() })).optional(),
  facts: z.array(z.object({ title: z.string(), value: z.string() })).optional(),
  altText: z.string().optional(),
  items: z.array(z.unknown()).optional(),
  columns: z.array(z.looseObject({ items: z.array(z.unknown()).optional() })).optional(),
  rows: z.array(z.looseObject({ cells: z.array(z.looseObject({ items: z.array(z.unknown()) })) })).optional(),
  actions: z.array(action).optional(),
  label: z.string().optional(),
  title: z.string().optional(),
  placeholder: z.string().optional(),
  value: z.string().optional(),
  choices: z.array(z.object({ title: z.string(), value: z.string() })).optional(),
});
type Element = z.infer<typeof element>;

/** Lines of a card. */
export function readableCard(card: unknown): string[] {
  const { body, actions } = z
    .looseObject({ body: z.array(z.unknown()), actions: z.array(action).optional() })
    .parse(card);
  return [...body.flatMap(readable), ...(actions ? [buttons(actions)] : [])];
}

function readable(given: unknown): string[] {
  const each = element.parse(given);
  const lines = linesOf(each);
  return each.separator ? ["---", ...lines] : lines;
}

function linesOf(each: Element): string[] {
  switch (each.type) {
    case "TextBlock":
      return [each.size === "Large" ? `# ${each.text}` : `${each.text}`];
    case "RichTextBlock": {
      const words = (each.inlines ?? []).map(({ text }) => text).join("");
      return [each.inlines?.every(({ isSubtle }) => isSubtle) ? `(${words})` : words];
    }
    case "FactSet":
      return (each.facts ?? []).map(({ title, value }) => `  | ${title}: ${value}`);
    case "Image":
      return [`{picture: ${each.altText}}`];
    case "Container":
      return [...(each.style ? [`<${each.style}>`] : []), ...(each.items ?? []).flatMap(readable)];
    case "ColumnSet": {
      const [first = [], ...others] = (each.columns ?? []).map(({ items }) =>
        (items ?? []).flatMap(readable),
      );
      return first.map((line, index) => (index === 0 ? [line, ...others.flat()].join(" ") : line));
    }
    case "Table":
      return (each.rows ?? []).map(
        ({ cells }) => `  | ${cells.map(({ items }) => items.flatMap(readable).join(" ")).join(" | ")}`,
      );
    case "ActionSet":
      return [buttons(each.actions ?? [])];
    case "Input.ChoiceSet": {
      const choices = (each.choices ?? []).map(({ title, value }) =>
        value === each.value ? `*${title}*` : title,
      );
      return [`${each.label ?? each.placeholder}: ${choices.join(" / ")}`];
    }
    case "Input.Toggle":
      return [`[${each.value === "true" ? "x" : " "}] ${each.title}`];
    case "Input.Text":
    case "Input.Date":
      return [`${each.label}: ${each.value ?? "____"}`];
    default:
      throw new Error(`No way to read an element of type ${each.type}`);
  }
}

function buttons(actions: readonly z.infer<typeof action>[]): string {
  const seen = actions.filter(({ mode }) => mode !== "secondary");
  const hidden = actions.filter(({ mode }) => mode === "secondary");
  return [
    ...seen.map(({ title, style }) => `[${title}]${style === "positive" ? "!" : ""}`),
    ...(hidden.length > 0 ? [`⋯(${hidden.map(({ title }) => title).join(", ")})`] : []),
  ].join(" ");
}

/** Finds what a button or choice carries, by its label: the action as a client sends it. */
export function findAction(
  card: unknown,
  label: string,
): { type: string; verb?: string; data: Record<string, unknown> } {
  const found = search(card, label);
  if (!found) throw new Error(`There is no [${label}] here`);
  return found;
}

function search(value: unknown, label: string): ReturnType<typeof findAction> | undefined {
  if (Array.isArray(value)) {
    for (const item of value) {
      const found = search(item, label);
      if (found) return found;
    }
    return undefined;
  }
  if (value === null || typeof value !== "object") return undefined;
  const node = value as { type?: string; title?: string; value?: string; data?: object; verb?: string };
  if (node.type?.startsWith("Action.") && node.title === label) {
    return { type: node.type, ...(node.verb ? { verb: node.verb } : {}), data: { ...node.data } };
  }
  if (node.type === undefined && node.title?.startsWith(label) && typeof node.value === "string") {
    return { type: "Action.Execute", verb: "choose", data: { choice: node.value } };
  }
  for (const [key, inner] of Object.entries(value)) {
    const found = key === "fallback" ? undefined : search(inner, label);
    if (found) return found;
  }
  return undefined;
}
