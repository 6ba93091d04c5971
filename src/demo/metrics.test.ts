import { expect, test } from "vitest";
import { simulateMetrics } from "./metrics.ts";

const today = "2026-11-20";
const values = [...simulateMetrics({ today, seed: "bellwether" })];
const of = (account: string, metric: string) =>
  values.filter((value) => value.account === account && value.metric === metric);

test("the same day and seed give the same values, none of them of today or later", () => {
  expect([...simulateMetrics({ today, seed: "bellwether" })]).toEqual(values);
  expect(values.every(({ day }) => day < today)).toBe(true);
  expect(of("kestrel-robotics", "tickets-opened")).toEqual([]);
});

test("Acme asks for help more often lately, and says worse of us", () => {
  const tickets = of("acme", "tickets-opened");
  const sum = (from: string, to: string) =>
    tickets.filter(({ day }) => day >= from && day <= to).reduce((total, { value }) => total + value, 0);
  expect(sum("2026-10-23", "2026-11-19")).toBeGreaterThan(2 * sum("2026-09-18", "2026-10-15"));
  const nps = of("acme", "nps").map(({ value }) => value);
  expect(nps).toHaveLength(4);
  expect(nps.at(-1) ?? 0).toBeLessThan((nps.at(-2) ?? 0) - 10);
});

test("who stopped has not paid either", () => {
  expect(of("celik-systems", "invoices-overdue").at(-1)?.value).toBe(2);
  expect(of("nordwind", "invoices-overdue").every(({ value }) => value === 0)).toBe(true);
});
