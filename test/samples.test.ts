import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { sampleAlerts } from "../src/bot/samples/alert-messages.ts";
import { silenceAlert } from "../src/bot/samples/alerts.ts";
import { sampleGroups } from "../src/bot/samples/sample-groups.ts";
import { startRules } from "../src/scoring/models/compile-model.ts";

/*
 * No message without an example: whatever a view can say stands on /preview, and goes through every renderer's tests, under
 * names that try to be more than names. Read from the sources, so that a view that a later change adds is held to it by itself.
 */

const bot = join(import.meta.dirname, "../src/bot");
const sourcesOf = (folder: string) =>
  readdirSync(folder)
    .filter((name) => /\.tsx?$/.test(name) && !name.endsWith(".test.ts"))
    .map((name) => readFileSync(join(folder, name), "utf8"));

const views = sourcesOf(join(bot, "views"));
/** The functions that the views export and that make a message. */
const makers = views.flatMap((source) =>
  [...source.matchAll(/^export function (\w+)\(((?!^export |^\}).|\n(?!export |\}))*?\): Message \{/gm)].map(
    ([, name = ""]) => name,
  ),
);

/** Makers whose message is made through another: the kinds of digest. */
const through: Readonly<Record<string, string>> = {
  firstDigest: "digestMessage",
  morningDigest: "digestMessage",
  quietDigest: "digestMessage",
  staleDigest: "digestMessage",
  weeklyDigest: "digestMessage",
};

/** Makers that print nothing that anybody wrote: names try nothing there. */
const nameless: Readonly<Record<string, string>> = {
  accountPageMessage: "says that there is a page, and nothing of it",
  digestSentMessage: "a tick",
  digestSettingsMessage: "days, times and a zone that is one of a list",
  digestUnreadMessage: "how to type a time",
  errorMessage: "what its caller says: those are here",
  exportDoneMessage: "a file's name, which is letters, digits and dashes",
  exportFailedMessage: "the names of formats",
  exportLinkMessage: "a file's name, which is letters, digits and dashes",
  noDataMessage: "what comes next",
  noticeSettingsMessage: "channels and times",
  notLinkedMessage: "how to sign in",
  notSavedMessage: "that nothing changed",
  quietUnreadMessage: "how to type a time",
  saidLate: "times",
  sharedChannelMessage: "that nothing is shown there",
};

const calls = (sources: readonly string[], name: string) =>
  sources.some((source) => new RegExp(`(?<!function )\\b${name}\\(`).test(source));

describe("every view", () => {
  test("that makes a message is found", () => {
    expect(makers.length).toBeGreaterThan(35);
    expect(makers).toEqual(expect.arrayContaining(["alertMessage", "signInLinkMessage", "saidLate"]));
    // A maker in another form of words would not be found.
    const types = views.join("\n").match(/\): Message\b(?! \{)|=> Message\b|: Message =/g) ?? [];
    expect(types, "write a view as `export function name(…): Message {`").toEqual([]);
    expect(
      [...Object.keys(through), ...Object.keys(nameless)].filter((name) => !makers.includes(name)),
    ).toEqual([]);
  });

  test("has a sample, which /preview shows and every renderer is tried on", () => {
    const samples = sourcesOf(join(bot, "samples"));
    expect(makers.filter((name) => !calls(samples, through[name] ?? name))).toEqual([]);
  });

  test("is tried with hostile names, where it prints any", () => {
    const families = [readFileSync(join(import.meta.dirname, "messages.ts"), "utf8")];
    const untried = makers.filter((name) => !(name in nameless) && !calls(families, through[name] ?? name));
    expect(untried).toEqual([]);
  });
});

test("every group of samples is shown, and no two samples have one name", () => {
  const groups = sourcesOf(join(bot, "samples")).flatMap((source) =>
    [...source.matchAll(/^export const (sample\w+): Readonly<Record<string, Message>>/gm)].map(
      ([, name = ""]) => name,
    ),
  );
  expect(sampleGroups).toHaveLength(groups.length);
  const names = sampleGroups.flatMap(({ samples }) => Object.keys(samples));
  expect(names.length).toBe(new Set(names).size);
});

test("samples of alerts agree with themselves: the picture with the health that is said, a silence with its rule", () => {
  let compared = 0;
  for (const { parts } of Object.values(sampleAlerts)) {
    const health = parts.flatMap((part) => (part.part === "facts" ? part.facts : [])).find(isHealth);
    const [words] = health?.value.flatMap((span) => (span.kind === "text" ? span.text.trim() : [])) ?? [];
    for (const part of parts) {
      if (part.part !== "image" || words === undefined) continue;
      expect(part.alt).toContain(words);
      compared++;
    }
  }
  expect(compared).toBeGreaterThan(3);
  expect(silenceAlert.opening).toMatchObject({ days: startRules.b2b.silenceDays });
});

function isHealth({ label }: { readonly label: string }): boolean {
  return label === "Health";
}
