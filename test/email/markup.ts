/*
 * A strict reader of a mail's HTML, for tests alone: it knows the few elements and attributes that our mails are made of, and
 * throws at anything else, so that nothing of a customer's can become markup.
 */

const voidElements = ["br", "img", "meta"];
const attributes: Readonly<Record<string, readonly string[]>> = {
  html: ["lang", "dir"],
  meta: ["charset", "name", "content"],
  a: ["href"],
  img: ["src", "width", "height", "alt"],
  table: ["role", "width", "cellpadding", "cellspacing", "border"],
  td: ["align", "bgcolor"],
  th: ["scope"],
  span: ["role", "aria-label"],
  time: ["datetime"],
};
const plain = ["head", "title", "style", "body", "div", "h1", "p", "b", "br", "tr", "thead", "tbody"];

/** What a mail's HTML is made of. */
export interface ReadMarkup {
  /** Every element with its attributes, decoded. */
  readonly elements: readonly {
    readonly name: string;
    readonly attributes: Readonly<Record<string, string>>;
  }[];
  /** What is read, decoded, with one space for what lies between. */
  readonly text: string;
}

/** Reads a whole mail. @throws Error at an unknown element or attribute, one that is not closed, or a stray sign */
export function readMarkup(html: string): ReadMarkup {
  const body = html.replace(/^<!doctype html>\n/, "").replace(/<!--\[if mso\]>[\s\S]*?<!\[endif\]-->/g, "");
  const elements: ReadMarkup["elements"][number][] = [];
  const open: string[] = [];
  const texts: string[] = [];
  let at = 0;
  const tag = /<(\/?)([a-z][a-z0-9]*)((?:\s+[a-z-]+="[^"<>]*")*)\s*>/gy;
  while (at < body.length) {
    const next = body.indexOf("<", at);
    const text = body.slice(at, next === -1 ? undefined : next);
    if (open.at(-1) !== "style") texts.push(decoded(text));
    if (next === -1) break;
    tag.lastIndex = next;
    const found = tag.exec(body);
    if (!found) throw new Error(`“${body.slice(next, next + 60)}” is no tag of ours.`);
    const [whole, closing, name = "", given = ""] = found;
    at = next + whole.length;
    if (closing) {
      if (open.pop() !== name) throw new Error(`</${name}> closes nothing.`);
      continue;
    }
    if (!(name in attributes) && !plain.includes(name))
      throw new Error(`There is no <${name}> in our mails.`);
    const read = Object.fromEntries(
      [...given.matchAll(/([a-z-]+)="([^"]*)"/g)].map(([, key = "", value = ""]) => [key, decoded(value)]),
    );
    for (const key of Object.keys(read)) {
      if (key !== "style" && key !== "class" && !attributes[name]?.includes(key))
        throw new Error(`<${name}> has no ${key} in our mails.`);
    }
    elements.push({ name, attributes: read });
    if (!voidElements.includes(name)) open.push(name);
  }
  if (open.length > 0) throw new Error(`<${open.at(-1)}> is not closed.`);
  return {
    elements,
    text: texts
      .join(" ")
      .replace(/[\s\u00a0]+/g, " ")
      .trim(),
  };
}

const entities: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  nbsp: "\u00a0",
  middot: "·",
  zwnj: "",
  shy: "",
};

function decoded(text: string): string {
  return text.replace(/&(#?\w*;?)/g, (whole, name: string) => {
    const [, code] = /^#(\d+);$/.exec(name) ?? [];
    if (code !== undefined) return String.fromCodePoint(Number(code)).replace(/[\u034f\u2007]/g, "");
    const known = name.endsWith(";") ? entities[name.slice(0, -1)] : undefined;
    if (known === undefined) throw new Error(`“${whole}” is a stray &.`);
    return known;
  });
}
