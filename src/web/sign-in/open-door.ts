import type { Assets } from "../assets.ts";
import type { WebDeps } from "../web-env.ts";

/** What the page of the door knows. */
export interface Door {
  readonly assets: Assets;
  /** Whether a link can be mailed. */
  readonly byMail: boolean;
  /** Providers to continue with, by their names in addresses and on buttons. */
  readonly providers: readonly { readonly id: string; readonly name: string }[];
}

/**
 * By which ways one gets in here. Nobody has said yet who they are, and viewers come in by every way whatever a tenant says of its own
 * people: so all ways are told to everybody.
 */
export function openDoor({ assets, mail, company }: Pick<WebDeps, "assets" | "mail" | "company">): Door {
  return { assets, byMail: mail !== undefined, providers: company?.doors ?? [] };
}
