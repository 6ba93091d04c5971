/*
 * A strict reader of mail (RFC 5322, 2045 to 2047), for tests alone. What it lets pass, a mail program reads; it throws
 * where a lenient one would guess.
 */

/** A part of a mail, or the whole. */
export interface MimePart {
  /** By lower-case name; unfolded, encoded words decoded. */
  readonly headers: ReadonlyMap<string, readonly string[]>;
  /** Lower case, such as `text/plain`. */
  readonly type: string;
  readonly params: Readonly<Record<string, string>>;
  /** Decoded; of a multipart: nothing. */
  readonly body: Buffer;
  readonly parts: readonly MimePart[];
}

/** Headers that may stand once only. */
const once = ["from", "to", "subject", "date", "message-id", "in-reply-to", "references", "mime-version"];

/** Reads a whole mail. @throws Error that says what breaks which rule */
export function parseMail(bytes: Buffer): MimePart {
  const text = bytes.toString("latin1");
  if (/[^\r]\n|\r[^\n]/.test(text)) throw new Error("A line ends without CRLF.");
  for (const [index, line] of text.split("\r\n").entries()) {
    if (line.length > 998)
      throw new Error(`Line ${index + 1} has ${line.length} characters, 998 are allowed.`);
  }
  const mail = parsePart(text);
  for (const name of once) {
    if ((mail.headers.get(name)?.length ?? 0) > 1) throw new Error(`There is more than one ${name}.`);
  }
  for (const name of ["from", "to", "date", "message-id", "mime-version"]) headerOf(mail, name);
  return mail;
}

/** The one header of a name. @throws Error when there is none, or several */
export function headerOf(part: MimePart, name: string): string {
  const values = part.headers.get(name.toLowerCase()) ?? [];
  if (values.length !== 1 || values[0] === undefined)
    throw new Error(`There are ${values.length} headers ${name}.`);
  return values[0];
}

/** The first part of a type, however deep. */
export function partOf(mail: MimePart, type: string): MimePart {
  const found = allParts(mail).find((part) => part.type === type);
  if (!found) throw new Error(`There is no ${type}.`);
  return found;
}

/** A part and all within it, in order. */
export function allParts(mail: MimePart): readonly MimePart[] {
  return [mail, ...mail.parts.flatMap(allParts)];
}

/** "multipart/alternative(text/plain, text/html)" */
export function shapeOf(part: MimePart): string {
  return part.parts.length === 0 ? part.type : `${part.type}(${part.parts.map(shapeOf).join(", ")})`;
}

function parsePart(text: string): MimePart {
  const end = text.indexOf("\r\n\r\n");
  if (end === -1) throw new Error("No empty line ends the headers.");
  const headers = parseHeaders(text.slice(0, end));
  const body = text.slice(end + 4);
  const { value: type, params } = parseType(headers.get("content-type")?.[0] ?? "text/plain");
  const encoding = (headers.get("content-transfer-encoding")?.[0] ?? "7bit").toLowerCase();
  if (type.startsWith("multipart/")) {
    const boundary = params.boundary ?? "";
    if (!/^[A-Za-z0-9'()+_,\-./:=? ]{1,70}$/.test(boundary)) throw new Error(`“${boundary}” is no boundary.`);
    return { headers, type, params, body: Buffer.alloc(0), parts: splitParts(body, boundary).map(parsePart) };
  }
  return { headers, type, params, body: decodeBody(body, encoding), parts: [] };
}

function parseHeaders(text: string): Map<string, string[]> {
  const headers = new Map<string, string[]>();
  for (const line of text.replace(/\r\n([ \t])/g, "$1").split("\r\n")) {
    const found = /^([!-9;-~]+):[ \t]?(.*)$/.exec(line);
    if (!found) throw new Error(`“${line}” is no header.`);
    const [, name = "", value = ""] = found;
    if (/[^\t\x20-\x7e]/.test(value)) throw new Error(`The header ${name} is not ASCII.`);
    const key = name.toLowerCase();
    headers.set(key, [...(headers.get(key) ?? []), decodeWords(value.trim())]);
  }
  return headers;
}

/** Encoded words (RFC 2047); white space between two of them is not part of the text. */
function decodeWords(value: string): string {
  return value
    .replace(/(\?=)\s+(?==\?)/g, "$1")
    .replace(/=\?([^?]+)\?([QB])\?([^?]*)\?=/gi, (word, charset: string, how: string, text: string) => {
      if (word.length > 75) throw new Error(`An encoded word has ${word.length} characters, 75 are allowed.`);
      if (charset.toLowerCase() !== "utf-8") throw new Error(`A header is in ${charset}.`);
      const bytes =
        how.toUpperCase() === "B"
          ? Buffer.from(text, "base64")
          : decodeQuoted(text.replaceAll("_", " "), "an encoded word");
      const decoded = bytes.toString("utf8");
      if (decoded.includes("\uFFFD")) throw new Error("An encoded word cuts a character in two.");
      return decoded;
    });
}

function parseType(value: string): { value: string; params: Record<string, string> } {
  const [type = "", ...rest] = value.split(/;(?=(?:[^"]*"[^"]*")*[^"]*$)/);
  const params: Record<string, string> = {};
  for (const param of rest) {
    const [, name = "", quoted, bare = ""] = /^\s*([^\s=]+)=(?:"([^"]*)"|(\S+))\s*$/.exec(param) ?? [];
    if (name === "") throw new Error(`“${param}” is no parameter.`);
    params[name.toLowerCase()] = quoted ?? bare;
  }
  return { value: type.trim().toLowerCase(), params };
}

function splitParts(body: string, boundary: string): string[] {
  const pieces = `\r\n${body}`.split(`\r\n--${boundary}`);
  const [preamble, ...rest] = pieces;
  if (preamble !== "") throw new Error("Something stands before the first part.");
  const last = rest.pop();
  if (last === undefined || !/^--(\r\n)*$/.test(last))
    throw new Error(`The boundary ${boundary} is not closed.`);
  return rest.map((piece) => {
    if (!piece.startsWith("\r\n")) throw new Error("A boundary does not end its line.");
    return piece.slice(2);
  });
}

function decodeBody(body: string, encoding: string): Buffer {
  switch (encoding) {
    case "7bit":
      if (/[^\r\n\t\x20-\x7e]/.test(body)) throw new Error("A 7bit part is not ASCII.");
      return Buffer.from(body, "latin1");
    case "base64": {
      const lines = body.split("\r\n");
      if (lines.some((line) => line.length > 76 || !/^[A-Za-z0-9+/]*={0,2}$/.test(line)))
        throw new Error("A line is no base64.");
      return Buffer.from(lines.join(""), "base64");
    }
    case "quoted-printable":
      if (body.split("\r\n").some((line) => line.length > 76 || /[ \t]$/.test(line)))
        throw new Error("A line of quoted-printable is too long, or ends in white space.");
      return decodeQuoted(body.replace(/=\r\n/g, ""), "a part");
    default:
      throw new Error(`There is no encoding ${encoding}.`);
  }
}

function decodeQuoted(text: string, what: string): Buffer {
  if (/=(?![0-9A-F]{2})/.test(text)) throw new Error(`An = in ${what} stands for nothing.`);
  if (/[^\r\n\t\x20-\x7e]/.test(text)) throw new Error(`What is quoted in ${what} is not ASCII.`);
  return Buffer.from(
    text.replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    "latin1",
  );
}
