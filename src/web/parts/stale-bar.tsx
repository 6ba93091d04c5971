import type { LateData } from "../../results/accounts.ts";
import type { Day } from "../../scoring/types.ts";
import { lateDataWords } from "../../words/late-data.ts";
import { dayIn } from "../../zones.ts";

/** The bar under the head while usage that should have arrived has not. */
export function StaleBar(props: { late: LateData; dataDay: Day | null; zone: string; now: Date }) {
  const { late, dataDay, zone, now } = props;
  const { lead, rest } = lateDataWords(late, dataDay, { zone, today: dayIn(now, zone) });
  return (
    <p class="stale">
      <b>{lead}</b>
      {rest}
    </p>
  );
}
