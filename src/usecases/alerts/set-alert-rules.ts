import { readAlertRules, writeAlertRule } from "../../db/alerts/alert-rules.ts";
import { writeAudit } from "../../db/audit.ts";
import { readTenantRules } from "../../db/people/tenants.ts";
import type { TenantTx } from "../../db/with-tenant.ts";
import { AppError } from "../../errors.ts";
import type { AlertRulesFacts, AlertRulesOf } from "../../results/alert-rules.ts";
import { type AlertField, type AlertSettings, alertSettings } from "../../scoring/detect/alert-settings.ts";
import type { Day, SignalKind } from "../../scoring/types.ts";
import { datedDay } from "../../words/day-words.ts";
import { dayIn } from "../../zones.ts";
import { settingsOf } from "./alert-rule-book.ts";
import { findScope, idsOf, mayChange, readScopeRules } from "./get-alert-rules.ts";

/**
 * Sets what one scope says of its alerts: all of it, what is left out is the wider scope's. It counts from the next check, and
 * changes nothing about alerts that are open.
 * @throws AppError `bad-input` with the field for what is no rule, and for a mute that is over; `not-allowed` for who may not; `not-found` as `readScopeRules`
 */
export async function setAlertRules(
  tx: TenantTx,
  input: { readonly of: AlertRulesOf; readonly settings: unknown; readonly now: Date },
): Promise<AlertRulesFacts> {
  const { of, now } = input;
  await findScope(tx, of);
  if (!mayChange(tx, of)) {
    const who =
      of.scope === "tenant" ? "Only an admin changes the team's rules." : "You can't change these rules.";
    throw new AppError("not-allowed", who);
  }
  const settings = checkedSettings(input.settings);
  const ids = idsOf(of);
  const rows = await readAlertRules(tx);
  const before = settingsOf(
    rows.find((row) => row.memberId === ids.memberId && row.accountId === ids.accountId),
  );
  checkMutes(settings, before, dayIn(now, (await readTenantRules(tx)).zone));
  const { actor } = tx.context;
  const memberId = actor.kind === "member" ? actor.memberId : null;
  await writeAlertRule(tx, { ...ids, settings }, { memberId, now });
  await writeAudit(tx, {
    verb: "set alert rules",
    ...(of.scope === "account" ? { accountId: of.accountId } : {}),
    detail: { ...of, before, after: settings },
    now,
  });
  return readScopeRules(tx, { of, now });
}

/** Reads settings from outside. @throws AppError `bad-input` with `detail.field`, and `detail.sentence` to stand at it */
export function checkedSettings(given: unknown): AlertSettings {
  const read = alertSettings.safeParse(given);
  if (!read.success) {
    const [issue] = read.error.issues;
    const [field] = issue?.path ?? [];
    if (issue?.code === "unrecognized_keys" && field === undefined)
      throw refuse(issue.keys[0] ?? "", `There is no rule called “${issue.keys[0]}”.`);
    throw refuse(
      String(field ?? ""),
      field === undefined ? "Rules are a JSON object." : (issue?.message ?? ""),
    );
  }
  const { seatsFrom, seatsTo } = read.data;
  if (typeof seatsFrom === "number" && typeof seatsTo === "number" && seatsTo < seatsFrom)
    throw refuse("seatsTo", "The most seats are fewer than the least.");
  return read.data;
}

/** A mute that is set must not be over; one that ended since it was set may stay. @throws AppError `bad-input` */
function checkMutes({ mutedTo = {} }: AlertSettings, before: AlertSettings, today: Day): void {
  for (const [kind, to] of Object.entries(mutedTo)) {
    if (to === undefined || to >= today || before.mutedTo?.[kind as SignalKind] === to) continue;
    throw refuse("mutedTo", `${datedDay(to)} is over: write today, ${datedDay(today)}, or a later day.`);
  }
}

/** Names the field in the message, for who sees no form; a page shows the sentence beside its field. */
function refuse(field: string, sentence: string): AppError {
  const named = field === "" || sentence.includes(`“${field}”`) ? sentence : `${field}: ${sentence}`;
  return new AppError("bad-input", named, { detail: { field, sentence } });
}

/** A scope's settings with some fields changed; a field that is undefined is the wider scope's again. */
export function changedSettings(
  before: AlertSettings,
  change: Readonly<Partial<Record<AlertField, unknown>>>,
): Record<string, unknown> {
  const all: Record<string, unknown> = { ...before, ...change };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}
