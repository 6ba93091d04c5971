import { accountPath, untoldPath } from "../../bot/views/paths.ts";
import { signalKinds } from "../../scoring/detect/alert-settings.ts";
import type { AlertRulesFacts } from "../../usecases/results/alert-rules.ts";
import { countSentence, ruleSentences, rulesTitle, signalNames } from "../../words/alert-rules.ts";
import { dayIn, shortDay } from "../../words/dates.ts";
import { shownName } from "../../words/names.ts";
import { listed } from "../../words/numbers.ts";
import { sentenceCase } from "../../words/sentence-case.ts";
import { type AlertRulesForm, placeholderOf } from "../alert-rules-form.ts";
import { AlertNav } from "../parts/alert-nav.tsx";
import { Page, type Shell } from "../parts/layout.tsx";
import { Choice, NumberField, Segment } from "../parts/rule-fields.tsx";
import { SettingsNav } from "../parts/settings-nav.tsx";

interface Props {
  readonly shell: Shell;
  readonly rules: AlertRulesFacts;
  /** What is set, or what was just typed. */
  readonly form: AlertRulesForm;
  /** saved: just now. tried: what is shown is not kept yet. */
  readonly state?: "saved" | "tried" | undefined;
  readonly wrong?: { readonly field: string; readonly sentence: string };
  readonly now: Date;
}

/** What is told of whom, and what that means: for the team, a portfolio or one account. */
export function AlertRulesPage(props: Props) {
  const { shell, rules } = props;
  const { of } = rules;
  const today = dayIn(props.now, shell.reader.zone);
  const title = rulesTitle(of, rules.name, of.scope === "portfolio" && of.memberId === shell.reader.memberId);
  return (
    <Page shell={shell} title={title} place="settings">
      <h1>{title}</h1>
      <SettingsNav reader={shell.reader} here="alerts" />
      <AlertNav here={places[of.scope]} />
      {props.state === "saved" && (
        <p class="saved" role="status">
          Saved. It counts from the next check, within the hour; alerts that are open stay open.
        </p>
      )}
      <div class="settings">
        {rules.mayChange && <RulesForm {...props} />}
        <section class="card now" aria-labelledby="now">
          <h2 id="now">{props.state === "tried" ? "With these rules" : "Now"}</h2>
          {ruleSentences(rules.holds.settings, today).map((sentence) => (
            <p>{sentence}</p>
          ))}
          {rules.last90 && (
            <p>{countSentence(rules.last90, of.scope === "tenant" && shell.reader.role === "manager")}</p>
          )}
          {props.state === "tried" && <p class="muted">Nothing is saved yet.</p>}
          <p class="muted">{widerWords(rules)}</p>
          {rules.changed && (
            <p class="muted">
              Changed {shortDay(dayIn(rules.changed.at, shell.reader.zone), today)}
              {rules.changed.byName === null ? "" : ` by ${shownName(rules.changed.byName)}`}.
            </p>
          )}
          {of.scope === "account" && (
            <p>
              <a href={accountPath(of.accountId)}>{shownName(rules.name)}</a> ·{" "}
              <a href={untoldPath(of.accountId)}>What was not told</a>
            </p>
          )}
        </section>
      </div>
    </Page>
  );
}

function RulesForm({ rules, form, wrong, now, shell }: Props) {
  const wider = rules.wider.settings;
  const inherit = inherited[rules.of.scope];
  const field = { form, wrong };
  const today = dayIn(now, shell.reader.zone);
  const told = form.toldMode === "own";
  return (
    <form method="post" class="card form">
      <fieldset>
        <legend>What is told</legend>
        <label class="check">
          <input type="radio" name="toldMode" value="" checked={!told} /> {inherit}:{" "}
          {wider.told.length === 0 ? "nothing" : listed(wider.told.map((kind) => signalNames[kind].many))}
        </label>
        <label class="check">
          <input type="radio" name="toldMode" value="own" checked={told} /> Only these:
        </label>
        <div class="days">
          {signalKinds.map((kind) => (
            <label class="check">
              <input
                type="checkbox"
                name={`told-${kind}`}
                value="1"
                checked={told ? form[`told-${kind}`] === "1" : wider.told.includes(kind)}
              />{" "}
              {sentenceCase(signalNames[kind].many)}
            </label>
          ))}
        </div>
      </fieldset>
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
        <Wrong wrong={wrong} field="mutedTo" />
      </fieldset>
      <fieldset>
        <legend>From which drop on</legend>
        <p class="muted">
          Percent below usual. Chance is kept out in any case. Empty: {inherit.toLowerCase()}.
        </p>
        <div class="rule-row">
          <NumberField
            {...field}
            name="dropPercent"
            label="Usual 20 or more"
            placeholder={placeholderOf(wider, "dropPercent")}
            unit="%"
          />
          <NumberField
            {...field}
            name="smallDropPercent"
            label="Usual under 20"
            placeholder={placeholderOf(wider, "smallDropPercent")}
            unit="%"
          />
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
      <fieldset>
        <legend>How often</legend>
        <p class="muted">What is looked for is one thing, what is told again another. 0: never again.</p>
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
          <NumberField
            {...field}
            name="coolDownDays"
            label="Days between two"
            placeholder={placeholderOf(wider, "coolDownDays")}
            unit=""
          />
          <NumberField
            {...field}
            name="renewDays"
            label="Told again after days"
            placeholder={placeholderOf(wider, "renewDays")}
            unit=""
          />
          <NumberField
            {...field}
            name="worsePercent"
            label="Told as worse from"
            placeholder={placeholderOf(wider, "worsePercent")}
            unit="%"
          />
        </div>
      </fieldset>
      {rules.of.scope !== "account" && (
        <fieldset>
          <legend>Which accounts</legend>
          <p class="muted">Where one of these is not known of an account, it is told.</p>
          <Segment {...field} name="plans" label="Plan" inherit={inherit} known={rules.plans} />
          <Segment {...field} name="stages" label="Stage" inherit={inherit} known={rules.stages} />
          <div class="rule-row">
            <NumberField
              {...field}
              name="seatsFrom"
              label="Seats from"
              placeholder={String(wider.seatsFrom ?? "")}
              unit=""
            />
            <NumberField
              {...field}
              name="seatsTo"
              label="Seats to"
              placeholder={String(wider.seatsTo ?? "")}
              unit=""
            />
            <NumberField
              {...field}
              name="minValue"
              label="Contract value from"
              placeholder={placeholderOf(wider, "minValue")}
              unit=""
            />
          </div>
        </fieldset>
      )}
      {wrong && !shownFields.includes(wrong.field) && <Wrong wrong={wrong} field={wrong.field} />}
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
  tenant: "Default",
  portfolio: "As for the team",
  account: "As for its portfolio",
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

const places = { tenant: "team", portfolio: "mine", account: "account" } as const;

function widerWords({ of, own }: AlertRulesFacts): string {
  const said = Object.keys(own).length > 0;
  switch (of.scope) {
    case "tenant":
      return "A portfolio or an account may have rules of its own: the narrowest counts.";
    case "portfolio":
      return said
        ? "What you leave empty is as for the team."
        : "You have set nothing of your own: it is as for the team.";
    case "account":
      return said
        ? "What you leave empty is as for its portfolio and the team."
        : "It has no rules of its own: it is as for its portfolio and the team.";
    default:
      return of satisfies never;
  }
}

function Wrong(props: { wrong: Props["wrong"]; field: string }) {
  if (props.wrong?.field !== props.field) return null;
  return (
    <p class="error" role="alert">
      {props.wrong.sentence}
    </p>
  );
}
