import { listOnlyWaysIn } from "../../db/people/ways-in.ts";
import { withSystem } from "../../db/with-tenant.ts";
import type { Assets } from "../assets.ts";
import type { WebDeps } from "../web-env.ts";

/** What the page of the door knows. */
export interface Door {
  readonly assets: Assets;
  /** Whether a link opens anything: false where all tenants let people in by a provider alone. */
  readonly byLink: boolean;
  /** Whether a link can be mailed. */
  readonly byMail: boolean;
  /** Providers to continue with, by their names in addresses and on buttons. */
  readonly providers: readonly { readonly id: string; readonly name: string }[];
}

/**
 * By which ways one gets in here. Nobody has said yet who they are: what only some tenants say of it is not told, so that an address
 * typed here tells nothing of who has it.
 */
export async function openDoor(deps: Pick<WebDeps, "db" | "assets" | "mail" | "company">): Promise<Door> {
  const { assets, mail, company } = deps;
  const providers = company?.doors ?? [];
  const door = { assets, byLink: true, byMail: mail !== undefined, providers };
  if (providers.length === 0) return door;
  const ways = await withSystem(deps.db, "sign-in page", listOnlyWaysIn);
  const open = providers.filter(({ id }) => ways.includes(id));
  // A provider that is not set up any more is no way in; then the page shows what there is.
  return ways.includes(null) || open.length === 0 ? door : { ...door, byLink: false, providers: open };
}
