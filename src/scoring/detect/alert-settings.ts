import { z } from "zod";
import { isStorable, notStorable } from "../../storable-text.ts";
import { isDay } from "../days.ts";
import type { SignalKind } from "../types.ts";
import { type AlertRules, type RuledOut, standardAlertRules } from "./alert-rules.ts";

/** Every kind of signal that a rule can be about, the strongest first. */
export const signalKinds = ["silence", "drop", "band-change"] as const satisfies readonly SignalKind[];

/** For whom settings are made. The narrowest that says something wins, field by field. */
export const alertScopes = ["tenant", "portfolio", "account"] as const;
/** One of them. */
export type AlertScope = (typeof alertScopes)[number];

const noDay = "Write a day as YYYY-MM-DD.";
const day = z.string(noDay).refine(isDay, noDay);
const kindsOnly = `A list of ${signalKinds.join(", ")}.`;
const whole = (least: number, most: number) => {
  const wrong = `A whole number from ${least} to ${most}.`;
  return z.number(wrong).int(wrong).min(least, wrong).max(most, wrong);
};
const names = z
  .array(
    z
      .string("A list of names.")
      .trim()
      .min(1, "A name is empty.")
      .max(200, "A name has 200 characters at most.")
      .refine(isStorable, notStorable),
    "A list of names.",
  )
  .max(50, "50 names at most.");

const everyField = z.strictObject({
  /** Kinds that are told; none: nothing is. */
  told: z.array(z.enum(signalKinds, kindsOnly), kindsOnly).max(signalKinds.length, kindsOnly),
  /** Percent below usual from which a drop is told, where usual is 20 user-days or more. */
  dropPercent: whole(10, 95),
  /** The same where usual is under 20. */
  smallDropPercent: whole(10, 95),
  /** Fewer alerts: thresholds that are not set are higher, and a fall has to be plainer. */
  quiet: z.boolean("True or false."),
  /** How often new alerts are looked for. */
  checked: z.enum(["daily", "weekly"], "Daily or weekly."),
  /** Days after which an open alert is told once more; 0: never. */
  renewDays: whole(0, 365),
  /** Percent below what was told from which an open drop is told to be worse; 0: never. */
  worsePercent: whole(0, 95),
  /** Days after an alert's end in which no other of its kind opens. */
  coolDownDays: whole(0, 365),
  /** Plans of accounts that are told of; none: every plan. */
  plans: names,
  /** The same by stage. */
  stages: names,
  /** Seats that an account has at least, and at most; null: no bound. */
  seatsFrom: whole(0, 1_000_000_000).nullable(),
  seatsTo: whole(0, 1_000_000_000).nullable(),
  /** Contract value that an account has at least, in its own currency; 0: any. */
  minValue: z
    .number("An amount, such as 5000.")
    .min(0, "An amount, such as 5000.")
    .max(1e12, "That is too much."),
  /** Kinds that are not told up to, and including, a day. */
  mutedTo: z.strictObject(
    { silence: day.optional(), drop: day.optional(), "band-change": day.optional() },
    'A day by kind, such as {"drop": "2026-12-24"}.',
  ),
});

/**
 * What one scope says of its alerts, as it is kept and as `bellwether alerts rules set` reads it. A field that is left out is
 * the wider scope's.
 */
export const alertSettings = everyField.partial();

/** What one scope says of its alerts. */
export type AlertSettings = z.infer<typeof alertSettings>;
/** All of it, as it holds in the end. */
export type EveryAlertSetting = z.infer<typeof everyField>;
/** A field of it. */
export type AlertField = keyof EveryAlertSetting;

/** One scope's settings. */
export interface AlertLayer {
  readonly scope: AlertScope;
  readonly settings: AlertSettings;
}

/** What holds in the end, and who said it: null, nobody. */
export interface ResolvedAlerts {
  readonly settings: EveryAlertSetting;
  readonly from: Readonly<Record<AlertField, AlertScope | null>>;
}

