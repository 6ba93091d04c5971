import type { AlertFacts } from "../../results/alerts.ts";
import type { Reader } from "../../results/reader.ts";
import { settleDays } from "../../scoring/detect/alert-rules.ts";
import type { Day } from "../../scoring/types.ts";
import { proseDay, shortDay } from "../../words/dates.ts";
import { firstName, shownName } from "../../words/names.ts";
import { count, days, plural, usage } from "../../words/numbers.ts";
import { statusWords } from "../../words/status.ts";
import { dayIn } from "../../zones.ts";
import { type Text, t } from "../message.ts";

/** How an alert ended, in a sentence or two. */
export function closedText(alert: AlertFacts, reader: Reader, today: Day): Text {
  const { closed } = alert;
  if (closed === null) return [t("✓ Resolved.")];
  const on = dayIn(closed.at, reader.zone);
  const figures = closed.actual === null ? "" : usage(closed.actual, closed.usual);
  if (closed.how === "undone") {
    const now = figures === "" ? statusWords(alert) : figures;
    return [t(`Withdrawn on ${proseDay(on, today)}. Late data arrived: ${now}.`)];
  }
  if (closed.how === "left") return [t(`✓ Closed on ${proseDay(on, today)}: they are no customer any more.`)];
  if (closed.how === "by-hand") {
    const who = closed.byName === null ? "" : ` by ${firstName(closed.byName)}`;
    const note = closed.note === null ? "" : `: ${shownName(closed.note).replace(/\.$/, "")}`;
    return [t(`✓ Resolved${who}, ${shortDay(on, today)}${note}.`)];
  }
  const holder = alert.acknowledged === null ? "" : `, ${firstName(alert.acknowledged.byName)} had it`;
  const open = `Open for ${days(Math.max(1, closed.openDays))}${holder}.`;
  if (closed.how === "settled") {
    const level =
      closed.actual === null
        ? ""
        : `: ${plural(closed.actual, "user-day")} in 28 days${closed.usual === null ? "" : `, ${count(closed.usual)} before`}`;
    return [
      t(
        `✓ Closed on ${proseDay(on, today)}: no recovery in ${days(settleDays)}, so this is the new usual${level}. ${open}`,
      ),
    ];
  }
  const now = figures === "" || closed.how === "band-recovered" ? statusWords(alert) : figures;
  return [t(`✓ Resolved on ${proseDay(on, today)}: ${now}. ${open}`)];
}
