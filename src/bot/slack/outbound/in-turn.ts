import { webApi } from "@slack/bolt";
import type { Pacer, Way } from "./pacer.ts";

/** What Slack answered when it was its turn; or after how long its turn comes. */
export type InTurn<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly afterMs: number };

/**
 * Asks Slack for something that is said in no conversation, at the pace of its method. A refusal for the pace holds up everybody
 * who asks for the same in that workspace.
 * @throws what it does, but for that refusal
 */
export function inTurn<T>(pacer: Pacer, way: Way, ask: () => Promise<T>): Promise<InTurn<T>> {
  return preparedInTurn(pacer, way, async () => undefined, ask);
}

/**
 * The same of what is made first.
 * @param prepare done while one waits; where its turn is too far away, not at all
 * @throws what either does, but for that refusal
 */
export async function preparedInTurn<P, T>(
  pacer: Pacer,
  way: Way,
  prepare: () => Promise<P>,
  ask: (prepared: P) => Promise<T>,
): Promise<InTurn<T>> {
  const place = pacer.enter(way);
  if (!place.ok) return place;
  try {
    const prepared = await prepare();
    const turn = await place.turn();
    if (!turn.ok) return turn;
    turn.end();
    return { ok: true, value: await ask(prepared) };
  } catch (error) {
    if (!(error instanceof webApi.WebAPIRateLimitedError)) throw error;
    const afterMs = error.retryAfter * 1_000;
    place.hold(afterMs);
    return { ok: false, afterMs };
  } finally {
    place.leave();
  }
}
