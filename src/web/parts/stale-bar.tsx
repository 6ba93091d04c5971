import type { Day } from "../../scoring/types.ts";
import type { LateData } from "../../usecases/results/accounts.ts";
import { dayAndClock } from "../../words/dates.ts";
import { weekdayName } from "../../words/day-words.ts";
import { dayIn } from "../../zones.ts";

/** The bar under the head while usage that should have arrived has not. */
export function StaleBar(props: { late: LateData; dataDay: Day | null; zone: string; now: Date }) {
  const { late, dataDay, zone } = props;
  const today = dayIn(props.now, zone);
  return (
    <p class="stale">
      <b>Data is late</b>
      {late.lastEventAt ? `: last event ${dayAndClock(late.lastEventAt, zone, today)}.` : "."}
      {dataDay && ` Figures are as of ${weekdayName(dataDay)}.`}
    </p>
  );
}
