import type { ParseArgsConfig } from "node:util";
import type { Config } from "../config.ts";
import type { Database } from "../db/open-database.ts";

/** Where a command writes. Results go to `out`, progress and errors to `err`. */
export interface Terminal {
  out(text: string): void;
  err(text: string): void;
  /** A person looks at what is written to `err`: a progress bar makes sense. */
  readonly interactive: boolean;
}

/** What a command runs with. */
export interface CommandRun {
  readonly config: Config;
  readonly terminal: Terminal;
  readonly json: boolean;
  /** The clock, or `--now`. */
  readonly now: Date;
  readonly values: Readonly<Record<string, string | boolean | readonly string[] | undefined>>;
  readonly positionals: readonly string[];
  /** Opens the configured database; it is closed when the command ends. */
  database(): Promise<Database>;
  /** The id of `--tenant`, or of the only tenant. @throws AppError when there is none, or several and none is named */
  tenantId(): Promise<string>;
  /** Notes that some of what was given was refused and the rest done: the exit code is 3. */
  notePartly(): void;
  /** Shows how far a piece of work is. `label`: what is done, the same for the whole piece; `detail`: where it is just now. */
  progress(done: number, total: number, label: string, detail?: string): void;
}

/** A command of `bellwether`. */
export interface Command {
  /** One to three words: "serve", "tenant create", "alerts rules show". */
  readonly name: string;
  /** One line for the list. */
  readonly summary: string;
  /** What follows the name, such as "FILE.csv[.gz]". */
  readonly usage?: string;
  readonly options?: Readonly<Record<string, CommandOption>>;
  /** The least and the most positionals. */
  readonly positionals?: readonly [number, number];
  /** Takes --now. */
  readonly timed?: boolean;
  /** Shows its progress, and takes --quiet. */
  readonly long?: boolean;
  /** Takes --tenant. */
  readonly tenant?: boolean;
  /** @returns what `--json` prints; text was written to the terminal already */
  run(run: CommandRun): Promise<unknown>;
}

/** An option as the parser takes it, with its words in the help; `value` stands for what is given to it. */
export type CommandOption = NonNullable<ParseArgsConfig["options"]>[string] & {
  readonly help: string;
  readonly value?: string;
};
