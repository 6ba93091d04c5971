import type { Reader } from "../../results/reader.ts";

/*
 * The people and accounts that every example uses: Friday 20 November 2026, 8:30 in Berlin, data to Thursday 19 November.
 */

/** The morning of every example. */
export const now = new Date("2026-11-20T07:30:00Z");
/** The last day that data are complete for. */
export const dataDay = "2026-11-19";
/** Where bands begin. */
export const thresholds = { atRisk: 60, watch: 70, leave: 3 } as const;

/** An id that is the same in every run: n in the last digits. */
export function id(n: number): string {
  return `019a0000-0000-7000-8000-${String(n).padStart(12, "0")}`;
}

/** Account manager. */
export const priya: Reader = {
  memberId: id(1),
  name: "Priya Shah",
  firstName: "Priya",
  email: "priya@orrery.example",
  role: "manager",
  zone: "Europe/Berlin",
  tenantName: "Orrery GmbH",
  tenantZone: "Europe/Berlin",
  demo: false,
};
/** Lead. */
export const dana: Reader = {
  ...priya,
  memberId: id(2),
  name: "Dana Okafor",
  firstName: "Dana",
  role: "lead",
};
/** Admin. */
export const tomas: Reader = {
  ...priya,
  memberId: id(3),
  name: "Tomás Reyes",
  firstName: "Tomás",
  role: "admin",
};
/** Acme's own admin: a customer, who sees their one account in their own words. */
export const meyer: Reader = {
  ...priya,
  memberId: id(4),
  name: "J. Meyer",
  firstName: "J.",
  email: "meyer@acme.example",
  role: "viewer",
};
