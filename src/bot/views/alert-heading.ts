import type { AlertFacts } from "../../results/alerts.ts";
import { silentSoFar } from "../../words/alert-state.ts";
import { shortName } from "../../words/names.ts";
import { days, percent } from "../../words/numbers.ts";

/** What an alert is called now: an open silence by its days so far; at its end what is so then, or, ended by hand, what it was opened for. */
export function alertHeading(
  alert: Pick<AlertFacts, "account" | "kind" | "opening" | "closed" | "signal">,
): string {
  const name = shortName(alert.account.name);
  const { how, score } = alert.closed ?? {};
  switch (how) {
    case "recovered":
      return `${name}: usage is back`;
    case "back-in-use":
      return `${name}: back in use`;
    case "settled":
      return `${name}: settled at a lower level`;
    case "band-recovered":
      return `${name}: health is back${typeof score === "number" ? ` at ${score}` : ""}`;
    case "undone":
      return `${name}: ${alertKindWords(alert.kind)} withdrawn`;
    case undefined:
      return alert.opening.kind === "silence"
        ? silenceHeading(name, silentSoFar(alert, alert.opening))
        : openHeading(alert);
    case "by-hand":
    case "left":
      return openHeading(alert);
    default:
      return how satisfies never;
  }
}

/** What an alert was opened for: "Acme: usage down 49%", "Borealis Logistics is now at risk", "Çelik Systems: silent for 21 days". */
export function openHeading({ account, opening }: Pick<AlertFacts, "account" | "opening">): string {
  const name = shortName(account.name);
  switch (opening.kind) {
    case "drop":
      return `${name}: usage down ${percent(opening.dropPercent)}`;
    case "band-change":
      return `${name} is now at risk`;
    case "silence":
      return silenceHeading(name, opening.days);
    default:
      return opening satisfies never;
  }
}

function silenceHeading(name: string, silentDays: number): string {
  return `${name}: silent for ${days(silentDays)}`;
}

/** "drop alert": the kind in words. */
export function alertKindWords(kind: AlertFacts["kind"]): string {
  return kind === "drop" ? "drop alert" : kind === "silence" ? "silence alert" : "band alert";
}
