import type { Reader } from "../../results/reader.ts";
import { clockWithZone } from "../../words/dates.ts";
import { preview, shownName } from "../../words/names.ts";
import { wayInWords } from "../../words/sign-in.ts";
import { type Message, t } from "../message.ts";
import { signInPath } from "./paths.ts";
import { context } from "./spans.ts";

/**
 * The mail with a link to sign in.
 * @param link.token what signs in, once, until `expiresAt`; null: it was asked for too long ago to be sent unasked, or none does
 * @param link.onlyWay the provider by which alone the tenant lets this member in; none or null: links sign in
 */
export function signInLinkMessage(
  link: {
    readonly token: string | null;
    readonly onlyWay?: string | null;
    readonly onward: string;
    readonly askedAt: Date;
    readonly expiresAt: Date;
  },
  reader: Reader,
): Message {
  const heading = `Sign in to ${shownName(reader.tenantName)}`;
  const asked = clockWithZone(link.askedAt.toISOString(), reader.zone);
  const until = clockWithZone(link.expiresAt.toISOString(), reader.zone);
  const { onlyWay = null } = link;
  const words =
    onlyWay !== null
      ? `${shownName(reader.tenantName)} lets its own people in ${wayInWords(onlyWay, undefined)} only, so this mail has no link that signs you in. Open the page and continue there.`
      : link.token === null
        ? `You asked for a link at ${asked}. This mail was too long on its way, so it has none: ask again.`
        : `This link signs you in as ${shownName(reader.name)}. It works once, until ${until}.`;
  const path = link.token === null ? signInPath() : signInPath({ token: link.token, onward: link.onward });
  return {
    summary: preview(`${heading}.`, words),
    parts: [
      { part: "heading", text: heading },
      { part: "text", text: [t(words)] },
      {
        part: "actions",
        actions: [
          {
            kind: "open",
            label: onlyWay === null && link.token === null ? "Ask again" : "Sign in",
            path,
            primary: true,
          },
        ],
        overflow: [],
      },
      context(
        [t(`Asked for at ${asked}. If it was not by you, do nothing: without this mail nobody gets in.`)],
        reader,
      ),
    ],
  };
}
