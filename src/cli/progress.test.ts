import { describe, expect, test } from "vitest";
import { progressOn } from "./progress.ts";

function shown(options: { interactive: boolean; quiet?: boolean }) {
  const said: string[] = [];
  const terminal = { out: () => {}, err: (text: string) => void said.push(text), ...options };
  return { said, progress: progressOn(terminal, { quiet: options.quiet ?? false }) };
}

describe("how far a command is", () => {
  test("is a bar where a person looks, in one line that goes away", () => {
    const { said, progress } = shown({ interactive: true });
    progress.show(1, 4, "Reading", "20,000 rows");
    progress.show(0, 0, "Scoring");
    progress.clear();
    progress.clear();
    expect(said).toEqual([
      `\r██████░░░░░░░░░░░░░░░░░░  25%  ${"Reading, 20,000 rows".padEnd(40)}`,
      `\r████████████████████████ 100%  ${"Scoring".padEnd(40)}`,
      `\r${" ".repeat(71)}\r`,
    ]);
  });

  test("is a line for each tenth of each piece of work where nobody looks", () => {
    const { said, progress } = shown({ interactive: false });
    for (const done of [0, 1, 19, 20, 29, 55, 100, 100]) progress.show(done, 100, "Reading", `${done} rows`);
    progress.show(1, 3, "Scoring");
    progress.show(5, 3, "Scoring");
    progress.show(1, 1, "Writing");
    progress.clear();
    expect(said).toEqual([
      "Reading: 10%\n",
      "Reading: 20%\n",
      "Reading: 50%\n",
      "Reading: 100%\n",
      "Scoring: 30%\n",
      "Scoring: 100%\n",
    ]);
  });

  test("is not shown to who wants quiet", () => {
    for (const interactive of [true, false]) {
      const { said, progress } = shown({ interactive, quiet: true });
      progress.show(1, 2, "Reading");
      progress.clear();
      expect(said).toEqual([]);
    }
  });
});
