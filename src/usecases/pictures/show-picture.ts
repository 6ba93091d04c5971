import { memberContext } from "../../context.ts";
import type { Db } from "../../db/connection.ts";
import { findCardPicture } from "../../db/deliveries/card-pictures.ts";
import { withTenant } from "../../db/with-tenant.ts";
import { AppError } from "../../errors.ts";
import { newId } from "../../ids.ts";
import type { Chart } from "../../render/types.ts";
import type { LinkSigner } from "../../signed-links.ts";

/** A card's picture works as long as its message is kept. */
export const pictureLifeMs = 30 * 24 * 3_600_000;

/** Whose picture an address is for. */
export interface PictureFacts {
  readonly tenantId: string;
  readonly memberId: string;
  readonly pictureId: string;
}

/** The facts as they are signed. */
export function pictureFacts({ tenantId, memberId, pictureId }: PictureFacts): string {
  return [tenantId, memberId, pictureId].join("/");
}

/**
 * The chart behind a signed address, under the rights that its reader has now. "gone": it was ours, and is expired, taken
 * back, or of what the reader may not see any more. Undefined: never signed by us.
 */
export async function showPicture(
  { db, signer }: { readonly db: Db; readonly signer: LinkSigner },
  token: string,
  now: Date,
): Promise<Chart | "gone" | undefined> {
  const signed = signer.read("picture", token, now);
  if (!signed) return undefined;
  const [tenantId = "", memberId = "", pictureId = ""] = signed.facts.split("/");
  if (signed.expired) return "gone";
  const reader = memberContext(tenantId, memberId, newId(), "teams");
  try {
    return (await withTenant(db, reader, (tx) => findCardPicture(tx, { id: pictureId, now }))) ?? "gone";
  } catch (error) {
    if (error instanceof AppError && error.code === "not-signed-in") return "gone";
    throw error;
  }
}
