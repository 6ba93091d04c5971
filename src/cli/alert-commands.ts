import { findNamedAccount } from "../db/accounts/account-search.ts";
import { readFactGroups } from "../db/accounts/segment-facts.ts";
import { readTenantRules } from "../db/people/tenants.ts";
import type { TenantTx } from "../db/with-tenant.ts";
import { AppError, notFound } from "../errors.ts";
import type { Judged } from "../results/alert-report.ts";
import type { AlertRulesFacts, AlertRulesOf } from "../results/alert-rules.ts";
import { alertSettings } from "../scoring/detect/alert-settings.ts";
import { unknownFacts } from "../scoring/models/segment-sizes.ts";
import { getAlertRules, readScopeRules } from "../usecases/alerts/get-alert-rules.ts";
import { reportAlerts } from "../usecases/alerts/report-alerts.ts";
import { changedSettings, setAlertRules } from "../usecases/alerts/set-alert-rules.ts";
import { getMemberByEmail } from "../usecases/tenants/add-member.ts";
import {
  answersOf,
  fewAnswersNote,
  judgedSentence,
  monthName,
  rightOfJudged,
  rightWords,
  ruleName,
} from "../words/alert-report.ts";
import { countSentence, ruleSentences, rulesTitle } from "../words/alert-rules.ts";
import { unknownFactWords } from "../words/segments.ts";
import { dayIn } from "../zones.ts";
import type { Command, CommandRun } from "./command.ts";
import { inTenant } from "./in-tenant.ts";
import { say, text } from "./tenant-commands.ts";

const scopeOptions = {
  account: {
    type: "string",
    value: "ACCOUNT",
    help: "Of one account: its id, its external id or its exact name",
  },
  member: { type: "string", value: "EMAIL", help: "Of one member's portfolio" },
} as const;

/** `bellwether alerts rules show`. */
export const alertRulesShowCommand: Command = {
  name: "alerts rules show",
  summary: "Show what is told: of the tenant, a portfolio or an account",
  tenant: true,
  timed: true,
  options: scopeOptions,
  run: async (run) => {
    const { rules, zone } = await inTenant(run, async (tx) => ({
      rules: await getAlertRules(tx, { of: await findScopeOf(tx, run), now: run.now }),
      zone: (await readTenantRules(tx)).zone,
    }));
    sayRules(run, rules, zone);
    return rules;
  },
};

/** `bellwether alerts rules set`. */
export const alertRulesSetCommand: Command = {
  name: "alerts rules set",
  summary: "Set what is told; an empty value takes a rule back",
  usage: "FIELD=VALUE...",
  positionals: [1, 30],
  tenant: true,
  timed: true,
  options: scopeOptions,
  run: async (run) => {
    const change = Object.fromEntries(run.positionals.map(readPair));
    const { rules, zone, unknown } = await inTenant(run, async (tx) => {
      const of = await findScopeOf(tx, run);
      const { own } = await readScopeRules(tx, { of, now: run.now });
      const settings = changedSettings(own, change);
      const rules = await setAlertRules(tx, { of, settings, now: run.now });
      const { zone } = await readTenantRules(tx);
      const { plans = [], stages = [] } = rules.own;
      const groups = await readFactGroups(tx, dayIn(run.now, zone));
      return { rules, zone, unknown: unknownFacts([{ plan: plans, stage: stages }], groups) };
    });
    sayRules(run, rules, zone);
    for (const fact of unknown) say(run, unknownFactWords(fact));
    return rules;
  },
};

/** `bellwether alerts report`. */
export const alertReportCommand: Command = {
  name: "alerts report",
  summary: "Show how people judged the alerts of twelve months, by rule and month",
  tenant: true,
  timed: true,
  run: async (run) => {
    const report = await inTenant(run, (tx) => reportAlerts(tx, { now: run.now }));
    say(run, [judgedSentence(report.all), fewAnswersNote(report)].filter((words) => words !== "").join(" "));
    const row = (name: string, judged: Judged, right = rightWords(judged)) =>
      say(
        run,
        `  ${name.padEnd(24)}${String(judged.told).padStart(7)}${String(answersOf(judged)).padStart(7)}${String(judged.useful).padStart(7)}` +
          `${String(judged.expected).padStart(9)}${String(judged.wrong).padStart(6)}  ${right}`,
      );
    if (report.all.told === 0) return report;
    say(run, `  ${"".padEnd(24)} alerts judged useful expected wrong  right`);
    for (const rule of report.rules) {
      row(ruleName(rule), rule);
      for (const month of rule.months) row(`  ${monthName(month.month)}`, month, rightOfJudged(month));
    }
    row("Every rule", report.all);
    for (const month of report.months) row(`  ${monthName(month.month)}`, month, rightOfJudged(month));
    return report;
  },
};

function sayRules(run: CommandRun, rules: AlertRulesFacts, zone: string): void {
  say(run, rulesTitle(rules.of, rules.name, false));
  for (const sentence of ruleSentences(rules.holds.settings, dayIn(run.now, zone))) say(run, `  ${sentence}`);
  if (rules.last90) say(run, `  ${countSentence(rules.last90)}`);
  const own = Object.entries(rules.own);
  say(run, own.length === 0 ? "Nothing is set here." : "Set here:");
  for (const [field, value] of own) say(run, `  ${field}=${JSON.stringify(value)}`);
}

/** "dropPercent=40", "told=drop,silence", `mutedTo={"drop":"2026-12-24"}`. An empty value is none. */
function readPair(pair: string): [string, unknown] {
  const at = pair.indexOf("=");
  if (at < 1)
    throw new AppError("bad-input", `“${pair}” is no rule: write FIELD=VALUE, such as dropPercent=40.`);
  const field = pair.slice(0, at);
  if (!(field in alertSettings.shape)) {
    const known = Object.keys(alertSettings.shape).join(", ");
    throw new AppError("bad-input", `There is no rule called “${field}”. There are: ${known}.`);
  }
  return [field, readValue(field, pair.slice(at + 1).trim())];
}

const lists: ReadonlySet<string> = new Set(["told", "plans", "stages"]);

function readValue(field: string, given: string): unknown {
  if (given === "") return undefined;
  if (lists.has(field) && !given.startsWith("[")) {
    return given === "none" || given === "every" ? [] : given.split(",").map((name) => name.trim());
  }
  try {
    return JSON.parse(given);
  } catch {
    return given;
  }
}

/** Whose rules the options name. @throws AppError `bad-input`, `not-found` */
async function findScopeOf(tx: TenantTx, run: CommandRun): Promise<AlertRulesOf> {
  const [account, email] = [text(run, "account"), text(run, "member")];
  if (account !== undefined && email !== undefined)
    throw new AppError("bad-input", "Name an account or a member, not both.");
  if (email !== undefined) return { scope: "portfolio", memberId: (await getMemberByEmail(tx, email)).id };
  if (account === undefined) return { scope: "tenant" };
  const accountId = await findNamedAccount(tx, account);
  if (accountId === undefined) throw notFound("account");
  return { scope: "account", accountId };
}
