/** "1,900"; "5.2 million" from a million. */
export function count(value: number): string {
  const whole = Math.round(value);
  if (Math.abs(whole) >= 1_000_000) return `${(whole / 1_000_000).toFixed(1).replace(/\.0$/, "")} million`;
  return whole.toLocaleString("en-GB");
}

/** A change with its sign: "+6", "−15" with a true minus, "0". */
export function signed(value: number): string {
  const whole = Math.round(value);
  return whole > 0 ? `+${count(whole)}` : whole < 0 ? `−${count(-whole)}` : "0";
}
