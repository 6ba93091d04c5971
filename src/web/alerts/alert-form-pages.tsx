import { resolveChoices } from "../../bot/answers/alert-forms.ts";
import { defaultSnooze, pickableDays, snoozeChoices } from "../../bot/answers/snooze-times.ts";
import { alertHeading, alertKindWords } from "../../bot/views/alert-heading.ts";
import { longestNote, longestReason } from "../../results/alert-answers.ts";
import type { AlertFacts } from "../../results/alerts.ts";
import { shownName } from "../../words/names.ts";
import { Wrong } from "../parts/wrong.tsx";
import { Page, type Shell } from "../shell/layout.tsx";

/** What a form of an alert is shown with: what was typed stays when something is wrong. */
export interface AlertForm {
  readonly alert: AlertFacts;
  readonly back: string;
  readonly now: Date;
  readonly typed: Readonly<Record<string, string>>;
  /** What is wrong, by field; none before the form was sent. */
  readonly errors: Readonly<Record<string, string>>;
}

/** "Snooze Acme's drop alert": until when, why, and whether it wakes early. */
export function SnoozePage(props: { shell: Shell; form: AlertForm }) {
  const { alert, now, typed, errors, back } = props.form;
  const { zone } = props.shell.reader;
  const days = pickableDays(now, zone);
  const chosen = typed.span ?? defaultSnooze;
  // A box that was cleared is not sent: it stays cleared.
  const wake = typed.wakeIfWorse === "yes" || typed.span === undefined;
  return (
    <Page shell={props.shell} title="Snooze alert" place="inbox">
      <form method="post" action={`/alerts/${alert.id}/snooze`} class="card form">
        <h1>
          Snooze {shownName(alert.account.name)}'s {alertKindWords(alert.kind)}
        </h1>
        <p class="muted">{alertHeading(alert)}</p>
        <input type="hidden" name="back" value={back} />
        <fieldset>
          <legend>Until</legend>
          {snoozeChoices(now, zone).map(({ span, label }) => (
            <label class="check">
              <input type="radio" name="span" value={span} checked={chosen === span} />
              {label}
            </label>
          ))}
          <label class="check">
            <input type="radio" name="span" value="date" checked={chosen === "date"} /> Pick a date
            <input
              type="date"
              name="date"
              value={typed.date ?? ""}
              min={days.first}
              max={days.last}
              aria-label="Date"
            />
          </label>
          <Wrong sentence={errors.span ?? errors.date} />
        </fieldset>
        <label class="field">
          Reason <span class="muted">(optional, shown on the alert)</span>
          <input type="text" name="reason" value={typed.reason ?? ""} maxlength={longestReason} />
          <Wrong sentence={errors.reason} />
        </label>
        <label class="check">
          <input type="checkbox" name="wakeIfWorse" value="yes" checked={wake} /> Wake it if use falls another
          25%
        </label>
        <FormButtons label="Snooze alert" back={back} />
      </form>
    </Page>
  );
}

/** "How did it end?" */
export function ResolvePage(props: { shell: Shell; form: AlertForm }) {
  const { alert, typed, errors, back } = props.form;
  return (
    <Page shell={props.shell} title="Resolve alert" place="inbox">
      <form method="post" action={`/alerts/${alert.id}/resolve`} class="card form">
        <h1>
          Resolve {shownName(alert.account.name)}'s {alertKindWords(alert.kind)}
        </h1>
        <p class="muted">{alertHeading(alert)}</p>
        <input type="hidden" name="back" value={back} />
        <fieldset>
          <legend>How did it end?</legend>
          {resolveChoices.map(({ how, label }) => (
            <label class="check">
              <input type="radio" name="how" value={how} checked={(typed.how ?? "handled") === how} />
              {label}
            </label>
          ))}
          <Wrong sentence={errors.how} />
        </fieldset>
        <label class="field">
          Note <span class="muted">(optional)</span>
          <textarea name="note" rows={3} maxlength={longestNote}>
            {typed.note ?? ""}
          </textarea>
          <Wrong sentence={errors.note} />
        </label>
        <FormButtons label="Resolve alert" back={back} />
      </form>
    </Page>
  );
}

function FormButtons(props: { label: string; back: string }) {
  return (
    <div class="actions">
      <button type="submit" class="button primary">
        {props.label}
      </button>
      <a class="button" href={props.back}>
        Cancel
      </a>
    </div>
  );
}
