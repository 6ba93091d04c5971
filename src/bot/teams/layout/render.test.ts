import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { messagesAbout as familiesAbout, hostileNames } from "../../../../test/messages.ts";
import { assertTeamsCard } from "../../../../test/teams/assert-card.ts";
import { cardFaults, hasCardSchema } from "../../../../test/teams/card-schema.ts";
import { examples } from "../../../../test/teams/examples.ts";
import { findCommand } from "../../answers/command-schema.ts";
import { type Message, strong, t } from "../../message.ts";
import { toPlainText } from "../../plain-text.ts";
import type { AdaptiveCard, CardElement } from "./card.ts";
import { escapeMarkdown, markdown, textLines, typedCommand } from "./card-text.ts";
import { cardBytes, teamsLimits } from "./limits.ts";
import { alertOf, renderTeams } from "./render.ts";

const publicUrl = "https://bellwether.example";
const options = {
  publicUrl,
  imageUrl: "https://bellwether.example/pictures/0000.png",
  refreshFor: ["29:priya"],
} as const;

const rendered = (message: Message): AdaptiveCard => renderTeams(message, options).card;

/** Every value under a name, anywhere in a card. */
function valuesOf(value: unknown, name: string): unknown[] {
  if (Array.isArray(value)) return value.flatMap((item) => valuesOf(item, name));
  if (value === null || typeof value !== "object") return [];
  return Object.entries(value).flatMap(([key, inner]) => [
    ...(key === name ? [inner] : []),
    ...valuesOf(inner, name),
  ]);
}

/** Every family of message about accounts that are called `name`. */
const messagesAbout = (name: string, accounts?: number): Message[] =>
  Object.values(familiesAbout(name, accounts));

describe("limits", () => {
  test.each(hostileNames)("every card about an account called %j is one that Teams shows", (name) => {
    for (const message of messagesAbout(name)) assertTeamsCard(rendered(message));
  });

  test.each([0, 1, 2, 30, 1_000])("%i accounts that need somebody fit into one card", (accounts) => {
    for (const message of messagesAbout("Acme", accounts)) assertTeamsCard(rendered(message));
  });

  test("what a list shows and what it says is hidden add up to the number in its heading", () => {
    const [digest] = messagesAbout("Acme", 1_000);
    const text = JSON.stringify(rendered(digest as Message));
    const shown = text.split("New alert.").length - 1;
    const hidden = [...text.matchAll(/(\d+) more: /g)].map((match) => Number(match[1]));
    // Need you and Also moved hold the same thousand; the view names what of the movers is beyond five.
    expect(shown + hidden.reduce((sum, value) => sum + value, 0)).toBe(1_000 + 5);
  });

  test("heading, first text and buttons stay when nothing else fits", () => {
    const message: Message = {
      summary: "s",
      parts: [
        { part: "heading", text: "Kept" },
        { part: "text", text: [t("First stays.")] },
        ...Array.from({ length: 14 }, () => ({ part: "text" as const, text: [t("word ".repeat(600))] })),
        { part: "facts", facts: [{ label: "Fact", value: [t("f".repeat(400))] }] },
        { part: "actions", actions: [{ kind: "open", label: "Open", path: "/" }], overflow: [] },
      ],
    };
    const card = rendered(message);
    assertTeamsCard(card);
    expect(card.body.at(0)?.type).toBe("TextBlock");
    expect(card.body.at(-1)?.type).toBe("ActionSet");
    expect(JSON.stringify(card)).toContain("First stays.");
    expect(JSON.stringify(card)).not.toContain("FactSet");
  });

  test("the check refuses what Teams would cut or not show", () => {
    const card = rendered(examples.alert as Message);
    const body = (...elements: unknown[]) => ({ ...card, body: elements as CardElement[] });
    const action = { type: "Action.OpenUrl", title: "Open", url: publicUrl };
    expect(() => assertTeamsCard({ ...card, body: [] })).toThrow("empty");
    expect(() => assertTeamsCard({ ...card, fallbackText: "x".repeat(29_000) })).toThrow("28672 are allowed");
    expect(() => assertTeamsCard(body({ type: "ActionSet", actions: Array(4).fill(action) }))).toThrow(
      "3 buttons",
    );
    expect(() =>
      assertTeamsCard(body({ type: "Image", url: "data:image/png;base64,AA", altText: "x" })),
    ).toThrow("absolute");
    expect(() => assertTeamsCard(body({ type: "Table", columns: Array(5).fill({}), rows: [] }))).toThrow(
      "4 columns",
    );
    expect(() =>
      assertTeamsCard(
        body({ type: "ActionSet", actions: [{ type: "Action.Execute", title: "x", verb: "x" }] }),
      ),
    ).toThrow("fallback");
  });
});

