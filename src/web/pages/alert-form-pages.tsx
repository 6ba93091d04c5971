import { alertHeading, alertKindWords } from "../../bot/views/alert-heading.ts";
import { dayIn, shortDay } from "../../bot/words/dates.ts";
import { shownName } from "../../bot/words/names.ts";
import type { AlertFacts } from "../../usecases/results.ts";
import { Page, type Shell } from "../parts/layout.tsx";
import { snoozeChoices, snoozeEnd } from "../snooze-choices.ts";

/** What a form of an alert is shown with: what was typed stays when something is wrong. */
export interface AlertForm {
  readonly alert: AlertFacts;
  readonly back: string;
  readonly now: Date;
  readonly typed: Readonly<Record<string, string>>;
  readonly error?: { readonly field: string; readonly sentence: string };
}

/** "Snooze Acme's drop alert": until when, why, and whether it wakes early. */
export function SnoozePage(props: { shell: Shell; form: AlertForm }) {
  const { alert, now, typed, error, back } = props.form;
  const { zone } = props.shell.reader;
  const today = dayIn(now, zone);
  const chosen = typed.until ?? "7";
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
          {snoozeChoices.map(({ value, label, days }) => (
            <label class="check">
              <input type="radio" name="until" value={value} checked={chosen === value} />
              {label} <span class="muted">{shortDay(dayIn(snoozeEnd(zone, now, days), zone), today)}</span>
            </label>
          ))}
          <label class="check">
            <input type="radio" name="until" value="date" checked={chosen === "date"} /> Pick a date
            <input type="date" name="date" value={typed.date ?? ""} min={today} aria-label="Date" />
          </label>
          <FieldError error={error} field="until" />
        </fieldset>
        <label class="field">
          Reason <span class="muted">(optional, shown on the alert)</span>
          <input type="text" name="reason" value={typed.reason ?? ""} maxlength={140} />
          <FieldError error={error} field="reason" />
        </label>
        <label class="check">
          <input type="checkbox" name="wake" value="1" checked={typed.wake !== "0"} /> Wake it if use falls
          another 25%
        </label>
        <FormButtons label="Snooze alert" back={back} />
      </form>
    </Page>
  );
}

const endings = [
  ["handled", "Handled"],
  ["told-why", "Customer told us why"],
  ["expected", "Expected (holiday, season)"],
  ["wrong", "Wrong alert"],
] as const;

/** "How did it end?" */
export function ResolvePage(props: { shell: Shell; form: AlertForm }) {
  const { alert, typed, error, back } = props.form;
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
          {endings.map(([value, label]) => (
            <label class="check">
              <input type="radio" name="how" value={value} checked={(typed.how ?? "handled") === value} />
              {label}
            </label>
          ))}
          <FieldError error={error} field="how" />
        </fieldset>
        <label class="field">
          Note <span class="muted">(optional)</span>
          <textarea name="note" rows={3} maxlength={500}>
            {typed.note ?? ""}
          </textarea>
          <FieldError error={error} field="note" />
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

function FieldError(props: { error: AlertForm["error"]; field: string }) {
  return props.error?.field === props.field ? (
    <span class="error" role="alert">
      {props.error.sentence}
    </span>
  ) : null;
}
