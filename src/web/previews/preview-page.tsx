import type { Message } from "../../bot/message.ts";
import { clock } from "../../words/dates.ts";
import { fileSize, plural } from "../../words/numbers.ts";
import { sentenceCase } from "../../words/sentence-case.ts";
import type { Drawings } from "../charts/draw-images.ts";
import { Choice } from "../parts/choice.tsx";
import { LogFilters } from "../parts/log-filters.tsx";
import { MessageCard } from "../parts/message-card.tsx";
import type { Shell } from "../shell/layout.tsx";
import { SettingsPage } from "../shell/settings-page.tsx";
import { type PreviewKind, previewGroups } from "./preview-kinds.ts";
import { SlackBlocks } from "./slack-blocks.tsx";

/** A message on all four surfaces. */
export interface PreviewFacts {
  readonly kind: PreviewKind;
  /** Whose facts it tells: the tenant's own, or those of the sample cast. */
  readonly facts: "real" | "sample";
  /** What was asked for, which there may be none of. */
  readonly asked: "real" | "sample";
  readonly message: Message;
  readonly drawings: Drawings;
  readonly slack: { readonly text: string; readonly blocks: readonly object[] };
  readonly teams: { readonly summary: string; readonly card: object };
  readonly mail: { readonly subject: string; readonly html: string; readonly text: string };
  /** Where the picture and the mail's frame are. */
  readonly imageUrl: string;
  readonly frameUrl: string;
}

/** What people are told, on every surface side by side: for admins. */
export function PreviewPage(props: { shell: Shell; preview: PreviewFacts; now: Date }) {
  const { shell, preview } = props;
  const { kind, slack, teams, mail } = preview;
  const cardJson = JSON.stringify(teams.card, null, 2);
  return (
    <SettingsPage
      shell={shell}
      here="preview"
      title="Preview"
      files={{ style: "preview-page.css", script: "preview.js" }}
    >
      <Chooser kind={kind} facts={preview.asked} />
      <p class="muted">{whose(preview)} Nothing is sent, and no button here does anything.</p>
      <div class="surfaces">
        <Surface
          name="Slack"
          size={plural(slack.blocks.length, "block")}
          source={JSON.stringify({ blocks: slack.blocks }, null, 2)}
        >
          <SlackBlocks
            blocks={slack.blocks}
            imageUrl={preview.imageUrl}
            at={clock(props.now, shell.reader.zone)}
          />
          <p class="muted preview-note">Notification: {slack.text}</p>
        </Surface>
        <Surface
          name="Teams"
          size={`${fileSize(JSON.stringify(teams.card).length)} of 28`}
          source={cardJson}
          sourceName="card"
        >
          <div class="teams" data-teams-card="">
            <p class="muted">Microsoft's own renderer draws the card here; it needs JavaScript.</p>
          </div>
          <p class="muted preview-note">Notification: {teams.summary}</p>
        </Surface>
        <Surface
          name="Mail"
          size={`${fileSize(new TextEncoder().encode(mail.html).length)} of 90`}
          source={mail.text}
          sourceLabel="Plain text"
        >
          <p>
            <span class="muted">Subject</span> <b>{mail.subject}</b>
          </p>
          <iframe class="mail-frame" src={preview.frameUrl} title={`Mail: ${mail.subject}`} sandbox="" />
        </Surface>
        <Surface
          name="Inbox"
          size={plural(preview.message.parts.length, "part")}
          source={JSON.stringify(preview.message, null, 2)}
        >
          <div class="card" inert>
            <MessageCard message={preview.message} drawings={preview.drawings} back="/preview" />
          </div>
        </Surface>
      </div>
    </SettingsPage>
  );
}

function whose({ facts, asked }: PreviewFacts): string {
  if (facts === "real") return "With the newest facts of your own, as you would read them.";
  if (asked === "sample") return "With the facts of our sample cast.";
  return "Nothing of yours is like that yet: these are the facts of our sample cast.";
}

function Chooser({ kind, facts }: { kind: PreviewKind; facts: "real" | "sample" }) {
  return (
    <LogFilters action="/preview" label="Message">
      <label class="field">
        Message
        <select name="kind">
          {previewGroups.map(({ label, kinds }) => (
            <optgroup label={label}>
              {kinds.map(({ slug, name }) => (
                <option value={slug} selected={slug === kind.slug}>
                  {sentenceCase(name)}
                </option>
              ))}
            </optgroup>
          ))}
        </select>
      </label>
      <Choice
        label="Facts"
        name="facts"
        chosen={facts}
        options={[
          ["real", "your own, if there are any"],
          ["sample", "the sample cast's"],
        ]}
      />
    </LogFilters>
  );
}

function Surface(props: {
  name: string;
  size: string;
  /** What would be sent, to read and to copy. */
  source: string;
  sourceLabel?: string;
  /** Where the script finds it. */
  sourceName?: string;
  children: unknown;
}) {
  const label = props.sourceLabel ?? "JSON";
  const id = `source-${props.name.toLowerCase()}`;
  return (
    <section class="surface" aria-labelledby={`surface-${props.name.toLowerCase()}`}>
      <div class="surface-head">
        <h2 id={`surface-${props.name.toLowerCase()}`}>{props.name}</h2>
        <span class="muted">{props.size}</span>
      </div>
      {props.children}
      <details class="source">
        <summary>{label}</summary>
        <label class="hidden" for={id}>
          {props.name}: {label}
        </label>
        <textarea
          id={id}
          class="source-text"
          rows={14}
          readonly
          spellcheck={false}
          data-source={props.sourceName}
        >
          {props.source}
        </textarea>
        <button type="button" class="button small" data-copy={id} hidden>
          Copy
        </button>
      </details>
    </section>
  );
}
