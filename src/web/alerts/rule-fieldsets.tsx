import type { AlertRulesFacts } from "../../results/alert-rules.ts";
import { type EveryAlertSetting, signalKinds } from "../../scoring/detect/alert-settings.ts";
import type { Day } from "../../scoring/types.ts";
import { signalNames } from "../../words/alert-rules.ts";
import { listed } from "../../words/numbers.ts";
import { sentenceCase } from "../../words/sentence-case.ts";
import { type FieldFault, faultAt } from "../forms/field-fault.ts";
import { Choice } from "../parts/choice.tsx";
import { Wrong } from "../parts/wrong.tsx";
import { type AlertRulesForm, type NumberSetting, placeholderOf } from "./alert-rules-form.ts";
import { NamesField, NumberField } from "./rule-fields.tsx";

/** What the groups of fields of alert rules are made of. */
export interface RuleFields {
  /** What is set, or what was just typed. */
  readonly form: AlertRulesForm;
  readonly fault?: FieldFault | undefined;
  /** What holds where a field is empty, and what that is called: "as for the team". */
  readonly wider: EveryAlertSetting;
  readonly inherit: string;
}

/** Which kinds are told at all. */
export function ToldFields({ form, wider, inherit }: RuleFields) {
  const own = form.toldMode === "own";
  return (
    <fieldset>
      <legend>What is told</legend>
      <label class="check">
        <input type="radio" name="toldMode" value="" checked={!own} />{" "}
        {wider.told.length === 0
          ? "Nothing"
          : sentenceCase(listed(wider.told.map((kind) => signalNames[kind].many)))}{" "}
        ({inherit})
      </label>
      <label class="check">
        <input type="radio" name="toldMode" value="own" checked={own} /> Only these:
      </label>
      <div class="checks">
        {signalKinds.map((kind) => (
          <label class="check">
            <input
              type="checkbox"
              name={`told-${kind}`}
              value="1"
              checked={own ? form[`told-${kind}`] === "1" : wider.told.includes(kind)}
            />{" "}
            {sentenceCase(signalNames[kind].many)}
          </label>
        ))}
      </div>
    </fieldset>
  );
}

/** Until when each kind is muted. */
export function MuteFields({ form, fault, today }: Pick<RuleFields, "form" | "fault"> & { today: Day }) {
  return (
    <fieldset>
      <legend>Mute until</legend>
      <p class="muted">Nothing of that kind is told up to that day. Empty: not muted.</p>
      <div class="rule-row">
        {signalKinds.map((kind) => (
          <label class="field">
            {sentenceCase(signalNames[kind].many)}
            <input type="date" name={`muted-${kind}`} value={form[`muted-${kind}`] ?? ""} min={today} />
          </label>
        ))}
      </div>
      <Wrong sentence={faultAt(fault, "mutedTo")} />
    </fieldset>
  );
}

/** How big a drop is told. */
export function DropFields({ wider, inherit, ...field }: RuleFields) {
  return (
    <fieldset>
      <legend>How big a drop is told</legend>
      <p class="muted">
        In percent below usual. What may be chance is never told. An empty field is {inherit}.
      </p>
      <div class="rule-row">
        <RuleNumber
          {...field}
          wider={wider}
          name="dropPercent"
          label="Usual of 20 user-days or more"
          unit="%"
        />
        <RuleNumber
          {...field}
          wider={wider}
          name="smallDropPercent"
          label="Usual under 20 user-days"
          unit="%"
        />
      </div>
      <div class="rule-row">
        <Choice
          name="quiet"
          label="Quieter"
          chosen={field.form.quiet}
          wrong={faultAt(field.fault, "quiet")}
          options={[
            ["", `${wider.quiet ? "Yes" : "No"} (${inherit})`],
            ["1", "Yes: from 40% below usual, and plainer drops only"],
            ["0", "No"],
          ]}
        />
      </div>
    </fieldset>
  );
}

/** How often a new alert may come. */
export function CadenceFields({ wider, inherit, ...field }: RuleFields) {
  return (
    <fieldset>
      <legend>How often</legend>
      <div class="rule-row">
        <Choice
          name="checked"
          label="New alerts are looked for"
          chosen={field.form.checked}
          wrong={faultAt(field.fault, "checked")}
          options={[
            ["", `${wider.checked === "daily" ? "Daily" : "Weekly, on Monday"} (${inherit})`],
            ["daily", "Daily"],
            ["weekly", "Weekly, on Monday"],
          ]}
        />
      </div>
      <div class="rule-row">
        <RuleNumber
          {...field}
          wider={wider}
          name="coolDownDays"
          label="From the end of one to the next"
          unit="days"
        />
      </div>
    </fieldset>
  );
}

/** When an open drop is told again. */
export function AgainFields({ wider, inherit: _, ...field }: RuleFields) {
  return (
    <fieldset>
      <legend>When an open drop is told again</legend>
      <p class="muted">0 means never.</p>
      <div class="rule-row">
        <RuleNumber {...field} wider={wider} name="renewDays" label="If it is still down after" unit="days" />
        <RuleNumber {...field} wider={wider} name="worsePercent" label="If it falls further by" unit="%" />
      </div>
    </fieldset>
  );
}

/** Which accounts are told of. */
export function AccountFields({
  wider,
  inherit,
  rules,
  ...field
}: RuleFields & { rules: Pick<AlertRulesFacts, "plans" | "stages"> }) {
  return (
    <fieldset>
      <legend>Which accounts are told of</legend>
      <p class="muted">An account whose plan, stage, seats or value is not known is always told of.</p>
      <NamesField
        {...field}
        name="plans"
        one="plan"
        inherit={inherit}
        wider={wider.plans}
        known={rules.plans}
      />
      <NamesField
        {...field}
        name="stages"
        one="stage"
        inherit={inherit}
        wider={wider.stages}
        known={rules.stages}
      />
      <div class="rule-row">
        <RuleNumber {...field} wider={wider} name="seatsFrom" label="Seats, at least" unit="" />
        <RuleNumber {...field} wider={wider} name="seatsTo" label="Seats, at most" unit="" />
        <RuleNumber {...field} wider={wider} name="minValue" label="Contract value, at least" unit="" />
      </div>
    </fieldset>
  );
}

/** A number of the rules; empty, the wider scope's holds and is what the field shows. */
function RuleNumber(
  props: Omit<RuleFields, "inherit"> & { name: NumberSetting; label: string; unit: string },
) {
  const { wider, ...field } = props;
  return <NumberField {...field} placeholder={placeholderOf(wider, field.name)} />;
}
