import { describe, expect, test } from "vitest";
import { hostileNames, messagesAbout } from "../../../../test/messages.ts";
import { refuseHome } from "../../../../test/slack/block-rules.ts";
import type { Message } from "../../message.ts";
import { sampleErrors } from "../../samples/error-messages.ts";
import { sampleHomes } from "../../samples/home-messages.ts";
import { renderHome } from "./home.ts";

const options = { publicUrl: "https://bellwether.example", search: { drawn: "1" } };
const homeOf = (name: string, accounts?: number) => messagesAbout(name, accounts).home as Message;

describe("a home is one that Slack takes", () => {
  test.each([0, 1, 8, 9, 30, 1_000])("with %i accounts", (accounts) => {
    expect(refuseHome(renderHome(homeOf("Acme", accounts), options))).toEqual([]);
  });

  test.each(hostileNames)("of a customer called %j", (name) => {
    expect(refuseHome(renderHome(homeOf(name), options))).toEqual([]);
  });

  test.each(Object.entries({ ...sampleHomes, ...sampleErrors }))("“%s”", (_, message) => {
    expect(refuseHome(renderHome(message, { ...options, search: null }))).toEqual([]);
  });
});

test("the search box stands below what needs somebody, above what is settled, and is drawn anew each time", () => {
  const types = (search: typeof options.search | null) =>
    renderHome(homeOf("Acme", 2), { ...options, search }).blocks.map(({ type }) => type);
  expect(types(options.search)).toEqual([
    "header",
    "section",
    "section",
    "section",
    "actions",
    "divider",
    "section",
    "section",
    "context",
    "actions",
  ]);
  expect(types(null)).not.toEqual(types(options.search));
  const idDrawn = (drawn: string) =>
    renderHome(homeOf("Acme", 2), { ...options, search: { drawn } }).blocks.find(
      ({ type }) => type === "actions",
    )?.block_id;
  expect(idDrawn("1")).not.toBe(idDrawn("2"));
});
