import type { AlertSettings, ResolvedAlerts } from "../scoring/detect/alert-settings.ts";
import type { AlertCounts } from "../scoring/replay/count-alerts.ts";
import type { Instant } from "./reader.ts";

/** Whose alerts rules are about. */
export type AlertRulesOf =
  | { readonly scope: "tenant" }
  | { readonly scope: "portfolio"; readonly memberId: string }
  | { readonly scope: "account"; readonly accountId: string };

/** The rules of one scope: what it says itself, what holds for it in the end, and what that would have meant. */
export interface AlertRulesFacts {
  readonly of: AlertRulesOf;
  /** The tenant's, the member's or the account's name. */
  readonly name: string;
  /** What this scope says itself. */
  readonly own: AlertSettings;
  /** What holds, and whose word each field is. */
  readonly holds: ResolvedAlerts;
  /** What would hold if this scope said nothing. */
  readonly wider: ResolvedAlerts;
  /** Names that the tenant's accounts have, to choose from. */
  readonly plans: readonly string[];
  readonly stages: readonly string[];
  readonly changed: { readonly at: Instant; readonly byName: string | null } | null;
  /** How many accounts a portfolio has; null of another scope. */
  readonly portfolioSize: number | null;
  /** Whether the reader may change them. */
  readonly mayChange: boolean;
  /** Alerts that these rules would have sent in the last 90 days, by kind; null: there is too much to count while one waits. */
  readonly last90: AlertCounts | null;
}
