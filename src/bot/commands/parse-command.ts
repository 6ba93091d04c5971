import { type ExportFormat, findFormat } from "../../export-formats.ts";
import { isOneSlipAway } from "../../usecases/accounts/typing-slip.ts";
import { type DigestRequest, parseDigest } from "./digest-command.ts";
import { parseQuiet, type QuietRequest } from "./quiet-command.ts";
import { parsePeriod, type WhyPeriod } from "./why-period.ts";

/** What was asked in words, after `/health`, to the bot, or in the inbox's command bar: one grammar. */
export type Request =
  | { readonly kind: "portfolio" }
  /** What is at risk, and who renews within 90 days. */
  | ({ readonly kind: "renewals" } & Trailing)
  | ({ readonly kind: "list"; readonly filter: "at-risk" | "watch" | "movers" } & Trailing)
  /** `meant` and `talk` are looked at only if no account is found. */
  | {
      readonly kind: "account";
      readonly name: string;
      /** The same words with their first put right, when it nearly is a verb; or the verb that does what they wish. */
      readonly meant: string | null;
      /** What people say to anybody: "hello"; or ask of any bot: "settings". Absent: neither. */
      readonly talk?: "greeting" | "wish";
    }
  | { readonly kind: "why"; readonly name: string; readonly period: WhyPeriod }
  | {
      readonly kind: "export";
      /** Null: the portfolio. */
      readonly name: string | null;
      readonly format: ExportFormat;
      /** Where the file goes: to where it was asked for, or to the asker's mailbox. */
      readonly by: "file" | "mail";
    }
  | { readonly kind: "digest"; readonly digest: DigestRequest }
  /** How one is told, and quiet hours. */
  | { readonly kind: "notices"; readonly quiet: QuietRequest }
  | { readonly kind: "help" }
  /** A verb without what it needs. */
  | { readonly kind: "incomplete"; readonly verb: "why" | "export" };

/** A list that was asked for with words behind it: the whole line, and what follows the verb, may be an account's name. */
interface Trailing {
  readonly orAccount?: readonly string[];
}

const verbs = [
  "at-risk",
  "watch",
  "movers",
  "renewals",
  "why",
  "export",
  "digest",
  "quiet",
  "notices",
  "help",
  "portfolio",
] as const;
type Verb = (typeof verbs)[number];

/** Other ways to say a verb. Whole words; compared without case. */
const synonyms: Readonly<Record<string, Verb>> = {
  risk: "at-risk",
  atrisk: "at-risk",
  mover: "movers",
  moved: "movers",
  renewal: "renewals",
  renew: "renewals",
  explain: "why",
  digests: "digest",
  notice: "notices",
  all: "portfolio",
  accounts: "portfolio",
  "?": "help",
};

/** What people say to a bot, whatever it is; to no account and no verb. */
const greeting =
  /^(hi|hello|hallo|hey|hiya|moin|servus|good (morning|afternoon|evening)|thanks?|thank you|thx|cheers|ok|okay|start|menu|commands?|what can you do|how are you)(?=$|[\s,.?])/i;

/** What people ask of any bot of this kind, and which verb does it; null: none does. */
const wishes: Readonly<Record<string, string | null>> = {
  alerts: "at-risk",
  due: "renewals",
  inbox: null,
  settings: "notices",
  silence: "at-risk",
  silent: "at-risk",
  status: "portfolio",
  task: null,
  tasks: null,
};

/** Longer than any name or command; the rest is not read. */
const maxLength = 300;

const quotes = /^["“”„«»‟]+|["“”„«»‟]+$/gu;
const quoted = /^["“”„«»‟].*["“”„«»‟]$/u;

/**
 * Reads a command. A verb wins over an account's name, unless the name is quoted: `watch` is the list, `"watch"` the account.
 * What starts with no verb is a name. Never throws, whatever the text.
 */
