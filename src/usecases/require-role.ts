import type { TenantTx } from "../db/with-tenant.ts";
import { AppError } from "../errors.ts";

const forAdmins = {
  scoring: "Only an admin changes how accounts are scored.",
  metrics: "Metrics are defined by your admins.",
  events: "Only an admin says which events count as use.",
  previews: "Previews are for admins.",
  audit: "The audit log is for admins.",
  waysIn: "Only an admin decides how people sign in.",
} as const;

const forStaff = {
  alerts: "Alerts are for account managers and leads.",
  digests: "Digests are for account managers and leads.",
  inbox: "The inbox is for account managers and leads.",
  messages: "Messages are for account managers and leads.",
  renewals: "Renewals are for account managers and leads.",
  reports: "Reports are mailed to the team only. Download it.",
} as const;

/** What only an admin does, and the command line. @throws AppError `not-allowed` for everybody else */
export function requireAdmin(tx: TenantTx, what: keyof typeof forAdmins): void {
  if (tx.role !== "admin" && tx.role !== "system") throw new AppError("not-allowed", forAdmins[what]);
}

/** What is not for a customer's own people. @throws AppError `not-allowed` for them */
export function requireStaff(tx: TenantTx, what: keyof typeof forStaff): void {
  if (tx.role === "viewer") throw new AppError("not-allowed", forStaff[what]);
}

/**
 * What somebody of the team does for themselves.
 * @returns the acting member's id
 * @throws AppError `not-allowed` for a customer's own people and for who is no member
 */
export function requireStaffMember(tx: TenantTx, what: keyof typeof forStaff): string {
  const { actor } = tx.context;
  if (actor.kind !== "member" || tx.role === "viewer") throw new AppError("not-allowed", forStaff[what]);
  return actor.memberId;
}
