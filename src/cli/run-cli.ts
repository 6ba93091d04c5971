import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { readConfig } from "../config.ts";
import { type Database, openDatabase } from "../db/open-database.ts";
import { listTenants } from "../db/people/tenants.ts";
import { withSystem } from "../db/with-tenant.ts";
import { AppError } from "../errors.ts";
import type { Command, CommandOption, Terminal } from "./command.ts";
import { commands } from "./commands.ts";
import { type Progress, progressOn } from "./progress.ts";

const sharedOptions = {
  help: { type: "boolean", short: "h", help: "Show this" },
  json: { type: "boolean", help: "Print the result as JSON" },
} as const satisfies Record<string, CommandOption>;
const tenantOption = {
  tenant: { type: "string", value: "SLUG", help: "Which tenant (not needed when there is one)" },
} as const;
const nowOption = {
  now: { type: "string", value: "ISO-TIME", help: "Take this for the present, such as 2026-11-20T08:30:00Z" },
} as const;
const quietOption = { quiet: { type: "boolean", help: "Show no progress" } } as const;

/**
 * Runs one command line.
 * @returns the exit code: 0 done, 1 it failed, 2 it was not understood, 3 some rows of a file were refused and the rest came in;
 * errors are one line that says what to do
 */
export async function runCli(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
  terminal: Terminal,
): Promise<0 | 1 | 2 | 3> {
  const asksHelp = args[0] === "help";
  const found = findCommand(asksHelp ? [...args.slice(1), "--help"] : args);
  if (found === undefined) {
    if (asksHelp && args.length === 1) {
      terminal.out(overview());
      return 0;
    }
    const words = args.slice(asksHelp ? 1 : 0).filter((arg) => !arg.startsWith("-"));
    const wantsHelp = asksHelp || args.some((arg) => arg === "--help" || arg === "-h");
    const group = groupOf(words);
    if (group !== undefined) return sayGroup(group, { words, wantsHelp }, terminal);
    if (words[0] !== undefined) {
      terminal.err(`bellwether: I don't know “${words[0]}”. See: bellwether --help\n`);
      return 2;
    }
    if (args[0] === "--version" || args[0] === "-v") {
      terminal.out(`${version()}\n`);
      return 0;
    }
    terminal.out(overview());
    return args.length === 0 || wantsHelp ? 0 : 2;
  }
  const { command, rest } = found;
  let database: Database | undefined;
  let progress: Progress | undefined;
  try {
    const options = optionsOf(command);
    const parsed = parseOrExplain(command, rest, options);
    if (parsed.values.help) {
      terminal.out(helpOf(command, options));
      return 0;
    }
    const config = readConfig(environment);
    const open = async () => {
      database ??= await openDatabase(config, { keepRunning: true });
      return database;
    };
    const json = parsed.values.json === true;
    const shown = progressOn(terminal, { quiet: parsed.values.quiet === true });
    progress = shown;
    let partly = false;
    const result = await command.run({
      config,
      terminal: {
        ...terminal,
        out: (text) => {
          shown.clear();
          terminal.out(text);
        },
      },
      json,
      now: nowOf(parsed.values.now),
      values: parsed.values,
      positionals: parsed.positionals,
      database: open,
      tenantId: async () => tenantIdOf(await open(), parsed.values.tenant),
      notePartly: () => {
        partly = true;
      },
      progress: shown.show,
    });
    shown.clear();
    if (json) terminal.out(`${JSON.stringify(result ?? null, null, 2)}\n`);
    return partly ? 3 : 0;
  } catch (error) {
    progress?.clear();
    terminal.err(`bellwether: ${sentenceOf(error)}\n`);
    return error instanceof UsageError ? 2 : 1;
  } finally {
    await database?.close();
  }
}

/** The command line was not understood. */
class UsageError extends Error {}

type Values = Record<string, string | boolean | string[] | undefined>;

function findCommand(args: readonly string[]): { command: Command; rest: string[] } | undefined {
  for (const words of [3, 2, 1]) {
    const name = args.slice(0, words).join(" ");
    const command = commands.find((candidate) => candidate.name === name);
    if (command) return { command, rest: args.slice(words) };
  }
  return undefined;
}

/** The words that commands share, such as "model" or "alerts rules": the most of those that were written. */
function groupOf(words: readonly string[]): string | undefined {
  for (const length of [2, 1]) {
    const group = words.slice(0, length).join(" ");
    if (words.length >= length && commands.some(({ name }) => name.startsWith(`${group} `))) return group;
  }
  return undefined;
}

