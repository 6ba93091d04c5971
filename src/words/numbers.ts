/** Percentages of fewer user-days than this say nothing: 2 against 3 is "down 33%" and means one person's Tuesday. */
const minUsualForPercent = 4;

/** "1,900"; "5.2 million" from a million. */
export function count(value: number): string {
  const whole = Math.round(value);
  // A page writes hundreds of figures, nearly all of them small.
  if (Math.abs(whole) < 1_000) return String(whole);
  if (Math.abs(whole) >= 1_000_000) return `${(whole / 1_000_000).toFixed(1).replace(/\.0$/, "")} million`;
  return whole.toLocaleString("en-GB");
}

/** A change with its sign: "+6", "−15" with a true minus, "0". */
export function signed(value: number): string {
  const whole = Math.round(value);
  return whole > 0 ? `+${count(whole)}` : whole < 0 ? `−${count(-whole)}` : "0";
}

/** A change in a table: "−15", "+6", "0"; unknown is "–". */
export function signedOrDash(change: number | null): string {
  return change === null ? "–" : signed(change);
}

/** "1 account", "2 accounts", "0 accounts", "1,900 events". */
export function plural(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${Math.round(value) === 1 ? one : many}`;
}

/** "36 days", "1 day". */
export function days(value: number): string {
  return plural(value, "day");
}

/** "user-days in 28 days, usual 92" with its figure: "47 user-days in 28 days, usual 92". Without a baseline no "usual". */
export function usage(actual: number, usual: number | null): string {
  const head = `${plural(actual, "user-day")} in 28 days`;
  return usual === null ? head : `${head}, usual ${count(usual)}`;
}

/** The same in a table: "47, usual 92"; without a baseline "47". */
export function usageFigures(actual: number, usual: number | null): string {
  return usual === null ? count(actual) : `${count(actual)}, usual ${count(usual)}`;
}

/** The same of an account that may have no data: "–". */
export function knownUsage(of: {
  readonly score: number | null;
  readonly actual: number;
  readonly usual: number | null;
}): string {
  return of.score === null ? "–" : usageFigures(of.actual, of.usual);
}

/** Whole per cent, without a space: "49%", "<1%". `value` is in per cent and not negative. */
export function percent(value: number): string {
  return value > 0 && value < 1 ? "<1%" : `${count(value)}%`;
}

/**
 * A level against usual in words: "down 49%", "up 20%", "3 times usual", "as usual". Null where a percentage would
 * mislead: usual is under 4 user-days, or unknown.
 */
export function againstUsual(actual: number, usual: number | null): string | null {
  if (usual === null || usual < minUsualForPercent) return null;
  const change = (actual / usual - 1) * 100;
  if (Math.abs(change) < 0.5) return "as usual";
  if (change > 200) return `${count(actual / usual)} times usual`;
  return change < 0 ? `down ${percent(-change)}` : `up ${percent(change)}`;
}

/** The same as a change in shares of usual, for a column of figures: −0.49. Null where it would mislead. */
export function againstUsualShare(actual: number, usual: number | null): number | null {
  return usual === null || usual < minUsualForPercent ? null : actual / usual - 1;
}

/** Money with its currency, whole: "€48,000", "CHF 48,000". */
export function money(value: { readonly amount: number; readonly currency: string }): string {
  try {
    return new Intl.NumberFormat("en-GB", {
      style: "currency",
      currency: value.currency,
      maximumFractionDigits: 0,
    })
      .format(value.amount)
      .replace("-", "−");
  } catch {
    return `${count(value.amount)} ${value.currency}`.trim();
  }
}

/** "a", "a and b", "a, b and c". */
export function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}

/** A file's size as people say it: "214 KB", "1.3 MB". */
export function fileSize(bytes: number): string {
  if (bytes < 1_000) return plural(bytes, "byte");
  if (bytes < 999_500) return `${Math.round(bytes / 1_000)} KB`;
  return `${(bytes / 1_000_000).toFixed(1).replace(/\.0$/, "")} MB`;
}
