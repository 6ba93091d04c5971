import type { AlertFacts } from "../results/alerts.ts";

/** Where an alert stands. */
export const alertStateWords: Readonly<Record<AlertFacts["state"], string>> = {
  open: "open",
  acknowledged: "picked up",
  snoozed: "snoozed",
  resolved: "resolved",
  withdrawn: "withdrawn",
};
