import type { CommandRun, Terminal } from "./command.ts";

/** Shows how far a command is, on the way of errors: results stay alone on theirs. */
export interface Progress {
  readonly show: CommandRun["progress"];
  /** Takes the bar away, so that what is said next has its line for itself. */
  clear(): void;
}

/**
 * A bar where a person looks; elsewhere, as in the log of a scheduled job, a line for each tenth of each piece of work; with `quiet`
 * nothing.
 */
export function progressOn(terminal: Terminal, options: { readonly quiet: boolean }): Progress {
  if (options.quiet) return { show: () => {}, clear: () => {} };
  return terminal.interactive ? barOn(terminal) : linesOn(terminal);
}

const barWidth = 24;
const wordsWidth = 40;

function barOn(terminal: Terminal): Progress {
  let isShown = false;
  return {
    show: (done, total, label, detail) => {
      const share = shareOf(done, total);
      const bar = "█".repeat(Math.round(share * barWidth)).padEnd(barWidth, "░");
      const words = detail === undefined ? label : `${label}, ${detail}`;
      terminal.err(
        `\r${bar} ${percentOf(share).padStart(4)}  ${words.padEnd(wordsWidth).slice(0, wordsWidth)}`,
      );
      isShown = true;
    },
    clear: () => {
      if (isShown) terminal.err(`\r${" ".repeat(barWidth + 7 + wordsWidth)}\r`);
      isShown = false;
    },
  };
}

function linesOn(terminal: Terminal): Progress {
  const said = { label: "", tenth: 0 };
  return {
    show: (done, total, label) => {
      if (label !== said.label) Object.assign(said, { label, tenth: 0 });
      const tenth = Math.floor(shareOf(done, total) * 10);
      // What is done at the first look was not long.
      if (tenth <= said.tenth || (said.tenth === 0 && tenth === 10)) return;
      said.tenth = tenth;
      terminal.err(`${label}: ${percentOf(tenth / 10)}\n`);
    },
    clear: () => {},
  };
}

function shareOf(done: number, total: number): number {
  return total === 0 ? 1 : Math.min(1, done / total);
}

function percentOf(share: number): string {
  return `${Math.round(share * 100)}%`;
}
