import type { JSONWebKeySet } from "jose";

/** A provider's keys are taken for so long; one that is not among them makes them be asked for again, every half minute at most. */
const keptMs = 10 * 60_000;
const againMs = 30_000;

/** The keys that a provider signs with. @param fresh they lack the one that is looked for */
export type ProviderKeys = (address: string, fresh: boolean) => Promise<JSONWebKeySet>;

/**
 * Keeps a provider's keys.
 * @param ask gets what is at an address; its errors are passed on, and are not kept
 */
export function keepProviderKeys(ask: (address: string) => Promise<Response>, now: () => Date): ProviderKeys {
  let kept: { readonly at: number; readonly address: string; readonly keys: JSONWebKeySet } | undefined;
  return async (address, fresh) => {
    const at = now().getTime();
    if (kept?.address === address && at - kept.at < (fresh ? againMs : keptMs)) return kept.keys;
    const answer = await ask(address);
    if (!answer.ok) throw Object.assign(new Error("no keys"), { code: `status-${answer.status}` });
    const keys = (await answer.json()) as JSONWebKeySet;
    kept = { at, address, keys };
    return keys;
  };
}
