import { isOpen } from "../../../db/alerts/alert-states.ts";
import type { AlertRow } from "../../../db/alerts/alerts.ts";

/** A tenant's alerts, as a step of a pass knows them: what it changes in the database, it changes here. */
export class KnownAlerts {
  readonly #byAccount: Map<string, readonly AlertRow[]>;

  constructor(rows: readonly AlertRow[]) {
    this.#byAccount = Map.groupBy(rows, (alert) => alert.accountId);
  }

  /** All of an account, oldest first. */
  of(accountId: string): readonly AlertRow[] {
    return this.#byAccount.get(accountId) ?? [];
  }

  /** Those of an account that are open, picked up or put off. */
  openOf(accountId: string): readonly AlertRow[] {
    return this.of(accountId).filter(isOpen);
  }

  /** Those of all accounts. */
  open(): readonly AlertRow[] {
    return [...this.#byAccount.values()].flat().filter(isOpen);
  }

  add(alert: AlertRow): void {
    this.#byAccount.set(alert.accountId, [...this.of(alert.accountId), alert]);
  }

  change(alert: AlertRow, change: Partial<AlertRow>): void {
    const rows = this.of(alert.accountId).map((row) => (row.id === alert.id ? { ...row, ...change } : row));
    this.#byAccount.set(alert.accountId, rows);
  }
}
