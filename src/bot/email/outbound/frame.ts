import type { NoticeKind } from "../../../results/notice-settings.ts";
import type { Footer } from "../layout/render-html.ts";

/** Under which of the reader's choices a thread falls; null: it was asked for, there is nothing to end. */
export function noticeKindOfThread(thread: string): NoticeKind | null {
  switch (thread.split(":")[0]) {
    case "alert":
    case "held":
      return "alerts";
    case "digest":
      return "digests";
    case "feed":
    case "delivery-failed":
      return "notices";
    default:
      return null;
  }
}

const reasons: Readonly<Record<NoticeKind, string>> = {
  alerts: "Alerts come to you by mail.",
  digests: "Your digest comes to you by mail.",
  notices: "Notices come to you by mail.",
};
const stops: Readonly<Record<NoticeKind, string>> = {
  alerts: "Stop mailing alerts",
  digests: "Stop mailing digests",
  notices: "Stop mailing notices",
};

/** Why one gets a mail of this kind, and how it ends. */
export function footerOf(
  thread: string,
  links: { readonly settingsUrl: string; readonly unsubscribeUrl: string | null },
): Footer {
  const kind = noticeKindOfThread(thread);
  if (kind === null || links.unsubscribeUrl === null) {
    return { reason: "Sent because it was asked for in Bellwether.", links: [] };
  }
  return {
    reason: reasons[kind],
    links: [
      { label: stops[kind], address: links.unsubscribeUrl },
      { label: "Choose what comes how", address: links.settingsUrl },
    ],
  };
}
