import fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as cast from "../../../../test/cast.ts";
import { messagesAbout as familiesAbout, hostileNames } from "../../../../test/messages.ts";
import { assertSlackMessage } from "../../../../test/slack/assert-message.ts";
import { findCommand } from "../../answers/command-schema.ts";
import { type Message, strong, t } from "../../message.ts";
import { alertMessage } from "../../views/alert.ts";
import { digestMessage } from "../../views/digest.ts";
import { portfolioMessage } from "../../views/portfolio.ts";
import { countCharacters, slackLimits } from "./limits.ts";
import { escapeMrkdwn, mrkdwn } from "./mrkdwn.ts";
import { renderSlack } from "./render.ts";

const { acmeCard, morning, now, portfolio, priya } = cast;
const options = { publicUrl: "https://bellwether.example", imageFileId: "F0123" } as const;
const asked = { now, place: "channel" } as const;

/** Every family of message about accounts that are called `name`. */
const messagesAbout = (name: string, accounts?: number): Message[] =>
  Object.values(familiesAbout(name, accounts));

/** Every string that Slack would read as mrkdwn. */
function mrkdwnTexts(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(mrkdwnTexts);
  if (value === null || typeof value !== "object") return [];
  const own = value as { type?: unknown; text?: unknown };
  if (own.type === "mrkdwn" && typeof own.text === "string") return [own.text];
  return Object.values(value).flatMap(mrkdwnTexts);
}

describe("limits", () => {
  test.each(hostileNames)("every message about an account called %j is one that Slack takes", (name) => {
    for (const message of messagesAbout(name)) {
      for (const tables of ["table", "sections"] as const) {
        assertSlackMessage(renderSlack(message, { ...options, tables }).blocks);
      }
    }
  });

  test.each([0, 1, 2, 30, 1_000])("%i accounts that need somebody fit into one message", (accounts) => {
    for (const message of messagesAbout("Acme", accounts))
      assertSlackMessage(renderSlack(message, options).blocks);
  });

  test("what a list shows and what it says is hidden add up to the number in its heading", () => {
    const [digest] = messagesAbout("Acme", 1_000);
    const text = JSON.stringify(renderSlack(digest as Message, options).blocks);
    const shown = text.split("New alert.").length - 1;
    const hidden = [...text.matchAll(/(\d+) more: </g)].map((match) => Number(match[1]));
    // Need you and Also moved hold the same thousand; the view names what of the movers is beyond five.
    expect(shown + hidden.reduce((sum, value) => sum + value, 0)).toBe(1_000 + 5);
  });

  test("heading, first text and buttons stay when nothing else fits", () => {
    const long = "word ".repeat(700);
    const message: Message = {
      summary: "s",
      parts: [
        { part: "heading", text: "Kept" },
        { part: "text", text: [t("First stays.")] },
        ...Array.from({ length: 12 }, () => ({ part: "text" as const, text: [t(long)] })),
        { part: "facts", facts: [{ label: "Fact", value: [t(long)] }] },
        { part: "actions", actions: [{ kind: "open", label: "Open", path: "/" }], overflow: [] },
      ],
    };
    const { blocks } = renderSlack(message, options);
    assertSlackMessage(blocks);
    expect(blocks.map(({ type }) => type)).toEqual(["header", "section", "section", "section", "actions"]);
    expect(JSON.stringify(blocks)).toContain("First stays.");
  });

  test("the check refuses what Slack would", () => {
    expect(() => assertSlackMessage([])).toThrow("needs a block");
    expect(() =>
      assertSlackMessage([{ type: "header", text: { type: "plain_text", text: "x".repeat(151) } }]),
    ).toThrow("151 characters, 150 are allowed");
    expect(() => assertSlackMessage([{ type: "actions", elements: [] }])).toThrow("1 to 5 elements");
    expect(() =>
      assertSlackMessage(Array.from({ length: 26 }, () => ({ type: "divider" as const }))),
    ).toThrow("26 blocks");
  });
});