describe.skipIf(!hasCardSchema)("Microsoft's schema of Adaptive Cards 1.5", () => {
  const faults = hasCardSchema ? cardFaults() : () => [];

  test.each(Object.entries(examples))("takes the card “%s”", (_, message) => {
    expect(faults(rendered(message))).toEqual([]);
  });

  test("takes cards about hostile names, and refuses a card of another shape", () => {
    for (const name of hostileNames) {
      for (const message of messagesAbout(name)) expect(faults(rendered(message))).toEqual([]);
    }
    const card = rendered(examples.alert as Message);
    expect(faults({ ...card, body: [{ type: "Blink", text: "x" }] })).not.toEqual([]);
    expect(faults({ ...card, version: 3 })).not.toEqual([]);
  });
});

describe("hostile names", () => {
  test("no name becomes a link, formatting, a date or a mention", () => {
    for (const name of hostileNames) {
      for (const message of messagesAbout(name)) {
        const card = rendered(message);
        expect(JSON.stringify(card)).not.toMatch(/\{\{(DATE|TIME)/);
        for (const url of valuesOf(card, "url")) expect(url).toMatch(/^https:\/\/bellwether\.example\//);
        const read = [
          ...card.body.flatMap((element) => (element.type === "TextBlock" ? [element.text] : [])),
          ...valuesOf(card.body, "value").filter((value) => typeof value === "string"),
        ];
        for (const text of read) expect(text).not.toMatch(/(?<!\\)\[click|\]\(https:\/\/evil/);
      }
    }
  });

  test("any text, escaped, holds nothing that Markdown obeys", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        const escaped = escapeMarkdown(text);
        expect(escaped.replace(/\\[\\*_~`[\]]/g, "")).not.toMatch(/[\\*_~`[\]]/);
        expect(escaped).not.toMatch(/\]\(|\{\{/);
      }),
    );
  });

  test("a line of a fact never begins a list, a quotation or a heading", () => {
    for (const start of ["- x", "+ x", "# x", "> x", "1. x", "12) x"]) {
      expect(markdown([t(start)], { publicUrl, most: 100 })).toMatch(/^\d*\\/);
    }
    expect(markdown([t("14 January 2027")], { publicUrl, most: 100 })).toBe("14 January 2027");
    expect(markdown([t("−15: Trend −11")], { publicUrl, most: 100 })).toBe("−15: Trend −11");
  });

  test("a text that is too long ends with “…”, in whole characters", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), (most) => {
        const [line = []] = textLines([strong("Çelik & Söhne 👩‍👩‍👧‍👦 AG"), t(" fell a lot this week.")], {
          publicUrl,
          most,
        });
        const words = line.map(({ text }) => text).join("");
        expect(words.length).toBeLessThanOrEqual(most);
        expect(words.isWellFormed()).toBe(true);
      }),
    );
  });
});

