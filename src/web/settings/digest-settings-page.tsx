import { clock, shortDay, zoneName } from "../../words/dates.ts";
import { dayIn } from "../../zones.ts";
import { type FieldFault, faultAt } from "../forms/field-fault.ts";
import { Wrong } from "../parts/wrong.tsx";
import type { Shell } from "../shell/layout.tsx";
import { SettingsPage } from "../shell/settings-page.tsx";

const weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"] as const;

/** What the form shows: what is set, or what was just typed. */
export interface DigestForm {
  readonly active: boolean;
  readonly localTime: string;
  readonly weekdays: readonly number[];
  readonly zone: string;
  readonly skipQuiet: boolean;
  /** The next three, when it is on. */
  readonly next: readonly Date[];
  readonly saved: boolean;
  readonly fault?: FieldFault;
}

/** The reader's own digest: when it comes, and when it does not. */
export function DigestSettingsPage(props: { shell: Shell; form: DigestForm; now: Date }) {
  const { form, shell } = props;
  const saved = form.active ? "Saved." : "Saved. No digest is sent.";
  return (
    <SettingsPage
      shell={shell}
      here="digest"
      title="Digest settings"
      heading="Your digest"
      said={form.saved ? saved : null}
    >
      <div class="settings">
        <form method="post" action="/settings/digest" class="card form">
          <label class="check">
            <input type="checkbox" name="active" value="1" checked={form.active} /> Send me a digest
          </label>
          <When form={form} />
          <label class="check">
            <input type="checkbox" name="skip" value="1" checked={form.skipQuiet} />
            <span>
              Skip quiet days <span class="muted">(the Monday digest is always sent)</span>
            </span>
          </label>
          <div class="actions">
            <button type="submit" class="button primary">
              Save digest
            </button>
          </div>
        </form>
        {form.next.length > 0 && (
          <section class="card" aria-labelledby="next">
            <h2 id="next">Next digests</h2>
            <ul class="plain-list">
              {form.next.map((at) => (
                <li>
                  {shortDay(dayIn(at, form.zone), dayIn(props.now, form.zone))}, {clock(at, form.zone)}{" "}
                  {zoneName(at, form.zone)}
                </li>
              ))}
            </ul>
          </section>
        )}
      </div>
    </SettingsPage>
  );
}

function When({ form }: { form: DigestForm }) {
  const wrong = (field: string) => faultAt(form.fault, field);
  return (
    <>
      <label class="field short">
        Time
        <input
          type="time"
          name="time"
          value={form.localTime}
          required
          aria-invalid={wrong("localTime") ? "true" : undefined}
        />
        <Wrong sentence={wrong("localTime")} />
      </label>
      <fieldset>
        <legend>Days</legend>
        <div class="checks">
          {weekdays.map((name, index) => (
            <label class="check">
              <input
                type="checkbox"
                name={`day${index + 1}`}
                value="1"
                checked={form.weekdays.includes(index + 1)}
              />{" "}
              {name}
            </label>
          ))}
        </div>
        <Wrong sentence={wrong("weekdays")} />
      </fieldset>
      <label class="field">
        Time zone
        <input
          type="text"
          name="zone"
          value={form.zone}
          list="zones"
          maxlength={64}
          required
          spellcheck={false}
          aria-invalid={wrong("zone") ? "true" : undefined}
        />
        <Wrong sentence={wrong("zone")} />
      </label>
      <datalist id="zones">
        {zones.map((zone) => (
          <option value={zone} />
        ))}
      </datalist>
    </>
  );
}

const zones = ["UTC", ...Intl.supportedValuesOf("timeZone")];
