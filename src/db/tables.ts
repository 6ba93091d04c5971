import type { AlertTables } from "./tables/alerts.ts";
import type { MetricTables } from "./tables/metrics.ts";
import type { ModelsTables } from "./tables/models.ts";
import type { PeopleTables } from "./tables/people.ts";
import type { RoutingTables } from "./tables/routing.ts";
import type { ScoresTables } from "./tables/scores.ts";
import type { TeamsTables } from "./tables/teams.ts";
import type { TellingTables } from "./tables/telling.ts";
import type { UsageTables } from "./tables/usage.ts";

/**
 * The tables of the schema `app` that are asked through kysely's builder, with their rows as it reads and writes them; others are
 * asked in SQL alone. Days are text, `YYYY-MM-DD`; times of day `HH:MM:SS`; instants are Dates.
 */
export interface Tables
  extends PeopleTables,
    RoutingTables,
    UsageTables,
    MetricTables,
    ScoresTables,
    ModelsTables,
    AlertTables,
    TellingTables,
    TeamsTables {}