export function parseCommand(text: string): Request {
  const line = text
    .replace(/[\p{Cc}\p{Zs}\p{Zl}\p{Zp}]+/gu, " ")
    .trim()
    .slice(0, maxLength)
    .replace(/^\/health(?=\s|$)/i, "")
    .trim();
  if (line === "") return { kind: "portfolio" };
  if (quoted.test(line)) return account(unquoted(line), null);
  const [first = "", ...rest] = line.replace(/^at risk(?=\s|$)/i, "at-risk").split(" ");
  const verb = verbOf(first);
  const tail = rest.join(" ");
  return verb === undefined ? named(line, first, tail) : request(verb, line, tail);
}

function request(verb: Verb, line: string, tail: string): Request {
  const trailing = tail === "" ? {} : { orAccount: [line, unquoted(tail)] };
  switch (verb) {
    case "portfolio":
      return { kind: "portfolio" };
    case "at-risk":
    case "watch":
    case "movers":
      return { kind: "list", filter: verb, ...trailing };
    case "renewals":
      return { kind: "renewals", ...trailing };
    case "help":
      return { kind: "help" };
    case "why":
      return why(tail);
    case "export":
      return exported(tail);
    case "digest":
      return { kind: "digest", digest: parseDigest(tail) };
    case "quiet":
      return { kind: "notices", quiet: parseQuiet(tail) };
    case "notices":
      return { kind: "notices", quiet: { do: "show" } };
    default:
      return verb satisfies never;
  }
}

/** What starts with no verb. */
function named(line: string, first: string, tail: string): Request {
  const wish = line.toLowerCase().replace(/[?.]+$/, "");
  if (Object.hasOwn(wishes, wish))
    return { kind: "account", name: line, meant: wishes[wish] ?? null, talk: "wish" };
  if (greeting.test(line)) return { kind: "account", name: line, meant: null, talk: "greeting" };
  return account(line, meantBy(first, tail));
}

function account(name: string, meant: string | null): Request {
  return name === "" ? { kind: "portfolio" } : { kind: "account", name, meant };
}

function why(tail: string): Request {
  const { rest, period } = parsePeriod(tail);
  const name = unquoted(rest);
  return name === "" ? { kind: "incomplete", verb: "why" } : { kind: "why", name, period };
}

const byMail = /\s+(?:by|per|via)\s+e?-?mail$/i;

function exported(asked: string): Request {
  const by = byMail.test(` ${asked}`) ? "mail" : "file";
  const tail = ` ${asked}`.replace(byMail, "").trim();
  const words = tail.split(" ");
  const named = formatOf(words.at(-1) ?? "");
  const given = named === undefined ? tail : words.slice(0, -1).join(" ");
  const name = unquoted(given);
  if (name === "") return { kind: "incomplete", verb: "export" };
  const whole = !quoted.test(given.trim()) && verbOf(name) === "portfolio";
  return { kind: "export", name: whole ? null : name, format: named ?? "pdf", by };
}

/** The kind of file that a word names, by what people call a workbook too. */
function formatOf(word: string): ExportFormat | undefined {
  return /^(xls|excel)$/i.test(word) ? "xlsx" : findFormat(word);
}

function verbOf(word: string): Verb | undefined {
  const lower = word.toLowerCase();
  return (
    verbs.find((verb) => verb === lower) ?? (Object.hasOwn(synonyms, lower) ? synonyms[lower] : undefined)
  );
}

/** The line with its first word put right, if that is nearly a verb, or another way to say one; or the verb that does what it nearly wishes. */
function meantBy(first: string, tail: string): string | null {
  const nearly = (candidate: string) => isOneSlipAway(first.toLowerCase(), candidate);
  const synonym = Object.keys(synonyms).find((word) => word.length > 2 && nearly(word));
  const verb = verbs.find(nearly) ?? (synonym && synonyms[synonym]);
  if (verb !== undefined) return `${verb} ${tail}`.trim();
  const wish = tail === "" ? Object.keys(wishes).find(nearly) : undefined;
  return wish === undefined ? null : (wishes[wish] ?? null);
}

function unquoted(text: string): string {
  return text.trim().replace(quotes, "").trim();
}
