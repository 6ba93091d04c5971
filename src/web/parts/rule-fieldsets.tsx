import type { AlertRulesFacts } from "../../results/alert-rules.ts";
import { type EveryAlertSetting, signalKinds } from "../../scoring/detect/alert-settings.ts";
import type { Day } from "../../scoring/types.ts";
import { signalNames } from "../../words/alert-rules.ts";
import { listed } from "../../words/numbers.ts";
import { sentenceCase } from "../../words/sentence-case.ts";
import { type AlertRulesForm, type NumberSetting, placeholderOf } from "../forms/alert-rules-form.ts";
import { type FieldFault, faultAt } from "../forms/field-fault.ts";
import { Choice, NumberField, Segment } from "./rule-fields.tsx";
import { Wrong } from "./wrong.tsx";

/** What the groups of fields of alert rules are made of. */
export interface RuleFields {
  /** What is set, or what was just typed. */
  readonly form: AlertRulesForm;
  readonly fault?: FieldFault | undefined;
  /** What holds where a field is empty, and what that is called. */
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
        <input type="radio" name="toldMode" value="" checked={!own} /> {inherit}:{" "}
        {wider.told.length === 0 ? "nothing" : listed(wider.told.map((kind) => signalNames[kind].many))}
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

/** From which drop on. */
export function DropFields({ wider, inherit, ...field }: RuleFields) {
  return (
    <fieldset>
      <legend>From which drop on</legend>
      <p class="muted">
        Percent below usual. Chance is kept out in any case. Empty: {inherit.toLowerCase()}.
      </p>
      <div class="rule-row">
        <RuleNumber {...field} wider={wider} name="dropPercent" label="Usual 20 or more" unit="%" />
        <RuleNumber {...field} wider={wider} name="smallDropPercent" label="Usual under 20" unit="%" />
        <Choice
          {...field}
          name="quiet"
          label="Quieter"
          choices={[
            ["", `${inherit}: ${wider.quiet ? "yes" : "no"}`],
            ["1", "Yes: from 40%, and plainer"],
            ["0", "No"],
          ]}
        />
      </div>
    </fieldset>
  );
}

/** How often it is looked for. */
export function CadenceFields({ wider, inherit, ...field }: RuleFields) {
  return (
    <fieldset>
      <legend>How often</legend>
      <p class="muted">Days between two: from the end of an alert to the next of its kind.</p>
      <div class="rule-row">
        <Choice
          {...field}
          name="checked"
          label="Looked for"
          choices={[
            ["", `${inherit}: ${wider.checked}`],
            ["daily", "Daily"],
            ["weekly", "Weekly, on Monday"],
          ]}
        />
        <RuleNumber {...field} wider={wider} name="coolDownDays" label="Days between two" unit="" />
      </div>
    </fieldset>
  );
}

/** When a drop that is open is told again. */
export function AgainFields({ wider, inherit: _, ...field }: RuleFields) {
  return (
    <fieldset>
      <legend>An open drop is told again</legend>
      <p class="muted">
        When it is still down after so many days, and when it falls that much further. 0: never.
      </p>
      <div class="rule-row">
        <RuleNumber {...field} wider={wider} name="renewDays" label="Still down after" unit="days" />
        <RuleNumber {...field} wider={wider} name="worsePercent" label="Worse by" unit="%" />
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
      <legend>Which accounts</legend>
      <p class="muted">Where one of these is not known of an account, it is told.</p>
      <Segment {...field} name="plans" label="Plan" inherit={inherit} known={rules.plans} />
      <Segment {...field} name="stages" label="Stage" inherit={inherit} known={rules.stages} />
      <div class="rule-row">
        <RuleNumber {...field} wider={wider} name="seatsFrom" label="Seats from" unit="" />
        <RuleNumber {...field} wider={wider} name="seatsTo" label="Seats to" unit="" />
        <RuleNumber {...field} wider={wider} name="minValue" label="Contract value from" unit="" />
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
