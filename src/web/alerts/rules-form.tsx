import type { AlertRulesFacts } from "../../results/alert-rules.ts";
import { dayIn } from "../../zones.ts";
import { Wrong } from "../parts/wrong.tsx";
import {
  AccountFields,
  AgainFields,
  CadenceFields,
  DropFields,
  MuteFields,
  type RuleFields,
  ToldFields,
} from "./rule-fieldsets.tsx";

/** The form of alert rules: what is left empty is the wider scope's. @param props.zone the reader's */
export function RulesForm(
  props: Pick<RuleFields, "form" | "fault"> & { rules: AlertRulesFacts; zone: string; now: Date },
) {
  const { rules, form, fault } = props;
  const fields = { form, fault, wider: rules.wider.settings, inherit: inherited[rules.of.scope] };
  return (
    <form method="post" class="card form">
      <ToldFields {...fields} />
      <MuteFields form={form} fault={fault} today={dayIn(props.now, props.zone)} />
      <DropFields {...fields} />
      <CadenceFields {...fields} />
      <AgainFields {...fields} />
      {rules.of.scope !== "account" && <AccountFields {...fields} rules={rules} />}
      {fault && !shownFields.includes(fault.field) && <Wrong sentence={fault.sentence} />}
      <div class="actions">
        <button type="submit" class="button primary">
          Save
        </button>
        <button type="submit" class="button" name="do" value="try">
          Try first
        </button>
      </div>
    </form>
  );
}

/** What an empty field means. */
const inherited = {
  tenant: "the default",
  portfolio: "as for the team",
  account: "as for its portfolio",
} as const;

const shownFields = [
  "mutedTo",
  "dropPercent",
  "smallDropPercent",
  "quiet",
  "checked",
  "coolDownDays",
  "renewDays",
  "worsePercent",
  "plans",
  "stages",
  "seatsFrom",
  "seatsTo",
  "minValue",
];