describe("layout", () => {
  const alert = examples.alert as Message;

  test("an alert is heading, text, facts, picture, buttons and small print, in this order", () => {
    const card = rendered(alert);
    expect(card.body.map(({ type }) => type)).toEqual([
      "TextBlock",
      "RichTextBlock",
      "FactSet",
      "Image",
      "ActionSet",
      "ActionSet",
      "RichTextBlock",
    ]);
    expect(renderTeams(alert, options).summary).toBe(
      "Acme: usage down 49%. 47 user-days in 28 days, usual 92.",
    );
    expect(card).toMatchSnapshot();
  });

  test("without its picture the card is whole, and says what became of it only when told", () => {
    const text = (given: Parameters<typeof renderTeams>[1]) => JSON.stringify(renderTeams(alert, given).card);
    expect(text({ publicUrl })).not.toMatch(/"Image"|Chart/);
    expect(text({ publicUrl, missingImage: "follows" })).toContain("Chart follows.");
    expect(text({ publicUrl, missingImage: "unavailable" })).toContain("Chart unavailable.");
  });

  test("at most three buttons are seen, and one of them is the first to press", () => {
    const sets = rendered(alert).body.flatMap((element) =>
      element.type === "ActionSet" ? [element.actions] : [],
    );
    const words = sets.map((actions) =>
      actions.map((action) => `${action.title} ${action.type}${"mode" in action ? ` ${action.mode}` : ""}`),
    );
    expect(words).toEqual([
      ["Acknowledge Action.Execute", "Snooze Action.Submit"],
      [
        "Open account Action.OpenUrl",
        "Resolve… Action.Submit secondary",
        "Export PDF Action.Execute secondary",
        "Not useful… Action.Execute secondary",
        "Why this alert? Action.Execute secondary",
      ],
    ]);
    const first = sets.flat().filter((action) => "style" in action && action.style === "positive");
    expect(first.map(({ title }) => title)).toEqual(["Acknowledge"]);
  });

  test("what needs a form opens a dialog; everything else is answered in place, or submitted by older clients", () => {
    const actions = valuesOf(rendered(alert), "actions").flat() as {
      type: string;
      fallback?: { data: unknown };
    }[];
    for (const action of actions as { type: string; title: string; data?: object; fallback?: object }[]) {
      if (action.type === "Action.Execute")
        expect(action.fallback).toMatchObject({
          type: "Action.Submit",
          title: action.title,
          data: action.data,
        });
      if (action.type === "Action.Submit")
        expect(action.data).toMatchObject({ msteams: { type: "task/fetch" } });
    }
  });

  test("every button and choice carries a command that is read back", () => {
    for (const message of Object.values(examples)) {
      const card = rendered(message);
      const carried = valuesOf(card, "command");
      const chosen = valuesOf(card, "choices").flatMap((choices) => valuesOf(choices, "value"));
      for (const text of [...carried, ...chosen]) expect(findCommand(text), String(text)).toBeDefined();
    }
  });

  test("an alert's card is asked for again by whom it is for, a digest's is not", () => {
    expect(alertOf(alert)).toBeDefined();
    expect(rendered(alert).refresh).toMatchObject({
      action: { type: "Action.Execute", verb: "refresh", data: { alertId: alertOf(alert) } },
      userIds: ["29:priya"],
    });
    expect(rendered(examples.digest as Message).refresh).toBeUndefined();
    expect(renderTeams(alert, { publicUrl }).card.refresh).toBeUndefined();
  });

  test("lists may use the width of the conversation, alerts stay narrow", () => {
    expect(rendered(examples.digest as Message).msteams).toEqual({ width: "Full" });
    expect(rendered(examples.portfolio as Message).msteams).toEqual({ width: "Full" });
    expect(rendered(alert).msteams).toBeUndefined();
  });

  test("commands are shown as they are typed in Teams", () => {
    expect(typedCommand("/health digest 8:30 weekdays")).toBe("digest 8:30 weekdays");
    expect(typedCommand("/health")).toBe("portfolio");
    expect(JSON.stringify(rendered(examples.help as Message))).not.toContain("/health");
  });

  test.each(Object.entries(examples))("the card “%s” says every word of its message", (_, message) => {
    const said = valuesOf(rendered(message), "text")
      .concat(
        valuesOf(rendered(message), "title"),
        valuesOf(rendered(message), "value"),
        valuesOf(rendered(message), "placeholder"),
      )
      .join(" ")
      .replaceAll("\\", "")
      .replaceAll("**", "");
    const words = toPlainText({
      ...message,
      parts: message.parts.filter(({ part }) => part !== "image" && part !== "divider"),
    });
    const missing = words
      .replaceAll("/health", " ")
      .split(/[\s[\]⋯]+|\( \)/u)
      .filter((word) => word !== "–" && !said.includes(word.replace(/[,.:]+$/, "")));
    expect(missing.filter((word) => !["Account", "Health", "7", "d", "Why", "Usual"].includes(word))).toEqual(
      [],
    );
    expect(cardBytes(rendered(message))).toBeLessThan(teamsLimits.cardBytes);
  });
});
