import type { FailedDelivery } from "../../results/notices.ts";
import { exportFailedWords } from "../../words/export-failed.ts";
import type { Message } from "../message.ts";
import { deliveryFailedMessage } from "../views/delivery-failed.ts";
import {
  exportDoneMessage,
  exportFailedMessage,
  exportLinkMessage,
  exportMakingMessage,
} from "../views/export.ts";
import { reportMailMessage, reportOnItsWayMessage } from "../views/report-mail.ts";
import { acme } from "./accounts.ts";
import { id, now, priya } from "./people.ts";

const subject = { kind: "account", accountId: acme.id, name: acme.name } as const;
const range = { from: "2026-08-21", to: "2026-11-19" } as const;
const fileName = "Acme-health-2026-11-19.pdf";
const report = { account: acme, format: "pdf", fileName, ...range } as const;
const failed: FailedDelivery = {
  deliveryId: id(961),
  channel: "email",
  state: "failed",
  what: "a report",
  reasonCode: "file-not-made",
  sentence: exportFailedWords("pdf"),
  instead: null,
  report: { accountId: acme.id, format: "pdf", ...range },
  at: "2026-11-20T07:13:00Z",
};
const unwritable = "The e-mail address can't be written to. An admin can correct it.";

/** Every message about a file, from its making to its arrival. */
export const sampleFiles: Readonly<Record<string, Message>> = {
  "export, making": exportMakingMessage({ subject, format: "pdf", ...range }, priya, { now }),
  "export of all, making": exportMakingMessage(
    { subject: { kind: "portfolio" }, format: "xlsx", ...range },
    priya,
    { now },
  ),
  "export, done": exportDoneMessage({ fileName, bytes: 214_000, pages: 3 }, priya),
  "export, link": exportLinkMessage({ fileName, path: `/files/t0ken/${fileName}` }, priya),
  "export, failed": exportFailedMessage({ subject, format: "pdf" }, priya),
  "export of all, failed": exportFailedMessage({ subject: { kind: "portfolio" }, format: "xlsx" }, priya),
  "report, on its way": reportOnItsWayMessage(
    { accountName: acme.name, format: "pdf", email: priya.email },
    priya,
  ),
  "report of all, on its way": reportOnItsWayMessage(
    { accountName: null, format: "xlsx", email: priya.email },
    priya,
  ),
  "report mail": reportMailMessage(report, priya, { now, attached: true }),
  "report mail of all": reportMailMessage(
    { ...report, account: null, format: "xlsx", fileName: "Portfolio-health-2026-11-19.xlsx" },
    priya,
    { now, attached: true },
  ),
  "report mail, too large": reportMailMessage(report, priya, { now, attached: false }),
  "report mail, not made": deliveryFailedMessage(failed, priya, { now }),
  "report mail, not taken": deliveryFailedMessage(
    { ...failed, reasonCode: "bad-address", sentence: unwritable },
    priya,
    { now },
  ),
};
