import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { mailLimits } from "../../src/bot/email/layout/limits.ts";
import { type RenderedMail, renderMail } from "../../src/bot/email/layout/render-mail.ts";
import { composeLetter, findAddress, parseMailbox } from "../../src/bot/email/outbound/compose.ts";
import type { Message } from "../../src/bot/message.ts";
import { reportMailMessage } from "../../src/bot/views/report-mail.ts";
import { signInLinkMessage } from "../../src/bot/views/sign-in-link.ts";
import * as cast from "../cast.ts";
import { hostileNames, messages, messagesAbout } from "../messages.ts";
import { readMarkup } from "./markup.ts";
import { allParts, headerOf, parseMail, partOf } from "./mime.ts";

/* Messages as mails: markup that is ours alone, text that reads by itself, and letters that every mail program can read. */

const publicUrl = "https://bellwether.example";
const tenantName = 'A <b> & "C"';
const footer = {
  reason: "Alerts come to you by mail.",
  links: [{ label: "Stop mailing alerts", address: `${publicUrl}/mail/stop?token=abc` }],
};

function mailOf(message: Message, isReply = false): RenderedMail {
  const charts = message.parts.flatMap((part) => (part.part === "image" ? [part.chart] : []));
  const pictures = new Map(charts.map((chart, at) => [chart, { cid: `c${at}@x`, width: 922, height: 1024 }]));
  return renderMail(message, { publicUrl, tenantName, footer, isReply, pictures });
}

const letterOf = (mail: RenderedMail, name = "Priya Shah") =>
  composeLetter({
    from: { name: "Bellwether", address: "bellwether@mail.example" },
    to: { name, address: "priya@orrery.example" },
    subject: mail.subject,
    text: mail.text,
    html: mail.html,
    date: cast.now,
    messageId: "<1@mail.example>",
    references: [],
    unsubscribeUrl: `${publicUrl}/mail/stop?token=abc`,
    pictures: mail.cids.map((cid) => ({ cid, png: new Uint8Array([137, 80, 78, 71]) })),
    file: null,
  });

const asked = {
  "sign-in link": signInLinkMessage(
    {
      token: "t0ken",
      onward: "/inbox?show=all",
      askedAt: cast.now,
      expiresAt: new Date(cast.now.getTime() + 900_000),
    },
    cast.priya,
  ),
  report: reportMailMessage(
    {
      account: cast.acme,
      format: "pdf",
      fileName: "Acme-health-2026-11-19.pdf",
      from: "2026-08-21",
      to: "2026-11-19",
    },
    cast.priya,
    { now: cast.now, attached: true },
  ),
};
const all: Readonly<Record<string, Message>> = { ...messages, ...asked };

