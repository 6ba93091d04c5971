import { addDays } from "../../scoring/days.ts";
import type { Day } from "../../scoring/types.ts";
import { placeTime } from "../../words/dates.ts";
import { dayRange } from "../../words/day-words.ts";
import { Wrong } from "../parts/wrong.tsx";
import { type AccountRange, neighbourRange, rangeToken } from "./account-range.ts";

const presets = [
  ["28d", "28 d"],
  ["90d", "90 d"],
  ["1y", "1 y"],
] as const;

/** Which days are shown: three presets and a free choice; all of it in the address. */
export function RangePicker(props: {
  range: AccountRange;
  /** What there is of it: a young account has less. */
  shown: { from: Day; to: Day };
  path: string;
  end: Day;
  zone: string;
  /** When the account left; its days since say little. */
  leftOn: Day | null;
}) {
  const { range, path, end, leftOn } = props;
  const earlier = neighbourRange(range, -1, end);
  const later = neighbourRange(range, 1, end);
  const href = (other: AccountRange) => `${path}?from=${other.from}&to=${other.to}`;
  return (
    <section class="range" aria-label="Range">
      <div class="chips">
        {presets.map(([name, label]) => (
          <a
            class="chip"
            href={name === "90d" ? path : `${path}?range=${name}`}
            aria-current={range.preset === name ? "true" : undefined}
          >
            {label}
          </a>
        ))}
        {leftOn !== null && <BeforeItLeft range={range} path={path} last={addDays(leftOn, -1)} />}
        <details class="menu left" data-menu="" open={range.error !== undefined}>
          <summary class="chip" aria-current={range.preset === "custom" ? "true" : undefined}>
            Custom
          </summary>
          <form class="sheet dates" action={path}>
            <input type="hidden" name="last" value={rangeToken(range)} />
            <label>
              From
              <input type="date" name="from" value={(range.asked ?? range).from} max={end} required />
            </label>
            <label>
              To
              <input
                type="date"
                name="to"
                value={(range.asked ?? range).to}
                max={end}
                required
                aria-invalid={range.error ? "true" : undefined}
                aria-describedby={range.error ? "range-error" : undefined}
              />
            </label>
            <Wrong id="range-error" sentence={range.error} />
            <button type="submit" class="button">
              Show range
            </button>
          </form>
        </details>
      </div>
      <p class="steps">
        {earlier && (
          <a href={href(earlier)} data-key="back" aria-label="Earlier">
            ‹
          </a>
        )}
        <span class="muted">
          {dayRange(props.shown.from, props.shown.to)}, {placeTime(props.zone)}
        </span>
        {later && (
          <a href={href(later)} data-key="forward" aria-label="Later">
            ›
          </a>
        )}
      </p>
    </section>
  );
}

/** The last 91 days of a customer who left. */
function BeforeItLeft({ range, path, last }: { range: AccountRange; path: string; last: Day }) {
  const first = addDays(last, -90);
  return (
    <a
      class="chip"
      href={`${path}?from=${first}&to=${last}`}
      aria-current={range.from === first && range.to === last ? "true" : undefined}
    >
      90 d before it left
    </a>
  );
}
