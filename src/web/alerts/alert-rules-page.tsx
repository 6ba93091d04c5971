import { accountPath, alertRulesPath, untoldPath } from "../../bot/views/paths.ts";
import type { AlertRulesFacts } from "../../results/alert-rules.ts";
import { countSentence, ruleSentences, rulesTitle } from "../../words/alert-rules.ts";
import { shortDay } from "../../words/dates.ts";
import { shownName } from "../../words/names.ts";
import { dayIn } from "../../zones.ts";
import type { FieldFault } from "../forms/field-fault.ts";
import type { Shell } from "../shell/layout.tsx";
import { SettingsPage } from "../shell/settings-page.tsx";
import { AlertNav } from "./alert-nav.tsx";
import type { AlertRulesForm } from "./alert-rules-form.ts";
import { RulesForm } from "./rules-form.tsx";

interface Props {
  readonly shell: Shell;
  readonly rules: AlertRulesFacts;
  /** What is set, or what was just typed. */
  readonly form: AlertRulesForm;
  /** saved: just now. tried: what is shown is not kept yet. */
  readonly state?: "saved" | "tried" | undefined;
  readonly fault?: FieldFault | undefined;
  readonly now: Date;
}

/** What is told of whom, and what that means: for the team, a portfolio or one account. */
export function AlertRulesPage(props: Props) {
  const { shell, rules } = props;
  const { of } = rules;
  const today = dayIn(props.now, shell.reader.zone);
  const own = of.scope === "portfolio" && of.memberId === shell.reader.memberId;
  const title = rulesTitle(of, rules.name, own);
  // What somebody set while there were accounts can still be seen and taken back.
  const isEmpty =
    rules.portfolioSize === 0 && Object.keys(rules.own).length === 0 && props.state === undefined;
  return (
    <SettingsPage
      shell={shell}
      here="alerts"
      title={title}
      up={
        of.scope === "account" ? { path: accountPath(of.accountId), name: shownName(rules.name) } : undefined
      }
      within={<AlertNav here={places[of.scope]} />}
      said={props.state === "saved" ? savedWords : null}
    >
      {isEmpty ? (
        <div class="card empty">
          <p>
            {own ? "You look after" : `${shownName(rules.name)} looks after`} no accounts yet: rules of a
            portfolio are about the accounts that one looks after.{" "}
            <a href={alertRulesPath}>Alerts of the team</a>
          </p>
        </div>
      ) : (
        <div class="settings">
          {rules.mayChange && <RulesForm {...props} zone={shell.reader.zone} />}
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
                <a href={untoldPath(of.accountId)}>What was not told</a>
              </p>
            )}
          </section>
        </div>
      )}
    </SettingsPage>
  );
}

const savedWords = "Saved. It counts from the next check, within the hour; alerts that are open stay open.";
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
