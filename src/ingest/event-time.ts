/** How old an event may be when it arrives, in milliseconds: 30 days, as long as message ids are remembered. */
export const maxEventAgeMs = 30 * 86_400_000;

/** How far a clock may run ahead, in milliseconds: such an event counts as of its arrival. */
export const maxEventLeadMs = 3_600_000;

// An event is not sent before it happens; a minute allows for the order in which a client reads its clock.
const sendOrderMs = 60_000;

const instantShape =
  /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})?)?$/i;

/** Milliseconds since the epoch of an ISO 8601 date or instant (without a zone: UTC); undefined for anything else. */
export function parseInstant(text: string): number | undefined {
  if (!instantShape.test(text)) return undefined;
  const zoned = text.length <= 10 || /(?:Z|[+-]\d{2}:?\d{2})$/i.test(text.slice(10));
  const written = text
    .replace(" ", "T")
    .replace(",", ".")
    .replace(/([+-]\d{2})(\d{2})$/, "$1:$2");
  // Date rolls 31 February over into March; such a day does not exist.
  const date = Number(text.slice(8, 10));
  if (date > 28 && new Date(`${text.slice(0, 8)}01T00:00:00Z`).getTime() > 0) {
    const lastDate = new Date(Date.UTC(Number(text.slice(0, 4)), Number(text.slice(5, 7)), 0)).getUTCDate();
    if (date > lastDate) return undefined;
  }
  const time = Date.parse(zoned ? written : `${written}Z`);
  return Number.isNaN(time) ? undefined : time;
}

/** When an event happened, or why it cannot be told. */
export type EventTime =
  | { readonly ok: true; readonly at: number }
  | { readonly ok: false; readonly code: "too-old" | "in-future" };

/**
 * When an event happened, by the server's clock: timestamp + (receivedAt − sentAt), so that a wrong clock of the client
 * cancels out. sentAt is ignored when it is absent or absurd: earlier than the event itself, or leading out of the
 * accepted span (30 days back, an hour ahead). Up to an hour ahead counts as now. All in milliseconds since the epoch.
 */
export function eventTime(
  timestamp: number | undefined,
  sentAt: number | undefined,
  receivedAt: number,
): EventTime {
  if (timestamp === undefined) return { ok: true, at: receivedAt };
  if (sentAt !== undefined && timestamp <= sentAt + sendOrderMs) {
    const corrected = within(timestamp + receivedAt - sentAt, receivedAt);
    if (corrected.ok) return corrected;
  }
  return within(timestamp, receivedAt);
}

function within(at: number, receivedAt: number): EventTime {
  if (at < receivedAt - maxEventAgeMs) return { ok: false, code: "too-old" };
  if (at > receivedAt + maxEventLeadMs) return { ok: false, code: "in-future" };
  return { ok: true, at: Math.min(at, receivedAt) };
}