describe("hostile names", () => {
  test("no name becomes a mention, a link, an emoji or formatting", () => {
    for (const name of hostileNames) {
      for (const message of messagesAbout(name)) {
        for (const text of mrkdwnTexts(renderSlack(message, options).blocks)) {
          // Nothing is read within code.
          const links = text
            .replace(/`[^`\n]*`/g, "")
            .replace(/<https:\/\/bellwether\.example\/[^|>]*\|/g, "")
            .replace(/<!date\^\d+\^[^|>]*\|/g, "");
          expect(links.replace(/<@U024BE7LH>$/, ""), text).not.toMatch(/<[@!#h]/);
          expect(links, text).not.toMatch(/:fire:|@here|[\u202A-\u202E]|(?!\n)\p{Cc}/u);
        }
      }
    }
  });

  test("any text, escaped, holds no character that Slack obeys", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        const escaped = escapeMrkdwn(text);
        expect(escaped).not.toMatch(/[<>]|&(?!(amp|lt|gt);)/);
        expect(escaped.replace(/\u200B[*~`_]\u200B/g, "")).not.toMatch(/[*~`]/);
      }),
    );
  });

  test("cut text stays whole markup, whatever the limit", () => {
    const text = [
      strong("Çelik & Söhne <AG>"),
      t(" fell. "),
      { kind: "link", text: "Open & see", path: "/a?b=c|d" } as const,
    ];
    fc.assert(
      fc.property(fc.integer({ min: 10, max: 120 }), (most) => {
        const cut = mrkdwn(text, "https://b.example", most);
        expect(cut.length).toBeLessThanOrEqual(most);
        expect(cut.split("<").length).toBe(cut.split(">").length);
        expect(cut).not.toMatch(/&(?!(amp|lt|gt);)/);
      }),
    );
  });
});

describe("layout", () => {
  const alert = alertMessage(cast.acmeAlert, priya, { now, account: acmeCard });

  test("an alert is heading, text, facts, picture, buttons and small print, in this order", () => {
    const { blocks, text } = renderSlack(alert, options);
    expect(blocks.map(({ type }) => type)).toEqual([
      "header",
      "section",
      "section",
      "image",
      "actions",
      "context",
    ]);
    expect(text).toBe("Acme: usage down 49%. 47 user-days in 28 days, usual 92.");
    expect(blocks).toMatchSnapshot();
  });

  test("without its picture the message is whole, and says what became of it only when told", () => {
    const types = (given: Parameters<typeof renderSlack>[1]) =>
      renderSlack(alert, given).blocks.map(({ type }) => type);
    const { publicUrl } = options;
    expect(types({ publicUrl })).not.toContain("image");
    expect(JSON.stringify(renderSlack(alert, { publicUrl, missingImage: "follows" }))).toContain(
      "Chart follows.",
    );
    expect(JSON.stringify(renderSlack(alert, { publicUrl, missingImage: "unavailable" }))).toContain(
      "Chart unavailable.",
    );
  });

  test("every button and menu entry carries a command that is read back", () => {
    const { blocks } = renderSlack(digestMessage(morning, priya, { now }), options);
    const values = [...JSON.stringify(blocks).matchAll(/"value":"((?:[^"\\]|\\.)*)"/g)].map(
      (match) => JSON.parse(`"${match[1]}"`) as string,
    );
    const commands = values.filter((value) => value !== "open");
    expect(commands.length).toBeGreaterThan(5);
    for (const value of commands) {
      expect(findCommand(value), value).toBeDefined();
      expect(value.length).toBeLessThanOrEqual(slackLimits.optionValue);
    }
  });

  test("what is read back from outside is a command or nothing", () => {
    fc.assert(fc.property(fc.anything(), (value) => void findCommand(value)));
    expect(findCommand('{"do":"acknowledge-alert","alertId":"1; drop table"}')).toBeUndefined();
    expect(findCommand(JSON.stringify({ do: "send-digest", extra: 1 }))).toBeUndefined();
  });

  test("an alert's time is shown in each reader's own zone, and its fallback names the zone", () => {
    expect(JSON.stringify(renderSlack(alert, options).blocks)).toContain(
      "<!date^1795158720^{date_short}, {time}|Fri 20 Nov, 8:12 CET>",
    );
  });

  test("a list as text lines says the same as its table", () => {
    const message = portfolioMessage(portfolio, priya, asked);
    const lines = JSON.stringify(renderSlack(message, { ...options, tables: "sections" }).blocks);
    expect(lines).toContain("🟥 55, at risk, silent 36 days");
    expect(lines).not.toContain('"type":"table"');
    expect(countCharacters(renderSlack(message, options).blocks)).toBeLessThan(slackLimits.characters);
  });
});
