import { readPlansAndStages } from "../../db/accounts/segment-facts.ts";
import { type AlertRuleOf, readAlertAccounts, readAlertRules } from "../../db/alerts/alert-rules.ts";
import { writeAudit } from "../../db/audit.ts";
import { findMember } from "../../db/people/members.ts";
import { readTenantRules } from "../../db/people/tenants.ts";
import { readDataState } from "../../db/scores/data-state.ts";
import type { TenantTx } from "../../db/with-tenant.ts";
import { notFound } from "../../errors.ts";
import { isId } from "../../ids.ts";
import type { AlertRulesFacts, AlertRulesOf } from "../../results/alert-rules.ts";
import { addDays } from "../../scoring/days.ts";
import type { AlertSettings } from "../../scoring/detect/alert-settings.ts";
import { requireStaff } from "../require-role.ts";
import { alertRuleBook, resolvedFor, settingsOf } from "./alert-rule-book.ts";
import { countRecentAlerts } from "./count-recent-alerts.ts";

/**
 * The rules of one scope, for somebody to look at: with its row in the audit log, as alerts of 90 days come with them.
 * @param input as of `readScopeRules`
 * @throws AppError as `readScopeRules`
 */
export async function getAlertRules(
  tx: TenantTx,
  input: Parameters<typeof readScopeRules>[1],
): Promise<AlertRulesFacts> {
  const { of, tried, now } = input;
  const rules = await readScopeRules(tx, input);
  await writeAudit(tx, {
    verb: "looked at alert rules",
    ...(of.scope === "account" ? { accountId: of.accountId } : {}),
    detail: { ...of, ...(tried === undefined ? {} : { tried }) },
    now,
  });
  return rules;
}

/**
 * The rules of one scope, as part of something that is in the audit log by itself.
 * @param input.tried settings in place of its own: what they would mean, before they are kept
 * @throws AppError `not-allowed` for a customer's own admin; `not-found` for a member or an account that the asker may not see
 */
export async function readScopeRules(
  tx: TenantTx,
  input: { readonly of: AlertRulesOf; readonly tried?: AlertSettings; readonly now: Date },
): Promise<AlertRulesFacts> {
  const { of, tried, now } = input;
  const { name, ownerId } = await findScope(tx, of);
  const ids = idsOf(of);
  const kept = await readAlertRules(tx);
  const row = kept.find((rule) => rule.memberId === ids.memberId && rule.accountId === ids.accountId);
  const own = tried ?? settingsOf(row);
  const others = kept.filter((rule) => rule !== row);
  const rows = [...others, { ...ids, settings: own, updatedAt: now, updatedByName: null }];
  const accounts = await readAlertAccounts(tx, of.scope === "account" ? [of.accountId] : null);
  const accountIds =
    of.scope === "portfolio"
      ? accounts.filter((account) => account.ownerId === of.memberId).map((account) => account.id)
      : of.scope === "account"
        ? [of.accountId]
        : null;
  const scope = { ownerId, accountId: ids.accountId };
  const { dataDay, today } = await readDataState(tx, now);
  return {
    of,
    name,
    own,
    holds: resolvedFor(rows, scope),
    wider: resolvedFor(others, scope),
    ...(await readPlansAndStages(tx)),
    changed: row ? { at: row.updatedAt.toISOString(), byName: row.updatedByName } : null,
    portfolioSize: of.scope === "portfolio" ? (accountIds?.length ?? 0) : null,
    mayChange: mayChange(tx, of),
    last90: await countRecentAlerts(tx, alertRuleBook(rows, accounts), {
      to: dataDay ?? addDays(today, -1),
      accountIds,
    }),
  };
}

/** Whether the actor may change a scope's rules: the tenant's an admin, a portfolio's its member, an account's who looks after it. */
export function mayChange(tx: TenantTx, of: AlertRulesOf): boolean {
  const { actor } = tx.context;
  if (actor.kind !== "member" || tx.role === "admin") return tx.role !== "viewer";
  switch (of.scope) {
    case "tenant":
      return false;
    case "portfolio":
      return of.memberId === actor.memberId;
    case "account":
      return tx.role === "manager" || tx.role === "lead";
    default:
      return of satisfies never;
  }
}

/** The ids that a rule is kept by. */
export function idsOf(of: AlertRulesOf): AlertRuleOf {
  return {
    memberId: of.scope === "portfolio" ? of.memberId : null,
    accountId: of.scope === "account" ? of.accountId : null,
  };
}

/**
 * The scope's name, and whose portfolio it is or is in.
 * @throws AppError `not-allowed`, `not-found`
 */
export async function findScope(
  tx: TenantTx,
  of: AlertRulesOf,
): Promise<{ readonly name: string; readonly ownerId: string | null }> {
  requireStaff(tx, "alerts");
  switch (of.scope) {
    case "tenant":
      return { name: (await readTenantRules(tx)).name, ownerId: null };
    case "portfolio": {
      const own = tx.context.actor.kind === "member" && tx.context.actor.memberId === of.memberId;
      if (!isId(of.memberId) || !(own || tx.role === "admin" || tx.role === "system"))
        throw notFound("member");
      const member = await findMember(tx, of.memberId);
      if (!member || member.role === "viewer") throw notFound("member");
      return { name: member.name, ownerId: of.memberId };
    }
    case "account": {
      const [account] = isId(of.accountId) ? await readAlertAccounts(tx, [of.accountId]) : [];
      if (!account) throw notFound("account");
      return { name: account.name, ownerId: account.ownerId };
    }
    default:
      return of satisfies never;
  }
}
