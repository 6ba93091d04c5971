import { openHeading } from "../../bot/views/alert-heading.ts";
import { accountPath, alertPath, inboxPath } from "../../bot/views/paths.ts";
import type { LoggedDelivery } from "../../usecases/deliveries/list-deliveries.ts";
import { channelName } from "../../words/channels.ts";
import { clock, dayAndClock } from "../../words/dates.ts";
import { shownName } from "../../words/names.ts";
import { plural } from "../../words/numbers.ts";
import { sentenceCase } from "../../words/sentence-case.ts";
import { dayIn } from "../../zones.ts";

/** What a delivery tells, in a few words: "Acme: usage down 49%". */
export function deliveryTitle(line: LoggedDelivery): string {
  const { opening, accountName } = line;
  switch (line.subjectKind) {
    case "alert":
    case "alert-closed": {
      if (opening === null || accountName === null) return "An alert of an account that you can't see";
      const heading = openHeading({ account: { id: line.accountId ?? "", name: accountName }, opening });
      return line.subjectKind === "alert" ? heading : `${heading}, how it ended`;
    }
    case "digest":
      return digestNames[line.digestKind ?? ""] ?? "Digest";
    case "feed":
      return "Trouble with usage data";
    case "held":
      return `${line.atOnce ? "At once" : "While you were away"}: ${plural(line.heldAlerts ?? 0, "alert")}`;
    case "delivery-failed":
      return "A message that failed";
    case "sign-in":
      return "Sign-in link";
    case "report": {
      const format = (line.reportFormat ?? "").toUpperCase();
      return `Report: ${accountName === null ? "portfolio" : shownName(accountName)} ${format}`.trim();
    }
    default:
      return line.subjectKind satisfies never;
  }
}

const digestNames: Readonly<Record<string, string>> = {
  first: "First digest",
  morning: "Digest",
  quiet: "Digest: all quiet",
  weekly: "Weekly digest",
  stale: "Digest: data is late",
};

/** Where what a delivery tells can be seen; null: nowhere, for this reader. */
export function deliveryPath(line: LoggedDelivery, readerId: string): string | null {
  const own = line.memberId === readerId;
  switch (line.subjectKind) {
    case "alert":
    case "alert-closed":
      return line.accountId === null ? null : alertPath(line.accountId, line.subjectId);
    case "digest":
    case "feed":
    case "delivery-failed":
      return own && line.inboxId !== null ? `${inboxPath}?show=all&item=${line.inboxId}#message` : null;
    case "held":
      return own ? inboxPath : null;
    case "report":
      return line.accountId === null ? null : accountPath(line.accountId);
    case "sign-in":
      return null;
    default:
      return line.subjectKind satisfies never;
  }
}

/** Where a delivery stands: "sent 8:12", "held until Mon 23 Nov, 8:00", "failed: Slack says the channel is archived." */
export function deliveryState(line: LoggedDelivery, zone: string, now: Date): string {
  const today = dayIn(now, zone);
  const said = (at: Date) =>
    dayIn(at, zone) === dayIn(line.queuedAt, zone) ? clock(at, zone) : dayAndClock(at, zone, today);
  switch (line.state) {
    case "held":
      return `held until ${said(line.dueAt)}`;
    case "queued":
      return line.attempts > 0 ? "waiting to be tried again" : "waiting";
    case "sending":
      return "on its way";
    case "sent":
      return line.sentAt === null ? "sent" : `sent ${said(line.sentAt)}`;
    case "merged":
      return line.mergedAt === null ? "told in the summary" : `told in the summary of ${said(line.mergedAt)}`;
    case "failed":
      return `failed: ${failure(line)}`;
    case "uncertain":
      return `not confirmed by ${channelName(line.channel)}: it may be there`;
    default:
      return line.state satisfies never;
  }
}

function failure({ error, errorCode, channel }: LoggedDelivery): string {
  if (error !== null) return shownName(error);
  const name = channelName(channel);
  return `${sentenceCase(name)} did not take it${errorCode === null ? "" : ` (${shownName(errorCode)})`}.`;
}
