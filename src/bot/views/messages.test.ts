import { expect, test } from "vitest";
import * as cast from "../../../test/cast.ts";
import { messages } from "../../../test/messages.ts";
import { chartToSvg } from "../../render/svg.ts";
import { toPlainText } from "../plain-text.ts";
import { accountCardMessage } from "./account-card.ts";
import { alertMessage } from "./alert.ts";
import { digestMessage } from "./digest.ts";
import { portfolioMessage } from "./portfolio.ts";
import { whyAlertMessage } from "./why-alert.ts";
import { whyScoreMessage } from "./why-score.ts";

const { acmeCard, morning, now, portfolio, priya } = cast;
const asked = { now, place: "channel" } as const;
const account = { now, account: acmeCard };

test.each(Object.entries(messages))("“%s” reads as it should", async (name, message) => {
  const file = name.toLowerCase().replace(/[^a-z0-9]+/g, "-");
  await expect(`${message.summary}\n\n${toPlainText(message)}`).toMatchFileSnapshot(
    `__snapshots__/${file}.txt`,
  );
});

test.each(Object.entries(messages))("“%s” keeps to the voice", (_, message) => {
  const words = `${message.summary}\n${toPlainText(message)}`;
  expect(words).not.toMatch(
    /!|\bplease\b|oops|successfully|anomaly|churn|engagement|KPI|undefined|null|NaN|\bsync\b/i,
  );
  expect(words, "deltas have a true minus").not.toMatch(/(^|[\s(])-\d/);
  expect(words, "a count of one is singular").not.toMatch(
    /\b1 (accounts|days|alerts|user-days|points|people|pages)\b/,
  );
  expect(words).not.toMatch(/ {2,}\.|\.\.|,,| ,| \./);
  expect(message.summary.length).toBeLessThanOrEqual(120);
  for (const part of message.parts) {
    if (part.part === "heading") expect(part.text.length).toBeLessThanOrEqual(60);
    if (part.part !== "actions") continue;
    for (const { label } of [...part.actions, ...part.overflow])
      expect(label.split(" ").length).toBeLessThanOrEqual(3);
  }
});

test.each([
  ["manager", 0, "You look after no accounts yet. Your admin assigns them."],
  ["lead", 0, "There are no accounts yet. They appear with the first usage."],
  ["manager", 3, "No usage has arrived yet. Your admin is setting up the data."],
  ["admin", 3, "No usage has arrived yet. Send events with a write key, or import a file."],
] as const)("a %s with %i accounts and no usage reads what comes next", (role, total, sentence) => {
  const counts = { atRisk: 0, watch: 0, healthy: 0, noData: total };
  const empty = { ...portfolio, counts, total, matching: total, lines: [], dataDay: null };
  expect(toPlainText(portfolioMessage(empty, { ...priya, role }, asked))).toBe(`${sentence}\n`);
});

test("a digest that comes more than 15 minutes late says so", () => {
  const late = new Date(now.getTime() + 55 * 60_000);
  expect(toPlainText(digestMessage(morning, priya, { now: late }))).toContain(
    "Late: due at 8:30, sent 55 min after",
  );
  expect(toPlainText(digestMessage(morning, priya, { now }))).not.toContain("Late:");
});

test("sample data is marked on every message of a demo", () => {
  const demo = { ...priya, demo: true };
  for (const message of [
    digestMessage(morning, demo, { now }),
    alertMessage(cast.acmeAlert, demo, account),
    accountCardMessage(acmeCard, demo, asked),
    portfolioMessage(portfolio, demo, asked),
    whyScoreMessage(cast.acmeChange, demo, asked),
    whyAlertMessage(cast.acmeAlert, demo),
  ]) {
    expect(toPlainText(message)).toContain("Sample data");
  }
});

test("every picture of a message can be drawn, and its alt text says what its title says", async () => {
  let drawn = 0;
  for (const message of Object.values(messages)) {
    for (const part of message.parts) {
      if (part.part !== "image") continue;
      const { svg } = await chartToSvg(part.chart, { theme: "light" });
      const title = part.chart.kind === "account" ? part.chart.name : part.chart.title;
      expect(svg).toContain(title.replaceAll("&", "&amp;"));
      expect(part.alt).toContain(title);
      drawn++;
    }
  }
  expect(drawn).toBeGreaterThan(8);
});
