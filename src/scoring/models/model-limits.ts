/** A number that a model holds: whole, within bounds, of a unit. */
export interface Limit {
  readonly least: number;
  readonly most: number;
  readonly unit: string;
}

/** The bounds of every number of a model; forms and errors say the same. */
export const limits = {
  weight: { least: 0, most: 100, unit: "points" },
  halfLifeDays: { least: 1, most: 730, unit: "days" },
  fullDays: { least: 1, most: 365, unit: "days" },
  fullUsers: { least: 1, most: 10_000, unit: "users" },
  activeDays: { least: 1, most: 365, unit: "days" },
  inDays: { least: 7, most: 730, unit: "days" },
  users: { least: 1, most: 1_000, unit: "users" },
  usersInDays: { least: 7, most: 730, unit: "days" },
  silenceDays: { least: 7, most: 365, unit: "days" },
  atRisk: { least: 1, most: 98, unit: "points" },
  watch: { least: 2, most: 99, unit: "points" },
  leave: { least: 0, most: 20, unit: "points" },
  windowDays: { least: 1, most: 365, unit: "days" },
  seats: { least: 0, most: 10_000_000, unit: "seats" },
} as const satisfies Record<string, Limit>;

/** Segments of one model. */
export const mostSegments = 20;
