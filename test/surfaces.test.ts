import { describe, expect, test } from "vitest";
import { mailLimits } from "../src/bot/email/layout/limits.ts";
import { renderMail } from "../src/bot/email/layout/render-mail.ts";
import type { Message } from "../src/bot/message.ts";
import { renderSlack } from "../src/bot/slack/layout/render.ts";
import { renderTeams } from "../src/bot/teams/layout/render.ts";
import type { Chart } from "../src/render/types.ts";
import { MessageCard } from "../src/web/parts/message-card.tsx";
import { hostileNames, messages, messagesAbout } from "./messages.ts";
import { assertSlackMessage } from "./slack/assert-message.ts";
import { readableBlocks } from "./slack/readable.ts";
import { assertTeamsCard } from "./teams/assert-card.ts";
import { readableCard } from "./teams/readable.ts";

/*
 * One message, four surfaces. Each is laid out by its own renderer from the same parts; here they are held side by side, so
 * that what one of them says the others say too, at any size and whatever a customer is called.
 */

const publicUrl = "https://bellwether.example";
const footer = { reason: "You get this because you look after these accounts.", links: [] };

/** What a reader sees of a message on each surface. Throws where a platform's limit is broken. */
const surfaces: Readonly<Record<string, (message: Message) => string>> = {
  Slack: (message) => {
    const { blocks } = renderSlack(message, { publicUrl, imageFileId: "F0123" });
    assertSlackMessage(blocks);
    return readableBlocks(blocks).join("\n");
  },
  Teams: (message) => {
    const { card } = renderTeams(message, { publicUrl, imageUrl: `${publicUrl}/pictures/1` });
    assertTeamsCard(card);
    return readableCard(card).join("\n");
  },
  mail: (message) => {
    const mail = renderMail(message, {
      publicUrl,
      tenantName: "Orrery",
      footer,
      isReply: false,
      pictures: picturesOf(message),
    });
    expect(Buffer.byteLength(mail.html)).toBeLessThanOrEqual(mailLimits.htmlBytes);
    expect(mail.subject).not.toMatch(/[\r\n]/);
    return `Subject: ${mail.subject}\n\n${mail.text}`;
  },
  inbox: (message) => readableHtml(String(MessageCard({ message, drawings: new Map(), back: "/inbox" }))),
};

function picturesOf(message: Message) {
  const charts = message.parts.flatMap((part) => (part.part === "image" ? [part.chart] : []));
  return new Map<Chart, { cid: string; width: number; height: number }>(
    charts.map((chart, index) => [chart, { cid: `chart-${index}`, width: 720, height: 800 }]),
  );
}

/** A card of the inbox as a person reads it. */
function readableHtml(markup: string): string {
  return markup
    .replace(/<(button|summary)[^>]*>(.*?)<\/\1>/gs, " [$2]")
    .replace(/<a class="button[^>]*>(.*?)<\/a>/gs, " [$1]")
    .replace(/<h2[^>]*>/g, "\n# ")
    .replace(/<(p|li|dt|tr|div|form|small|section|figcaption|summary)[^>]*>/g, "\n")
    .replace(/<(dd|td|th)[^>]*>/g, " | ")
    .replace(/<[^>]*>/g, "")
    .replaceAll("&quot;", '"')
    .replaceAll("&#39;", "'")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&")
    .replace(/[ \t]+/g, " ")
    .replace(/\s*\n\s*/g, "\n")
    .trim();
}

/** Words alone: what is left when every platform's marks and spaces are gone. */
function wordsOf(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "");
}

describe("every message", () => {
  test.each(Object.entries(messages))(
    "“%s” keeps within every platform's limits and says the same on all",
    (_, message) => {
      const heading = message.parts.find((part) => part.part === "heading")?.text ?? "";
      const first = message.parts.find((part) => part.part === "text");
      const said = first?.text.flatMap((span) => (span.kind === "text" ? [span.text] : [])) ?? [];
      for (const [name, read] of Object.entries(surfaces)) {
        const words = wordsOf(read(message));
        for (const text of [heading, ...said]) expect(words, name).toContain(wordsOf(text));
      }
    },
  );
});

/** Messages about one account, or about none, are the same however many there are. */
const aboutMany = [
  "digest",
  "weekly digest",
  "first digest",
  "stale digest",
  "held",
  "home",
  "portfolio",
  "renewals",
  "picker",
  "not found",
  "account list",
];

describe.each([0, 1, 30, 1_000])("with %i accounts", (accounts) => {
  test.each(
    Object.entries(messagesAbout("Acme", accounts)).filter(
      ([family]) => accounts === 1 || aboutMany.includes(family),
    ),
  )("%s reads as it should on every surface", async (family, message) => {
    await expect(sideBySide(message)).toMatchFileSnapshot(
      `__snapshots__/surfaces/${family.replaceAll(" ", "-")}-${accounts}.txt`,
    );
  });
});

describe("whatever a customer is called", () => {
  test.each(hostileNames.map((name, index) => [name, index] as const))(
    "%j is a name and nothing else",
    async (name, index) => {
      const about = messagesAbout(name);
      for (const message of Object.values(about)) for (const read of Object.values(surfaces)) read(message);
      const alert = about.alert as Message;
      await expect(sideBySide(alert)).toMatchFileSnapshot(`__snapshots__/surfaces/hostile-${index + 1}.txt`);
    },
  );
});

function sideBySide(message: Message): string {
  return Object.entries(surfaces)
    .map(([name, read]) => `== ${name}\n\n${read(message)}\n`)
    .join("\n");
}
