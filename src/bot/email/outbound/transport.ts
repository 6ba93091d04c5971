import { Readable } from "node:stream";
import nodemailer from "nodemailer";
import type { NotSent } from "../../../results/send-outcome.ts";
import { isThisMachine } from "../../../this-machine.ts";
import { outcomeOf } from "./outcome.ts";

/** A connection to the mail server, kept open and shared. Only this file talks SMTP. */
export interface MailTransport {
  /** Hands one letter over. Never throws for what the server or the network does. */
  send(letter: {
    readonly from: string;
    readonly to: string;
    readonly bytes: Buffer;
  }): Promise<{ readonly ok: true } | NotSent>;
  /** Lets what is on its way end, then closes the connections. */
  close(): void;
}

/** How long each step may take; together less than the delivery job takes a try for dead. */
const patience = {
  connectionTimeout: 8_000,
  greetingTimeout: 8_000,
  dnsTimeout: 5_000,
  /** Without a sign from the server. */
  socketTimeout: 15_000,
} as const;
/** Handed over at a time, so that the end of a long letter is not reached before its middle was taken. */
const sliceBytes = 64 * 1024;
/** From the first byte to the answer, whatever happens between. */
const wholeTimeoutMs = 30_000;

/**
 * Opens a pool of connections to the server of an address such as `smtp://user:password@mail.example.com:587`. With a
 * password the connection must be encrypted, by smtps: or STARTTLS; a mail server on this machine is exempt.
 * @param smtpUrl nodemailer's options may follow as a query, such as `?tls.rejectUnauthorized=false`
 */
export function openMailTransport(
  smtpUrl: string,
  options: { readonly timeoutMs?: number } = {},
): MailTransport {
  const { hostname, username } = new URL(smtpUrl);
  const pool = nodemailer.createTransport({
    url: smtpUrl,
    pool: true,
    maxConnections: 4,
    maxMessages: 200,
    idleTimeout: 60_000,
    // A message whose connection broke is ours to judge: it may have arrived.
    maxRequeues: 0,
    requireTLS: username !== "" && !isThisMachine(hostname) && smtpUrl.startsWith("smtp:"),
    disableFileAccess: true,
    disableUrlAccess: true,
    ...patience,
  });
  const wholeSent = noteWholeSent(pool);
  const timeoutMs = options.timeoutMs ?? wholeTimeoutMs;
  return {
    send: async ({ from, to, bytes }) => {
      const raw = Readable.from(slices(bytes), { objectMode: false, highWaterMark: sliceBytes });
      try {
        await pool.sendMail({
          envelope: { from, to: [to], size: bytes.length },
          raw,
          signal: AbortSignal.timeout(timeoutMs),
        });
        return { ok: true };
      } catch (error) {
        return outcomeOf(error, wholeSent.has(raw));
      }
    },
    close: () => pool.close(),
  };
}

/**
 * Which letters were handed over to their last byte. Their own stream does not tell, as it runs ahead into buffers; the one
 * that the connection reads does: it is opened when the server says "go ahead".
 */
function noteWholeSent(pool: ReturnType<typeof nodemailer.createTransport>): WeakSet<object> {
  const whole = new WeakSet<object>();
  pool.use("stream", (mail, done) => {
    const { message, data } = mail;
    const open = message.createReadStream.bind(message);
    message.createReadStream = (options) =>
      open(options).once("end", () => {
        if (typeof data.raw === "object") whole.add(data.raw);
      });
    done();
  });
  return whole;
}

function* slices(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += sliceBytes) yield bytes.subarray(at, at + sliceBytes);
}