/** Half a command: which there are that begin so. A word that is none of them is an error. */
function sayGroup(
  group: string,
  { words, wantsHelp }: { readonly words: readonly string[]; readonly wantsHelp: boolean },
  terminal: Terminal,
): 0 | 2 {
  const asked = words.join(" ");
  if (asked !== group) {
    terminal.err(`bellwether: I don't know “${asked}”. See: bellwether ${group} --help\n`);
    return 2;
  }
  const list = `Usage: bellwether ${group} COMMAND [options]\n\n${listOf(commands.filter(({ name }) => name.startsWith(`${group} `)))}\n`;
  (wantsHelp ? terminal.out : terminal.err)(list);
  return wantsHelp ? 0 : 2;
}

/** Of the package: "0.1.0". */
function version(): string {
  const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
  return String(version);
}

function optionsOf(command: Command): Record<string, CommandOption> {
  return {
    ...command.options,
    ...(command.tenant ? tenantOption : {}),
    ...(command.timed ? nowOption : {}),
    ...(command.long ? quietOption : {}),
    ...sharedOptions,
  };
}

function parseOrExplain(
  command: Command,
  args: readonly string[],
  options: Record<string, CommandOption>,
): { values: Values; positionals: string[] } {
  const hint = `See: bellwether ${command.name} --help`;
  try {
    const plain = Object.fromEntries(
      Object.entries(options).map(([name, { help: _help, value: _value, ...option }]) => [name, option]),
    );
    const { values, positionals } = parseArgs({ args: [...args], options: plain, allowPositionals: true });
    const [least, most] = command.positionals ?? [0, 0];
    if (!values.help && (positionals.length < least || positionals.length > most)) {
      throw new UsageError(`${command.name} takes ${command.usage ?? "no further words"}. ${hint}`);
    }
    return { values: values as Values, positionals };
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`${(error as Error).message.split(". ")[0]}. ${hint}`);
  }
}

function nowOf(text: Values[string]): Date {
  if (typeof text !== "string") return new Date();
  const now = new Date(/^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T12:00:00Z` : text);
  if (Number.isNaN(now.getTime()))
    throw new UsageError(`--now “${text}” is not a time: write it as 2026-11-20T08:30:00Z.`);
  return now;
}

async function tenantIdOf(database: Database, slug: Values[string]): Promise<string> {
  const tenants = await withSystem(database.db, "command line", listTenants);
  if (typeof slug === "string") {
    const found = tenants.find((tenant) => tenant.slug === slug);
    if (!found) throw new AppError("not-found", `There is no tenant “${slug}”. See: bellwether tenant list`);
    return found.id;
  }
  const [only, another] = tenants;
  if (!only)
    throw new AppError("not-found", "There is no tenant yet. Make one with: bellwether tenant create NAME");
  if (another)
    throw new UsageError("There are several tenants: say which with --tenant. See: bellwether tenant list");
  return only.id;
}

function sentenceOf(error: unknown): string {
  if (error instanceof AppError || error instanceof UsageError)
    return error.message.replaceAll("\n", "\nbellwether: ");
  const { message, code } = error as { message?: string; code?: string };
  if (code === "ECONNREFUSED" || code === "ENOTFOUND")
    return `The database cannot be reached (${code}). Check DATABASE_URL.`;
  if (code === "ENOENT") return `${message ?? "No such file"}.`;
  return `${message || String(error)}. Set LOG_LEVEL=debug for more.`;
}

function listOf(listed: readonly Command[]): string {
  const width = Math.max(...listed.map(({ name }) => name.length));
  return listed.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`).join("\n");
}

function overview(): string {
  return `bellwether: tells account managers which customer accounts are turning\n\nUsage: bellwether COMMAND [options]\n\n${listOf(commands)}\n\nEach takes --help. Settings come from the environment: see .env.example.\n`;
}

function helpOf(command: Command, options: Record<string, CommandOption>): string {
  const usage = `bellwether ${command.name}${command.usage ? ` ${command.usage}` : ""} [options]`;
  const rows = Object.entries(options).map(([name, option]) => [
    `${option.short ? `-${option.short}, ` : ""}--${name}${option.type === "string" ? ` ${option.value ?? "VALUE"}` : ""}`,
    option.help,
  ]);
  const width = Math.max(...rows.map(([left]) => left?.length ?? 0));
  return `${command.summary}\n\nUsage: ${usage}\n\n${rows.map(([left, right]) => `  ${left?.padEnd(width)}  ${right}`).join("\n")}\n`;
}