/** What is known of an account that a rule can ask for; null: not known. */
export interface AlertAccount {
  readonly plan: string | null;
  readonly stage: string | null;
  readonly seats: number | null;
  readonly contractValue: number | null;
}

/** What holds where nobody has said anything: the standard rules, as settings say them. */
export function standardSettings(quiet: boolean): EveryAlertSetting {
  const { drop, checked, renewDays, worseShare, coolDownDays } = standardAlertRules(quiet);
  const percent = (share: number | null) => Math.round((share ?? 0) * 100);
  return {
    told: [...signalKinds],
    dropPercent: percent(drop.share),
    smallDropPercent: percent(drop.smallShare),
    quiet,
    checked,
    renewDays: renewDays ?? 0,
    worsePercent: percent(worseShare),
    coolDownDays,
    plans: [],
    stages: [],
    seatsFrom: null,
    seatsTo: null,
    minValue: 0,
    mutedTo: {},
  };
}

/**
 * Resolves settings, field by field: what the narrowest scope says holds. Thresholds that nobody set follow the quiet mode
 * that holds. A mute is looked up kind by kind.
 * @param layers in any order; at most one of each scope
 */
export function resolveAlerts(layers: readonly AlertLayer[]): ResolvedAlerts {
  const ordered = alertScopes.flatMap((scope) => layers.filter((layer) => layer.scope === scope));
  const said: AlertSettings = {};
  const from: Partial<Record<AlertField, AlertScope>> = {};
  for (const { scope, settings } of ordered) {
    const { mutedTo, ...plain } = settings;
    for (const field of Object.keys(plain) as (keyof typeof plain)[]) {
      if (plain[field] === undefined) continue;
      Object.assign(said, { [field]: plain[field] });
      from[field] = scope;
    }
    if (mutedTo === undefined || Object.keys(mutedTo).length === 0) continue;
    said.mutedTo = { ...said.mutedTo, ...mutedTo };
    from.mutedTo = scope;
  }
  const settings = { ...standardSettings(said.quiet ?? false), ...said } as EveryAlertSetting;
  const fields = Object.keys(settings) as AlertField[];
  return {
    settings,
    from: Object.fromEntries(fields.map((field) => [field, from[field] ?? null])) as ResolvedAlerts["from"],
  };
}

/** The rules of one account under what holds for it. What is not known of an account never keeps it from being told. */
export function alertRulesOf({ settings }: ResolvedAlerts, account: AlertAccount): AlertRules {
  const outside = ruledOutBy(settings, account);
  const ruledOut: Partial<Record<SignalKind, RuledOut>> = {};
  for (const kind of signalKinds) {
    const why = settings.told.includes(kind) ? outside : "kind-off";
    if (why !== null) ruledOut[kind] = why;
  }
  return {
    drop: {
      share: settings.dropPercent / 100,
      smallShare: settings.smallDropPercent / 100,
      evidence: standardAlertRules(settings.quiet).drop.evidence,
    },
    checked: settings.checked,
    renewDays: settings.renewDays === 0 ? null : settings.renewDays,
    worseShare: settings.worsePercent === 0 ? null : settings.worsePercent / 100,
    coolDownDays: settings.coolDownDays,
    ruledOut,
    mutedTo: Object.fromEntries(Object.entries(settings.mutedTo).filter(([, to]) => to !== undefined)),
  };
}

function ruledOutBy(settings: EveryAlertSetting, account: AlertAccount): "segment" | "value" | null {
  const { seats, contractValue } = account;
  const outside =
    isOutside(settings.plans, account.plan) ||
    isOutside(settings.stages, account.stage) ||
    (seats !== null && settings.seatsFrom !== null && seats < settings.seatsFrom) ||
    (seats !== null && settings.seatsTo !== null && seats > settings.seatsTo);
  if (outside) return "segment";
  return contractValue !== null && contractValue < settings.minValue ? "value" : null;
}

function isOutside(wanted: readonly string[], name: string | null): boolean {
  if (wanted.length === 0 || name === null) return false;
  const same = (one: string) => one.trim().toLocaleLowerCase("en");
  return !wanted.some((one) => same(one) === same(name));
}
