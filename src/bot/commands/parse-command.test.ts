import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseDigest } from "./digest-command.ts";
import { parseCommand, type Request } from "./parse-command.ts";
import type { WhyPeriod } from "./why-period.ts";

const account = (name: string, meant: string | null = null): Request => ({ kind: "account", name, meant });
const talk = (said: "greeting" | "wish", name: string, meant: string | null = null): Request => ({
  kind: "account",
  name,
  meant,
  talk: said,
});
const why = (name: string, period: WhyPeriod): Request => ({ kind: "why", name, period });

test.each<[string, Request]>([
  ["", { kind: "portfolio" }],
  ["   ", { kind: "portfolio" }],
  ["/health", { kind: "portfolio" }],
  ["/health acme", account("acme")],
  ["all", { kind: "portfolio" }],
  ["acme", account("acme")],
  ["  Çelik   Systems ", account("Çelik Systems")],
  ["renewals", { kind: "renewals" }],
  ["Renewal", { kind: "renewals" }],
  ["at-risk", { kind: "list", filter: "at-risk" }],
  ["At Risk", { kind: "list", filter: "at-risk" }],
  ["watch", { kind: "list", filter: "watch" }],
  ["movers", { kind: "list", filter: "movers" }],
  ["renewal acme", { kind: "renewals", orAccount: ["renewal acme", "acme"] }],
  ['watch "Tower"', { kind: "list", filter: "watch", orAccount: ['watch "Tower"', "Tower"] }],
  ['"watch"', account("watch")],
  ["“Watch Tower”", account("Watch Tower")],
  ["„Help AG“", account("Help AG")],
  ["why acme", why("acme", { sinceDays: null })],
  ["why acme since 30d", why("acme", { sinceDays: 30 })],
  ["why acme in the last 3 months", why("acme", { sinceDays: 90 })],
  ["why Çelik Systems since 2 weeks", why("Çelik Systems", { sinceDays: 14 })],
  ["why acme since 2026-09-01", why("acme", { from: "2026-09-01", to: null })],
  ["why acme since 1 Sep", why("acme", { from: "1 Sep", to: null })],
  ["why acme from 2026-09-01 to 15 October 2026", why("acme", { from: "2026-09-01", to: "15 October 2026" })],
  ["why acme between 1 sept and yesterday", why("acme", { from: "1 sept", to: "yesterday" })],
  ["why Letters from 12 Angry", why("Letters from 12 Angry", { sinceDays: null })],
  ["why Made in 1990 since 7d", why("Made in 1990", { sinceDays: 7 })],
  ['why "since 30d"', why("since 30d", { sinceDays: null })],
  ["why", { kind: "incomplete", verb: "why" }],
  ["export acme pdf", { kind: "export", name: "acme", format: "pdf", by: "file" }],
  ["export acme", { kind: "export", name: "acme", format: "pdf", by: "file" }],
  ["export portfolio csv", { kind: "export", name: null, format: "csv", by: "file" }],
  ['export "portfolio" csv', { kind: "export", name: "portfolio", format: "csv", by: "file" }],
  ["export acme pdf by mail", { kind: "export", name: "acme", format: "pdf", by: "mail" }],
  ["export acme by e-mail", { kind: "export", name: "acme", format: "pdf", by: "mail" }],
  ["export portfolio CSV By Email", { kind: "export", name: null, format: "csv", by: "mail" }],
  ['export "stand by mail" csv', { kind: "export", name: "stand by mail", format: "csv", by: "file" }],
  ["export by mail", { kind: "incomplete", verb: "export" }],
  ["export", { kind: "incomplete", verb: "export" }],
  ["export pdf", { kind: "incomplete", verb: "export" }],
  ["export acme xlsx", { kind: "export", name: "acme", format: "xlsx", by: "file" }],
  ["export portfolio Excel", { kind: "export", name: null, format: "xlsx", by: "file" }],
  ["export acme XLS by mail", { kind: "export", name: "acme", format: "xlsx", by: "mail" }],
  ['export "Acme Excel"', { kind: "export", name: "Acme Excel", format: "pdf", by: "file" }],
  ["export xlsx", { kind: "incomplete", verb: "export" }],
  ["digest off", { kind: "digest", digest: { do: "off" } }],
  ["help", { kind: "help" }],
  ["exprot acme pdf", account("exprot acme pdf", "export acme pdf")],
  ["hlep", account("hlep", "help")],
  ["Hello", talk("greeting", "Hello")],
  ["thanks, that helps", talk("greeting", "thanks, that helps")],
  ["Okta", account("Okta")],
  ["statsu", account("statsu", "portfolio")],
  ["renwal", account("renwal", "renewals")],
  ["settings", talk("wish", "settings", "notices")],
  ["tasks", talk("wish", "tasks")],
])("“%s” is understood", (text, request) => {
  expect(parseCommand(text)).toEqual(request);
});

