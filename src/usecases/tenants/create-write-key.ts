import { writeAudit } from "../../db/audit.ts";
import { hasKey, insertWriteKey } from "../../db/usage/write-keys.ts";
import type { TenantTx } from "../../db/with-tenant.ts";
import { AppError } from "../../errors.ts";
import { newId } from "../../ids.ts";
import { hashKey, keyHint, newWriteKey } from "../../ingest/write-key.ts";

/**
 * Makes a write key for a source of events. The key is shown once; only its hash is kept.
 * @throws AppError `conflict` when the source has a key
 */
export async function createWriteKey(
  tx: TenantTx,
  input: { source: string; now: Date },
): Promise<{ key: string; sourceId: string }> {
  const source = input.source.trim();
  if (source.length === 0 || source.length > 100)
    throw new AppError("bad-input", "Name the source in 1 to 100 characters.");
  if (await hasKey(tx, source))
    throw new AppError("conflict", `The source “${source}” has a key already. Pick another name.`);
  const key = newWriteKey();
  const sourceId = newId(input.now.getTime());
  await insertWriteKey(tx, {
    id: sourceId,
    source,
    hash: hashKey(key),
    hint: keyHint(key),
    now: input.now,
  });
  await writeAudit(tx, { verb: "created write key", detail: { sourceId, source }, now: input.now });
  return { key, sourceId };
}
