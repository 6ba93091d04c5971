import { SMTPServer, type SMTPServerOptions } from "smtp-server";

/** A letter as the server got it. */
export interface ReceivedLetter {
  readonly from: string;
  readonly to: readonly string[];
  /** As it came over the wire. */
  readonly bytes: Buffer;
  readonly secure: boolean;
  readonly user: string | undefined;
}

/** A real mail server on a free port of this machine that keeps what it takes, and fails as it is told. */
export interface MailServer {
  readonly port: number;
  /** `smtp://127.0.0.1:PORT` */
  readonly url: string;
  readonly letters: ReceivedLetter[];
  /** How many connections were opened. */
  readonly connected: () => number;
  /** What to answer next; each returns undefined to take what comes. */
  behave: {
    mailFrom?: ((address: string) => Refusal | undefined) | undefined;
    rcptTo?: ((address: string) => Refusal | undefined) | undefined;
    /** After the whole letter came: refuse it, or say nothing and hang up ("taken": it was kept all the same). */
    data?: ((letter: ReceivedLetter) => Refusal | "hang-up" | "taken-and-hang-up" | undefined) | undefined;
    /** Stops reading in the middle of the letter and hangs up. */
    cutLetter?: boolean;
    /** Hangs up when it is told for whom the letter is. */
    cutEnvelope?: boolean;
  };
  close(): Promise<void>;
}

/** A refusal, such as 550 "5.1.1 No such user". */
export interface Refusal {
  readonly code: number;
  readonly text: string;
}

/** Starts one. Without options it takes anything from anybody, unencrypted. */
export async function startMailServer(options: SMTPServerOptions = {}): Promise<MailServer> {
  const letters: ReceivedLetter[] = [];
  const behave: MailServer["behave"] = {};
  let connections = 0;
  const hangUp = () => {
    for (const { _socket: socket } of server.connections as unknown as Set<{ _socket: { destroy(): void } }>)
      socket.destroy();
  };
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    onConnect: (_session, callback) => {
      connections++;
      callback();
    },
    onMailFrom: ({ address }, _session, callback) => callback(errorOf(behave.mailFrom?.(address))),
    onRcptTo: ({ address }, _session, callback) => {
      if (behave.cutEnvelope) hangUp();
      else callback(errorOf(behave.rcptTo?.(address)));
    },
    onData: (stream, session, callback) => {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => {
        chunks.push(chunk);
        if (!behave.cutLetter) return;
        stream.pause();
        hangUp();
      });
      stream.on("end", () => {
        const { mailFrom, rcptTo } = session.envelope;
        const letter = {
          from: mailFrom ? mailFrom.address : "",
          to: rcptTo.map(({ address }) => address),
          bytes: Buffer.concat(chunks),
          secure: session.secure,
          user: session.user as string | undefined,
        };
        const answer = behave.data?.(letter);
        if (answer === undefined || answer === "taken-and-hang-up") letters.push(letter);
        if (answer === "hang-up" || answer === "taken-and-hang-up") hangUp();
        else callback(errorOf(answer));
      });
    },
    ...options,
  });
  // What was hung up on purpose is no news.
  server.on("error", () => {});
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
  const address = server.server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  return {
    port,
    url: `smtp://127.0.0.1:${port}`,
    letters,
    connected: () => connections,
    behave,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

function errorOf(refusal: Refusal | undefined): Error | null {
  if (!refusal) return null;
  return Object.assign(new Error(refusal.text), { responseCode: refusal.code });
}
