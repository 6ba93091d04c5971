import { openMailTransport } from "../bot/email/outbound/transport.ts";
import { sendTrialMail } from "../bot/email/outbound/trial.ts";
import { AppError } from "../errors.ts";
import { newId } from "../ids.ts";
import type { Command } from "./command.ts";
import { say } from "./tenant-commands.ts";

/** `bellwether mail try`. */
export const mailTryCommand: Command = {
  name: "mail try",
  summary: "Send a mail that says whether SMTP_URL and MAIL_FROM work",
  usage: "EMAIL",
  positionals: [1, 1],
  run: async (run) => {
    const { mail, publicUrl } = run.config;
    if (!mail) {
      throw new AppError(
        "bad-input",
        "Mail isn't set up. Set SMTP_URL=smtp://user:password@mail.example.com:587 and MAIL_FROM.",
      );
    }
    const [to = ""] = run.positionals;
    const transport = openMailTransport(mail.smtpUrl);
    try {
      const sent = await sendTrialMail(transport, {
        from: mail.from,
        to,
        publicUrl,
        now: run.now,
        id: newId(),
      });
      if (sent.ok) {
        say(run, `The mail server took it for ${to}. Look in the mailbox, and among the unwanted mail.`);
        return { to, messageId: sent.messageRef };
      }
      throw new AppError("unavailable", whyNot(sent));
    } finally {
      transport.close();
    }
  },
};

function whyNot(outcome: {
  readonly kind: string;
  readonly code: string;
  readonly sentence?: string;
}): string {
  if (outcome.kind === "failed" && outcome.sentence !== undefined) return outcome.sentence;
  if (outcome.kind === "uncertain")
    return "The mail server did not say whether it took the mail. Look in the mailbox.";
  return `The mail server can't be reached, or says to try later (${outcome.code}). Check host and port of SMTP_URL.`;
}
