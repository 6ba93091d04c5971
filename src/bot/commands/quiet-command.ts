import { timeOf } from "./digest-command.ts";

/** What was said after `quiet`. */
export type QuietRequest =
  | { readonly do: "show" }
  | { readonly do: "off" }
  /** What is not named stays as it is. Times are local, "18:00". */
  | {
      readonly do: "set";
      readonly times: { readonly from: string; readonly to: string } | null;
      readonly weekend: boolean | null;
    }
  | { readonly do: "unread" };

const days: Readonly<Record<string, boolean>> = {
  weekend: true,
  weekends: true,
  weekday: false,
  weekdays: false,
};

/**
 * Reads "18:00-8:00 weekends", "from 6pm to 8am", "weekends", "18-8 weekdays" (not the weekend), "off". Anything that is not
 * wholly understood is `unread`.
 */
export function parseQuiet(tail: string): QuietRequest {
  const text = tail
    .toLowerCase()
    .replace(/(\d)\s+(am|pm)\b/g, "$1$2")
    .replace(/\s*[–—-]\s*|\s+(?:to|until|till)\s+/g, " - ")
    .trim();
  if (text === "" || text === "settings") return { do: "show" };
  if (text === "off" || text === "stop" || text === "none") return { do: "off" };
  const words = text.split(/[\s,+]+/).filter((word) => !fillers.has(word));
  let weekend: boolean | null = null;
  const times: string[] = [];
  for (const [at, word] of words.entries()) {
    const time = timeOf(word);
    if (Object.hasOwn(days, word) && weekend === null) weekend = days[word] ?? null;
    else if (time !== undefined) times.push(time);
    else if (!(word === "-" && timeOf(words[at - 1] ?? "") && timeOf(words[at + 1] ?? "")))
      return { do: "unread" };
  }
  const [from, to, ...more] = times;
  const spans = words.filter((word) => word === "-").length;
  if (more.length > 0 || spans !== (from === undefined ? 0 : 1)) return { do: "unread" };
  if (from !== undefined && to !== undefined)
    return from === to ? { do: "unread" } : { do: "set", times: { from, to }, weekend };
  return weekend === null ? { do: "unread" } : { do: "set", times: null, weekend };
}

const fillers: ReadonlySet<string> = new Set(["from", "and", "all", "on", "at", "hours"]);