describe.each(Object.entries(all))("“%s”", (_, message) => {
  const mail = mailOf(message);
  const { elements, text } = readMarkup(mail.html);

  test("fetches nothing, and leads nowhere but to us", () => {
    for (const { name, attributes } of elements) {
      if (name === "img") expect(attributes.src).toMatch(/^cid:c\d@x$/);
      if (name === "a") expect(attributes.href).toMatch(/^https:\/\/bellwether\.example(\/|$)/);
    }
    expect(mail.html).not.toMatch(/url\(|@import|http:\/\//);
  });

  test("reads without its layout: one heading at most, named pictures, tables that say whether they are any", () => {
    expect(elements.filter(({ name }) => name === "h1").length).toBeLessThanOrEqual(1);
    for (const { name, attributes } of elements) {
      if (name === "img") {
        expect(attributes.alt?.length).toBeGreaterThan(20);
        expect(Number(attributes.width)).toBeLessThanOrEqual(461);
      }
      if (name === "table")
        expect(attributes.role === "presentation" || attributes.class === "list").toBe(true);
    }
    expect(elements[0]).toEqual({ name: "html", attributes: { lang: "en-GB", dir: "ltr" } });
  });

  test("says in text all that its HTML says, and writes its links out", () => {
    const flat = mail.text.replace(/\s+/g, " ");
    for (const part of message.parts) {
      if (part.part !== "text" && part.part !== "context") continue;
      for (const span of part.text) {
        if (span.kind !== "text" && span.kind !== "strong" && span.kind !== "code") continue;
        const words = span.text.replace(/\s+/g, " ").trim();
        expect(flat).toContain(words);
        expect(text.replace(/ +/g, " ")).toContain(words.slice(0, 40));
      }
    }
    expect(mail.text.replaceAll(tenantName, "")).not.toMatch(/<\w+[^>]*>|&\w+;|\u00ad/);
    // An account of a list has one link in text: its page, which has the buttons.
    const inMenus = message.parts.some(({ part }) => part === "items") ? /\/(confirm|alerts)\/|\/why$/ : /^$/;
    for (const { name, attributes } of elements)
      if (name === "a" && !inMenus.test(attributes.href ?? "")) expect(mail.text).toContain(attributes.href);
  });

  test("arrives as it was written", async () => {
    const read = parseMail(await letterOf(mail));
    expect(headerOf(read, "Subject")).toBe(mail.subject);
    expect(partOf(read, "text/html").body.toString()).toBe(mail.html.replaceAll("\n", "\r\n"));
    expect(partOf(read, "text/plain").body.toString()).toBe(mail.text.replaceAll("\n", "\r\n"));
  });
});

test("what is too long is cut by the one rule: lists first, counted; never the heading, the first text or the buttons", () => {
  const digest = messagesAbout("Ünïcødé & Söhne ".repeat(12), 1_000).digest as Message;
  const mail = mailOf(digest);
  expect(Buffer.byteLength(mail.html)).toBeLessThanOrEqual(mailLimits.htmlBytes);
  const { text } = readMarkup(mail.html);
  for (const part of digest.parts) {
    if (part.part === "heading") expect(text).toContain(part.text);
    if (part.part === "actions") for (const { label } of part.actions) expect(text).toContain(label);
  }
  expect(text).toMatch(/\d+ more: open portfolio/);
  expect(mail.text).toMatch(/\d+ more: https:/);
});

describe("whatever somebody is called", () => {
  test.each(hostileNames.map((name) => [name]))("%j stays words", async (name) => {
    for (const message of Object.values(messagesAbout(name))) {
      const mail = mailOf(message, true);
      const { elements } = readMarkup(mail.html);
      for (const { attributes } of elements)
        if (attributes.href !== undefined)
          expect(attributes.href).toMatch(/^https:\/\/bellwether\.example(\/|$)/);
      const read = parseMail(await letterOf(mail, name));
      expect(read.headers.has("bcc")).toBe(false);
      expect([...read.headers.keys()].sort()).toEqual([
        "auto-submitted",
        "content-type",
        "date",
        "from",
        "list-unsubscribe",
        "list-unsubscribe-post",
        "message-id",
        "mime-version",
        "subject",
        "to",
        "x-auto-response-suppress",
      ]);
      expect(headerOf(read, "To")).toMatch(/ ?<?priya@orrery\.example>?$/);
      expect(allParts(read).filter(({ type }) => type.startsWith("text/"))).toHaveLength(2);
    }
  });

  test("no text at all becomes markup or a header", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "binary", maxLength: 300 }), async (name) => {
        const message: Message = {
          summary: name,
          topic: name,
          parts: [
            { part: "heading", text: name },
            {
              part: "text",
              text: [
                { kind: "link", text: name, path: `/?search=${encodeURIComponent(name.toWellFormed())}` },
              ],
            },
            { part: "facts", facts: [{ label: name, value: [{ kind: "strong", text: name }] }] },
          ],
        };
        const mail = mailOf(message);
        readMarkup(mail.html);
        const read = parseMail(await letterOf(mail, name));
        expect(headerOf(read, "Subject")).toBe(mail.subject);
        expect(read.headers.size).toBe(11);
      }),
      { numRuns: 60 },
    );
  });
});

describe("an address", () => {
  test.each(["priya@orrery.example", "p.shah+mail@orrery.example", "jörg@bücher.example"])(
    "%s can be written to",
    (text) => {
      expect(findAddress(text)).toBe(text);
    },
  );
  test.each([
    "a@b, c@d.example",
    "a@b.example>\r\nRCPT TO:<c@d.example",
    "Priya <p@orrery.example>",
    '"a b"@c.example',
    "a@b@c.example",
    "a;b@c.example",
    "group:a@b.example;",
    "@b.example",
    `${"a".repeat(65)}@b.example`,
    "",
  ])("%j is none", (text) => {
    expect(findAddress(text)).toBe(null);
  });
  test("with a name is read as MAIL_FROM has it", () => {
    expect(parseMailbox("bot@x.example")).toEqual({ name: "Bellwether", address: "bot@x.example" });
    expect(parseMailbox('"Orrery, CS" <bot@x.example>')).toEqual({
      name: "Orrery, CS",
      address: "bot@x.example",
    });
  });
});
