import { type SendingChannel, sendingChannels } from "../../channels.ts";
import type { NoticeSettings } from "../../results/notice-settings.ts";
import type { Reader } from "../../results/reader.ts";
import { channelName } from "../../words/channels.ts";
import { placeTime } from "../../words/dates.ts";
import { nextQuietWords, quietWords, wayWords } from "../../words/notices.ts";
import { listed } from "../../words/numbers.ts";
import { sentenceCase } from "../../words/sentence-case.ts";
import { type FieldFault, faultAt } from "../forms/field-fault.ts";
import { Wrong } from "../parts/wrong.tsx";
import type { Shell } from "../shell/layout.tsx";
import { SettingsPage } from "../shell/settings-page.tsx";

/** What the form shows: what is set, or what was just typed. */
export interface NoticeForm {
  readonly channels: Readonly<Record<NoticeKindName, readonly SendingChannel[]>>;
  readonly order: readonly SendingChannel[];
  readonly from: string;
  readonly to: string;
  readonly weekend: boolean;
  readonly fault?: FieldFault;
}

type NoticeKindName = keyof NoticeSettings["ways"];

/** What there is to be told of, and what it means to this reader: of the feed only admins are told. */
function kindsFor(role: Reader["role"]): readonly (readonly [NoticeKindName, string, string])[] {
  const unsent = "a message to you could not be sent";
  return [
    ["alerts", "Alerts", "an account is dropping, silent or at risk"],
    ["digests", "Digests", "your accounts in one message, when you asked for it"],
    [
      "notices",
      "Notices",
      role === "admin" ? `usage data has stopped, or is back; ${unsent}, or a channel fails` : unsent,
    ],
  ];
}

/** By which channels the reader is told of what, in which order, and when not. */
export function NoticeSettingsPage(props: {
  shell: Shell;
  settings: NoticeSettings;
  form: NoticeForm;
  saved: boolean;
  now: Date;
}) {
  const { shell, settings, form } = props;
  const { connected } = settings;
  const missing = sendingChannels.filter((channel) => !connected.includes(channel));
  const next = nextQuietWords(settings, props.now);
  return (
    <SettingsPage shell={shell} here="notices" title="How you are told" said={props.saved ? "Saved." : null}>
      <div class="settings">
        <form method="post" action="/settings/notices" class="card form">
          {connected.length === 0 ? (
            <p>
              No chat and no mail is connected yet: what there is to tell waits in your{" "}
              <a href="/inbox">inbox</a>.
            </p>
          ) : (
            <>
              <p>
                Everything is in your inbox, whatever you choose.
                {missing.length > 0 && (
                  <span class="muted"> {listed(missing.map(named))}: not connected.</span>
                )}
              </p>
              {kindsFor(shell.reader.role).map(([kind, label, means]) => (
                <fieldset>
                  <legend>{label}</legend>
                  <p class="muted">{means}</p>
                  <div class="checks">
                    {connected.map((channel) => (
                      <label class="check">
                        <input
                          type="checkbox"
                          name={`${kind}-${channel}`}
                          value="1"
                          checked={form.channels[kind].includes(channel)}
                        />{" "}
                        {named(channel)}
                      </label>
                    ))}
                  </div>
                </fieldset>
              ))}
              {connected.length > 1 && <Order form={form} connected={connected} />}
            </>
          )}
          <QuietFields form={form} zone={settings.zone} />
          <div class="actions">
            <button type="submit" class="button primary">
              Save
            </button>
          </div>
        </form>
        <section class="card now" aria-labelledby="now">
          <h2 id="now">Now</h2>
          {wayWords(settings.ways).map((sentence) => (
            <p>{sentence}</p>
          ))}
          <p>{quietWords(settings)}</p>
          {next && <p>{next}</p>}
          <p class="muted">
            Digests come when you <a href="/settings/digest">set them to</a>, quiet hours or not. In a chat:
            <br />
            <code>/health quiet 18:00-8:00 weekends</code>
          </p>
        </section>
      </div>
    </SettingsPage>
  );
}

function Order(props: { form: NoticeForm; connected: readonly SendingChannel[] }) {
  const { form, connected } = props;
  const wrong = faultAt(form.fault, "order");
  return (
    <fieldset>
      <legend>If one fails</legend>
      <p class="muted" id="order-means">
        What a channel can't take goes by the next one.
      </p>
      <div class="order">
        {connected.map((_, at) => (
          <label class="field">
            {ordinals[at]}
            <select
              name={`order${at + 1}`}
              aria-describedby={wrong ? "order-wrong" : "order-means"}
              aria-invalid={wrong ? "true" : undefined}
            >
              {connected.map((channel) => (
                <option value={channel} selected={form.order[at] === channel}>
                  {named(channel)}
                </option>
              ))}
            </select>
          </label>
        ))}
      </div>
      <Wrong id="order-wrong" sentence={wrong} />
    </fieldset>
  );
}

const ordinals = ["First", "Then", "Last"] as const;

function QuietFields({ form, zone }: { form: NoticeForm; zone: string }) {
  const wrong = (field: "from" | "to") => faultAt(form.fault, field);
  const time = (field: "from" | "to", label: string) => (
    <label class="field short">
      {label}
      <input
        type="time"
        name={field}
        value={form[field]}
        aria-invalid={wrong(field) ? "true" : undefined}
        aria-describedby={wrong(field) ? "quiet-wrong" : "quiet-means"}
      />
    </label>
  );
  return (
    <fieldset>
      <legend>Quiet hours</legend>
      <p class="muted" id="quiet-means">
        Alerts wait, then one summary. In {placeTime(zone)}; empty for none.
      </p>
      <div class="order">
        {time("from", "From")}
        {time("to", "To")}
      </div>
      <Wrong id="quiet-wrong" sentence={faultAt(form.fault, "from", "to")} />
      <label class="check">
        <input type="checkbox" name="weekend" value="1" checked={form.weekend} /> All weekend
      </label>
    </fieldset>
  );
}

/** As a label starts: "Slack", "Teams", "Mail". */
function named(channel: SendingChannel): string {
  const name = channelName(channel);
  return sentenceCase(name);
}