test("any text is a request, and a quoted name is always that account", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 400 }), (text) => {
      expect(parseCommand(text).kind).toBeTypeOf("string");
    }),
  );
  fc.assert(
    fc.property(fc.stringMatching(/^[a-z][a-z-]{0,20}$/), (name) => {
      expect(parseCommand(`"${name}"`)).toEqual(account(name));
    }),
  );
});

test("a name that begins like a word of the language's objects is a name", () => {
  expect(parseCommand("constructor")).toEqual(account("constructor"));
  expect(parseCommand("__proto__ gmbh")).toEqual(account("__proto__ gmbh"));
});

describe("digest", () => {
  test.each([
    ["", { do: "show" }],
    ["off", { do: "off" }],
    ["on", { do: "on" }],
    ["now", { do: "now" }],
    ["8:30 weekdays", { do: "set", localTime: "08:30", weekdays: [1, 2, 3, 4, 5] }],
    ["17:00 mon,thu", { do: "set", localTime: "17:00", weekdays: [1, 4] }],
    ["17:00 mon, thu", { do: "set", localTime: "17:00", weekdays: [1, 4] }],
    ["at 9 on mondays and wednesdays", { do: "set", localTime: "09:00", weekdays: [1, 3] }],
    ["mon-fri 9.15", { do: "set", localTime: "09:15", weekdays: [1, 2, 3, 4, 5] }],
    ["fri-mon 8:00", { do: "set", localTime: "08:00", weekdays: [1, 5, 6, 7] }],
    ["5 pm every day", { do: "set", localTime: "17:00", weekdays: [1, 2, 3, 4, 5, 6, 7] }],
    ["12am", { do: "set", localTime: "00:00", weekdays: null }],
    ["weekends", { do: "set", localTime: null, weekdays: [6, 7] }],
    ["25:00", { do: "unread" }],
    ["8:30 8:45", { do: "unread" }],
    ["8:30 someday", { do: "unread" }],
    ["mon- 8:30", { do: "unread" }],
    ["13pm", { do: "unread" }],
    ["and", { do: "show" }],
  ])("“%s” is understood", (text, request) => {
    expect(parseDigest(text)).toEqual(request);
  });

  test("any text ends in a request with a real time and real weekdays", () => {
    const words = fc.constantFrom(
      "8",
      ":",
      "30",
      "mon",
      "-",
      ",",
      "thu",
      " ",
      "pm",
      "weekdays",
      "off",
      "–",
      "x",
    );
    const texts = fc.oneof(
      fc.string(),
      fc.array(words, { maxLength: 8 }).map((parts) => parts.join("")),
    );
    fc.assert(
      fc.property(texts, (text) => {
        const request = parseDigest(text);
        if (request.do !== "set") return;
        expect(request.localTime ?? "00:00").toMatch(/^([01]\d|2[0-3]):[0-5]\d$/);
        for (const day of request.weekdays ?? [1]) expect([1, 2, 3, 4, 5, 6, 7]).toContain(day);
      }),
    );
  });
});
