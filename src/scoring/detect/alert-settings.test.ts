import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { standardAlertRules } from "./alert-rules.ts";
import {
  type AlertField,
  type AlertLayer,
  type AlertSettings,
  alertRulesOf,
  alertScopes,
  alertSettings,
  resolveAlerts,
  signalKinds,
} from "./alert-settings.ts";

const nobody = { plan: null, stage: null, seats: null, contractValue: null };
const days = fc.constantFrom("2026-11-01", "2026-11-19", "2026-12-24");
const settings: fc.Arbitrary<AlertSettings> = fc.record(
  {
    told: fc.uniqueArray(fc.constantFrom(...signalKinds)),
    dropPercent: fc.integer({ min: 10, max: 95 }),
    smallDropPercent: fc.integer({ min: 10, max: 95 }),
    quiet: fc.boolean(),
    checked: fc.constantFrom("daily" as const, "weekly" as const),
    renewDays: fc.integer({ min: 0, max: 365 }),
    worsePercent: fc.integer({ min: 0, max: 95 }),
    coolDownDays: fc.integer({ min: 0, max: 365 }),
    plans: fc.uniqueArray(fc.constantFrom("Pro", "Team", "Free")),
    seatsFrom: fc.option(fc.nat(1_000)),
    minValue: fc.nat(50_000),
    mutedTo: fc.record({ drop: days, silence: days }, { requiredKeys: [] }),
  },
  { requiredKeys: [] },
);
const layers: fc.Arbitrary<AlertLayer[]> = fc
  .tuple(settings, settings, settings)
  .map((all) => all.map((one, index) => ({ scope: alertScopes[index] ?? "tenant", settings: one })));

describe("settings that resolve", () => {
  it("are the standard rules where nobody has said anything, in both modes", () => {
    for (const quiet of [false, true]) {
      const found = resolveAlerts([{ scope: "tenant", settings: { quiet } }]);
      expect(alertRulesOf(found, nobody)).toEqual(standardAlertRules(quiet));
    }
  });

  it("take each field from the narrowest scope that says it, whatever the order", () => {
    fc.assert(
      fc.property(layers, fc.boolean(), (all, reversed) => {
        const found = resolveAlerts(reversed ? all.toReversed() : all);
        for (const field of Object.keys(found.settings) as AlertField[]) {
          if (field === "mutedTo") continue;
          const said = all.filter((layer) => layer.settings[field] !== undefined).at(-1);
          expect(found.from[field]).toBe(said?.scope ?? null);
          if (said) expect(found.settings[field]).toEqual(said.settings[field]);
        }
      }),
    );
  });

  it("take a mute from the narrowest scope that says it of that kind", () => {
    const found = resolveAlerts([
      { scope: "account", settings: { mutedTo: { drop: "2026-12-24" } } },
      { scope: "tenant", settings: { mutedTo: { drop: "2026-11-30", silence: "2026-11-25" } } },
    ]);
    expect(found.settings.mutedTo).toEqual({ drop: "2026-12-24", silence: "2026-11-25" });
  });

  it("are the same after being kept and read again", () => {
    fc.assert(
      fc.property(settings, (one) => {
        expect(alertSettings.parse(JSON.parse(JSON.stringify(one)))).toEqual(one);
      }),
    );
  });

  it("raise thresholds that nobody set with the quiet mode, and leave those that somebody set", () => {
    const quiet = (dropPercent?: number) =>
      resolveAlerts([
        { scope: "tenant", settings: dropPercent === undefined ? {} : { dropPercent } },
        { scope: "account", settings: { quiet: true } },
      ]).settings.dropPercent;
    expect(quiet()).toBe(40);
    expect(quiet(25)).toBe(25);
  });
});

describe("rules of an account", () => {
  const resolved = resolveAlerts([
    { scope: "tenant", settings: { plans: ["Pro"], seatsFrom: 10, minValue: 5_000, told: ["drop"] } },
  ]);
  it.each([
    {
      why: "all fits",
      account: { plan: "pro ", stage: null, seats: 10, contractValue: 5_000 },
      drop: undefined,
    },
    { why: "nothing is known", account: nobody, drop: undefined },
    { why: "another plan", account: { ...nobody, plan: "Free" }, drop: "segment" },
    { why: "too few seats", account: { ...nobody, seats: 9 }, drop: "segment" },
    { why: "too little value", account: { ...nobody, contractValue: 4_999.99 }, drop: "value" },
  ])("say what is told: $why", ({ account, drop }) => {
    const { ruledOut } = alertRulesOf(resolved, account);
    expect(ruledOut.drop).toBe(drop);
    expect(ruledOut.silence).toBe("kind-off");
  });

  it("never tell again where 0 is set, and worse from the same share as a snooze wakes where nothing is", () => {
    const rulesOf = (settings: AlertSettings) =>
      alertRulesOf(resolveAlerts([{ scope: "tenant", settings }]), nobody);
    expect(rulesOf({})).toMatchObject({ renewDays: 56, worseShare: 0.25 });
    expect(rulesOf({ renewDays: 0, worsePercent: 0 })).toMatchObject({ renewDays: null, worseShare: null });
    expect(rulesOf({ worsePercent: 40 })).toMatchObject({ worseShare: 0.4 });
  });

  it("refuse what is none, and say what it should be", () => {
    for (const [field, wrong] of [
      ["dropPercent", 9],
      ["dropPercent", 30.5],
      ["dropPercent", "30"],
      ["worsePercent", 96],
      ["told", ["everything"]],
      ["mutedTo", { drop: "2026-02-30" }],
      ["mutedTo", { everything: "2026-11-30" }],
      ["minValue", -1],
      ["minValue", Number.POSITIVE_INFINITY],
      ["plans", [""]],
      ["nonsense", 1],
    ] as const) {
      const read = alertSettings.safeParse({ [field]: wrong });
      expect(read.success, `${field}: ${JSON.stringify(wrong)}`).toBe(false);
    }
  });
});
