import type { AlertFacts } from "../../results/alerts.ts";
import { shortName } from "../../words/names.ts";
import { days, percent } from "../../words/numbers.ts";

/** What an alert is called now: at its end what is so then, or, ended by hand, what it was opened for. */
export function alertHeading(alert: Pick<AlertFacts, "account" | "kind" | "opening" | "closed">): string {
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
    case "by-hand":
    case "left":
    case undefined:
      return openHeading(alert);
    default:
      return how satisfies never;
  }
}

/** What an alert was opened for: "Acme: usage down 49%", "Borealis Logistics is now at risk", "Çelik Systems: silent for 30 days". */
export function openHeading({ account, opening }: Pick<AlertFacts, "account" | "opening">): string {
  const name = shortName(account.name);
  switch (opening.kind) {
    case "drop":
      return `${name}: usage down ${percent(opening.dropPercent)}`;
    case "band-change":
      return `${name} is now at risk`;
    case "silence":
      return `${name}: silent for ${days(opening.days)}`;
    default:
      return opening satisfies never;
  }
}

/** "drop alert": the kind in words. */
export function alertKindWords(kind: AlertFacts["kind"]): string {
  return kind === "drop" ? "drop alert" : kind === "silence" ? "silence alert" : "band alert";
}
