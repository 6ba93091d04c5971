/** What was said after `digest`. */
export type DigestRequest =
  | { readonly do: "show" }
  | { readonly do: "off" }
  | { readonly do: "on" }
  | { readonly do: "now" }
  /** What is not named stays as it is. `localTime` is "08:30", `weekdays` 1 Monday … 7 Sunday, sorted. */
  | { readonly do: "set"; readonly localTime: string | null; readonly weekdays: readonly number[] | null }
  | { readonly do: "unread" };

const single: Readonly<Record<string, DigestRequest["do"] & ("show" | "off" | "on" | "now")>> = {
  "": "show",
  settings: "show",
  off: "off",
  stop: "off",
  on: "on",
  now: "now",
};

const dayNames = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
const groups: Readonly<Record<string, readonly number[]>> = {
  weekdays: [1, 2, 3, 4, 5],
  weekday: [1, 2, 3, 4, 5],
  weekends: [6, 7],
  weekend: [6, 7],
  daily: [1, 2, 3, 4, 5, 6, 7],
  everyday: [1, 2, 3, 4, 5, 6, 7],
};

/** Reads "8:30 weekdays", "17:00 mon,thu", "mon-fri 9", "off", "now". Anything that is not wholly understood is `unread`. */
export function parseDigest(tail: string): DigestRequest {
  const words = tail
    .toLowerCase()
    .replace(/\bevery day\b/g, "everyday")
    .replace(/\s*([,–-])\s*/g, "$1")
    .replace(/(\d)\s+(am|pm)\b/g, "$1$2")
    .split(/\s+/)
    .filter((word) => word !== "" && word !== "at" && word !== "and" && word !== "every");
  const only = words.length <= 1 ? (words[0] ?? "") : undefined;
  const asked = only !== undefined && Object.hasOwn(single, only) ? single[only] : undefined;
  if (asked !== undefined) return { do: asked };

  let localTime: string | null = null;
  const weekdays = new Set<number>();
  for (const word of words.filter((candidate) => candidate !== "on")) {
    const days = daysOf(word);
    const time = timeOf(word);
    if (days !== undefined) for (const day of days) weekdays.add(day);
    else if (time !== undefined && localTime === null) localTime = time;
    else return { do: "unread" };
  }
  if (localTime === null && weekdays.size === 0) return { do: "unread" };
  const sorted = [...weekdays].sort((one, other) => one - other);
  return { do: "set", localTime, weekdays: sorted.length === 0 ? null : sorted };
}

/** "08:30" of "8:30", "8.30", "8", "8am"; undefined for what is no time. */
export function timeOf(word: string): string | undefined {
  const found = /^(\d{1,2})(?:[:.h](\d{2})?)?(am|pm)?(?:uhr)?$/.exec(word);
  if (!found) return undefined;
  const half = found[3];
  const typed = Number(found[1]);
  const minute = Number(found[2] ?? 0);
  if (half !== undefined && (typed < 1 || typed > 12)) return undefined;
  const hour = half === undefined ? typed : (typed % 12) + (half === "pm" ? 12 : 0);
  if (hour > 23 || minute > 59) return undefined;
  return `${String(hour).padStart(2, "0")}:${String(minute).padStart(2, "0")}`;
}

function daysOf(word: string): readonly number[] | undefined {
  if (Object.hasOwn(groups, word)) return groups[word];
  const days: number[] = [];
  for (const piece of word.split(",").filter((candidate) => candidate !== "")) {
    const [from, to, ...more] = piece.split(/[–-]/).map(dayOf);
    if (from === undefined || more.length > 0 || (to === undefined && /[–-]/.test(piece))) return undefined;
    for (let day = from; ; day = (day % 7) + 1) {
      days.push(day);
      if (day === (to ?? from)) break;
    }
  }
  return days.length === 0 ? undefined : days;
}

/** 1 of "mon", "mondays", "monday". */
function dayOf(name: string): number | undefined {
  const index = dayNames.findIndex(
    (day) => name.startsWith(day) && /^(mon|tues?|wed(nes)?|thu(rs?)?|fri|sat(ur)?|sun)(day)?s?$/.test(name),
  );
  return index === -1 ? undefined : index + 1;
}
