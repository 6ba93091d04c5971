import type { Command, Message } from "../../bot/message.ts";
import { type ExportFormat, formatName } from "../../export-formats.ts";
import { type ExportedPage, MailReportButton } from "../exports/export-menu.tsx";
import { MessageCard } from "../parts/message-card.tsx";
import { Page, type Shell } from "../shell/layout.tsx";

/** A question with one button that does it, for who came by a link of a mail. */
export interface Question {
  /** "Acknowledge Acme's drop alert" */
  readonly title: string;
  /** What it is about, and what will be so afterwards. */
  readonly lines: readonly string[];
  readonly label: string;
  readonly command: Command;
}

/** Asks once, then does what the mail's button said. */
export function ConfirmPage(props: { shell: Shell; question: Question; back: string }) {
  const { title, lines, label, command } = props.question;
  return (
    <Page shell={props.shell} title={title} place="inbox">
      <form method="post" action="/act" class="card form">
        <h1>{title}</h1>
        {lines.map((line) => (
          <p>{line}</p>
        ))}
        <input type="hidden" name="command" value={JSON.stringify(command)} />
        <input type="hidden" name="back" value={props.back} />
        <div class="actions">
          <button type="submit" class="button primary">
            {label}
          </button>
          <a class="button" href={props.back}>
            Cancel
          </a>
        </div>
      </form>
    </Page>
  );
}

/** The alert has changed since the mail: how it stands now, with the buttons that it has now. */
export function ChangedPage(props: { shell: Shell; message: Message; back: string }) {
  return (
    <Page shell={props.shell} title="This has changed" place="inbox">
      <div class="card form">
        <h1>This has changed since the mail</h1>
        <MessageCard message={props.message} drawings={new Map()} back={props.back} />
      </div>
    </Page>
  );
}

/** An export: downloaded here, or mailed. */
export function ExportPage(props: {
  shell: Shell;
  title: string;
  download: string;
  format: ExportFormat;
  /** Undefined: there is no mail here. */
  page: ExportedPage | undefined;
}) {
  return (
    <Page shell={props.shell} title={props.title} place="portfolio">
      <div class="card form">
        <h1>{props.title}</h1>
        <p>Usage and health over the last thirteen weeks, as they stand now.</p>
        <div class="actions">
          <a class="button primary" href={props.download} download="">
            Download {formatName(props.format)}
          </a>
          {props.page && <MailReportButton page={props.page} format={props.format} label="Mail it to me" />}
        </div>
      </div>
    </Page>
  );
}
