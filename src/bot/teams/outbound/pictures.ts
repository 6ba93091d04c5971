import { createHash } from "node:crypto";
import { systemContext } from "../../../context.ts";
import type { Db } from "../../../db/connection.ts";
import { saveCardPicture } from "../../../db/deliveries/card-pictures.ts";
import { withTenant } from "../../../db/with-tenant.ts";
import { newId } from "../../../ids.ts";
import type { LinkSigner } from "../../../signed-links.ts";
import { pictureFacts, pictureLifeMs } from "../../../usecases/pictures/show-picture.ts";
import type { Message } from "../../message.ts";
import { alertOf } from "../layout/render.ts";

/** Gives a message's chart an address that Teams can fetch it from. */
export interface Pictures {
  /** Null: the message has no chart. */
  place(input: { tenantId: string; memberId: string; message: Message }): Promise<string | null>;
}

/** @param options.now milliseconds since the epoch */
export function createPictures(options: {
  db: Db;
  signer: LinkSigner;
  publicUrl: string;
  now: () => number;
}): Pictures {
  const { db, signer, publicUrl, now } = options;
  return {
    place: async ({ tenantId, memberId, message }) => {
      const picture = message.parts.find((part) => part.part === "image");
      if (!picture) return null;
      const chart = JSON.stringify(picture.chart);
      const about = alertOf(message) ?? message.summary;
      const at = new Date(now());
      const kept = {
        id: newId(at.getTime()),
        memberId,
        accountId: accountOf(picture.path),
        contentHash: createHash("sha256").update(`${memberId}\n${about}\n${chart}`).digest("base64url"),
        chart: picture.chart,
        expiresAt: new Date(at.getTime() + pictureLifeMs),
        now: at,
      };
      const id = await withTenant(db, systemContext(tenantId, newId(), "teams"), (tx) =>
        saveCardPicture(tx, kept),
      );
      const token = signer.sign(
        "picture",
        pictureFacts({ tenantId, memberId, pictureId: id }),
        kept.expiresAt,
      );
      return `${publicUrl}/pictures/${token}.png`;
    },
  };
}

/** The account whose page a picture opens; null: it opens a list. */
function accountOf(path: string): string | null {
  return /^\/accounts\/([0-9a-f-]{36})(?:[#?/]|$)/.exec(path)?.[1] ?? null;
}
