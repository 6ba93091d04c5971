import type { DigestLine } from "../../results/digests.ts";
import type { Day } from "../../scoring/types.ts";
import { type BandNames, bracketed } from "../../words/status.ts";
import { whyLine } from "../../words/why.ts";
import { type Action, type Item, type Text, t } from "../message.ts";
import { accountPath, alertPath } from "./paths.ts";
import { accountHead, accountLink } from "./spans.ts";

/** An account of a digest with its why and its menu. `deltas` false where changes would mislead: stale, or the first day. */
export function digestItem(
  line: DigestLine,
  today: Day,
  { deltas, names }: { readonly deltas: boolean; readonly names?: BandNames },
): Item {
  const { account } = line;
  const why = whyLine(account, today, line.note, names);
  const head = accountHead(account, deltas ? line.change : null, names, line.byRules);
  return {
    lines: why === "" ? [head] : [head, [t(why)]],
    menu: menuOf(line),
    path: account.alert ? alertPath(account.id, account.alert.id) : accountPath(account.id),
  };
}

/** "Acme 79 (−7)": an account named in a sentence. */
function shortMention({ account, change, byRules }: DigestLine): Text {
  const delta = bracketed(change, byRules);
  const score = account.score === null ? "no data" : `${account.score}${delta === "" ? "" : ` ${delta}`}`;
  return [accountLink(account), t(` ${score}`)];
}

/** Mentions in one sentence: "Acme 79 (−7), Vela Freight 88 (−3), …" with the rest as a count. */
export function mentions(lines: readonly DigestLine[], most: number): Text {
  const shown = lines
    .slice(0, most)
    .flatMap((line, index) => (index === 0 ? shortMention(line) : [t(", "), ...shortMention(line)]));
  return lines.length > most ? [...shown, t(` and ${lines.length - most} more`)] : shown;
}

function menuOf({ account }: DigestLine): readonly Action[] {
  const open: Action = { kind: "open", label: "Open", path: accountPath(account.id) };
  const why: Action = {
    kind: "command",
    label: "Why this score?",
    command: { do: "explain-score", accountId: account.id },
  };
  const alertId = account.alert?.id;
  if (alertId === undefined) return [open, why];
  return [
    open,
    ...(account.alert?.state === "acknowledged"
      ? []
      : [
          {
            kind: "command" as const,
            label: "Acknowledge",
            command: { do: "acknowledge-alert" as const, alertId },
          },
        ]),
    { kind: "command", label: "Snooze…", command: { do: "snooze-alert", alertId } },
    why,
  ];
}
