import type { NotSent } from "../../../results/send-outcome.ts";
import { cutEnd } from "../../../words/names.ts";

/** How long to leave a mail server alone that is unreachable or in trouble. */
const troubleAfterMs = 15_000;
/** "Try again later" for one recipient is mostly greylisting, which wants minutes. */
const greylistAfterMs = 60_000;

/** What nodemailer says of a failed try. */
interface SmtpError {
  /** ECONNECTION, ESOCKET, ETIMEDOUT, EDNS, ETLS, EAUTH, EENVELOPE, EMESSAGE … */
  readonly code?: string;
  /** What was asked when it failed: "MAIL FROM", "RCPT TO", "DATA", "AUTH PLAIN" … */
  readonly command?: string;
  readonly responseCode?: number;
  readonly response?: string;
}

/**
 * What a failed try means for the mail.
 * @param wholeSent the last byte of the letter had been handed over: without an answer the server may have taken it
 */
export function outcomeOf(error: unknown, wholeSent: boolean): NotSent {
  const { code = "unknown", command = "", responseCode, response } = (error ?? {}) as SmtpError;
  if (responseCode === undefined || responseCode === 421) {
    if (wholeSent && responseCode === undefined) return { ok: false, kind: "uncertain", code: "no-answer" };
    if (code === "EMESSAGE") return failed("too-large", "The mail server says the message is too large.");
    return retry(code.toLowerCase(), troubleAfterMs);
  }
  const said = enhancedCode(response) ?? String(responseCode);
  if (responseCode < 500 || responseCode >= 600 || responseCode === 503) {
    return retry(`smtp-${said}`, command === "RCPT TO" ? greylistAfterMs : troubleAfterMs);
  }
  const sentence = sentenceOf(command, said, responseCode, response ?? "");
  // What is wrong with this service, not with one recipient, has a name of its own.
  if (isSignIn(command, responseCode)) return { ...failed("mail-sign-in", sentence), wholeChannel: true };
  if (command === "MAIL FROM") return { ...failed("mail-sender", sentence), wholeChannel: true };
  return failed(`smtp-${said}`, sentence);
}

function isSignIn(command: string, responseCode: number): boolean {
  return command.startsWith("AUTH") || responseCode === 530 || responseCode === 535;
}

/** Why the mail server refused, for people. */
function sentenceOf(command: string, said: string, responseCode: number, response: string): string {
  if (isSignIn(command, responseCode)) {
    return "The mail server does not accept the name and password in SMTP_URL.";
  }
  if (command === "MAIL FROM") {
    return `The mail server does not let us send as the address in MAIL_FROM.${quoted(response)}`;
  }
  if (said === "5.2.2" || responseCode === 552) {
    return command === "RCPT TO"
      ? "Their mailbox is full."
      : "The mail server says the message is too large.";
  }
  if (command === "RCPT TO") {
    const unknown = /^5\.1\.\d+$/.test(said) || said === "5.4.4";
    return unknown
      ? `The mail server does not know their address.${quoted(response)}`
      : `The mail server does not take mail for their address.${quoted(response)}`;
  }
  return `The mail server refused the message.${quoted(response)}`;
}

/** "5.1.1" of "550 5.1.1 No such user" (RFC 3463). */
function enhancedCode(response: string | undefined): string | undefined {
  return /^\d{3}[ -]([245]\.\d{1,3}\.\d{1,3})\b/.exec(response ?? "")?.[1];
}

/** What the server said, without codes, in one line; it is somebody else's text. */
function quoted(response: string): string {
  const words = response
    .replace(/^\d{3}[ -](\d\.\d{1,3}\.\d{1,3} )?/gm, "")
    .replace(/[\p{C}\p{Zl}\p{Zp}\s]+/gu, " ")
    .replace(/[<>"“”]/g, "")
    .trim();
  return words === "" ? "" : ` It said: “${cutEnd(words, 140)}”`;
}

function retry(code: string, afterMs: number): NotSent {
  return { ok: false, kind: "retry", afterMs, code };
}

function failed(code: string, sentence: string) {
  return { ok: false, kind: "failed", code, sentence } as const;
}
