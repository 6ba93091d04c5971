import type { Role } from "../context.ts";

/*
 * What use cases answer: plain facts, already under the asker's rights, from which views make messages, pages and
 * reports. Points and scores are rounded here, once, by largest remainder, so that every surface shows the same figures
 * and they add up. Days are the tenant's; instants are ISO strings in UTC (facts are also stored as JSON).
 */

/** An instant, ISO 8601 in UTC. */
export type Instant = string;

/** Who reads, and in whose words: names, zone, role. */
export interface Reader {
  readonly memberId: string;
  readonly name: string;
  readonly firstName: string;
  readonly email: string;
  readonly role: Exclude<Role, "system">;
  readonly zone: string;
  readonly tenantName: string;
  readonly tenantZone: string;
  /** Sample data is marked wherever it is shown. */
  readonly demo: boolean;
}
