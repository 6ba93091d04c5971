import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { SMTPServer } from "smtp-server";

/*
 * A mail server for trying things out: takes every mail, sends none on, and keeps each as a file that a mail program opens.
 *
 *   npx node scripts/catch-mail.ts [PORT] [FOLDER]     then start Bellwether with SMTP_URL=smtp://127.0.0.1:2525
 */

const port = Number(process.argv[2] ?? 2525);
const folder = process.argv[3] ?? join("data", "mail");
mkdirSync(folder, { recursive: true });
let count = 0;

const server = new SMTPServer({
  authOptional: true,
  disabledCommands: ["STARTTLS"],
  onData: (stream, _session, callback) => {
    const chunks: Buffer[] = [];
    stream.on("data", (chunk: Buffer) => chunks.push(chunk));
    stream.on("end", () => {
      const bytes = Buffer.concat(chunks);
      const file = join(folder, `${new Date().toISOString().replaceAll(":", "-")}-${++count}.eml`);
      writeFileSync(file, bytes);
      const subject = /^Subject: (.*(?:\r\n[ \t].*)*)/m.exec(bytes.toString("latin1"))?.[1] ?? "(no subject)";
      process.stdout.write(`${file}  ${subject.replace(/\r\n/g, "")}\n`);
      callback();
    });
  },
});
server.on("error", (error) => {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});
server.listen(port, "127.0.0.1", () => {
  process.stdout.write(`Catching mail at smtp://127.0.0.1:${port}, into ${folder}. Ctrl-C ends it.\n`);
});
