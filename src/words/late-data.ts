import type { LateData } from "../results/accounts.ts";
import type { Instant, Reader } from "../results/reader.ts";
import { addDays } from "../scoring/days.ts";
import type { Day } from "../scoring/types.ts";
import { dayIn } from "../zones.ts";
import { dayAndClock, saidDay } from "./dates.ts";

/**
 * The data's last day where they do not reach the day before a digest's, as the tenant counts days; null where they do, and
 * before there are any.
 */
export function behindDay(
  { dataDay, madeAt }: { readonly dataDay: Day | null; readonly madeAt: Instant },
  { tenantZone }: Pick<Reader, "tenantZone">,
): Day | null {
  return dataDay !== null && dataDay < addDays(dayIn(madeAt, tenantZone), -1) ? dataDay : null;
}

/**
 * That usage which should have arrived has not: "Data is late: last event Wed 18 Nov, 23:10. Figures are as of Thursday."
 * @param dataDay the day that the figures are of; null: there are none yet
 * @param options.today in the zone that times are said in
 * @returns the part that stands out, and what follows it without a space between
 */
export function lateDataWords(
  { lastEventAt }: Pick<LateData, "lastEventAt">,
  dataDay: Day | null,
  { zone, today }: { readonly zone: string; readonly today: Day },
): { readonly lead: string; readonly rest: string } {
  const last = lastEventAt === null ? "" : `: last event ${dayAndClock(lastEventAt, zone, today)}`;
  const figures = dataDay === null ? "" : ` Figures are as of ${saidDay(dataDay, today)}.`;
  return { lead: "Data is late", rest: `${last}.${figures}` };
}
