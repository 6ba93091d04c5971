import type { ExportFormat } from "../../export-formats.ts";
import type { AlertFacts } from "../../results/alerts.ts";
import type { ExportRequest } from "../../usecases/exports/make-export-file.ts";
import type { Message } from "../message.ts";
import type { ExportSubject } from "../views/export.ts";

/**
 * What a question or a click comes to, for every surface: Slack, the inbox, the command line. The surface delivers it to the
 * asker alone.
 */
export type Answer =
  /** A message to the asker. */
  | { readonly kind: "message"; readonly message: Message }
  /**
   * An alert has changed. `message` is its card in the new state, to replace the one that was clicked at once; all others are
   * edited by the job that the use case enqueued. `changed` false: someone else was first, and `notice` says who.
   */
  | {
      readonly kind: "alert";
      readonly alert: AlertFacts;
      readonly message: Message;
      readonly changed: boolean;
      readonly notice: Message | null;
    }
  /** A form is needed first: ask, then `actOn` again with its input. */
  | { readonly kind: "form"; readonly form: "snooze" | "resolve"; readonly alert: AlertFacts }
  /**
   * A file: say `making` at once, make and deliver the file outside any transaction (`makeExportFile`), then say
   * `exportDoneMessage`, or `exportFailedMessage(subject, format)`.
   */
  | {
      readonly kind: "export";
      readonly making: Message;
      readonly subject: ExportSubject;
      readonly format: ExportFormat;
      readonly request: ExportRequest;
    }
  /** Wants to be shared: confirm "Everyone in … will see `subjectWords`.", then `shareMessage`. */
  | { readonly kind: "share"; readonly subjectWords: string };
