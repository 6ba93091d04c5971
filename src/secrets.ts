import { createCipheriv, createDecipheriv, createHash, randomBytes } from "node:crypto";
import { AppError } from "./errors.ts";

/** Where a secret is kept: part of what is authenticated, so that it cannot be read in another row or column. */
export interface SecretPlace {
  readonly tenantId: string;
  /** Table and column, such as `installation.token_encrypted`. */
  readonly column: string;
}

/** Seals what must be read again, such as a workspace's token. */
export interface Secrets {
  /** A new seal each time: version, key id, nonce, tag, then the sealed text. */
  seal(text: string, place: SecretPlace): Buffer;
  /** @throws AppError `unavailable` when the key is unknown, the place another, or a byte altered */
  open(sealed: Uint8Array, place: SecretPlace): string;
}

const version = 1;
const keyIdBytes = 4;
const nonceBytes = 12;
const tagBytes = 16;
const headBytes = 1 + keyIdBytes + nonceBytes + tagBytes;

/**
 * AES-256-GCM with the key's id in front and tenant and column as associated data.
 * @param key 32 bytes; seals and opens
 * @param olderKeys only open. To change the key while several processes run: let all open with the new one, then let it seal, and
 *   take the old one away once nothing is sealed by it (docs/reliability.md)
 */
export function createSecrets(key: Uint8Array, olderKeys: readonly Uint8Array[] = []): Secrets {
  const keys = new Map([...olderKeys, key].map((each) => [keyIdOf(each), each]));
  return {
    seal: (text, place) => {
      const nonce = randomBytes(nonceBytes);
      const cipher = createCipheriv("aes-256-gcm", key, nonce).setAAD(associatedData(place));
      const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
      const keyId = Buffer.from(keyIdOf(key), "hex");
      return Buffer.concat([Buffer.of(version), keyId, nonce, cipher.getAuthTag(), sealed]);
    },
    open: (sealed, place) => {
      const bytes = Buffer.from(sealed);
      const found = keys.get(bytes.subarray(1, 1 + keyIdBytes).toString("hex"));
      if (bytes.length < headBytes || bytes[0] !== version || !found) throw cannotOpen(place);
      const nonceAt = 1 + keyIdBytes;
      const nonce = bytes.subarray(nonceAt, nonceAt + nonceBytes);
      const tag = bytes.subarray(headBytes - tagBytes, headBytes);
      try {
        const decipher = createDecipheriv("aes-256-gcm", found, nonce, { authTagLength: tagBytes })
          .setAAD(associatedData(place))
          .setAuthTag(tag);
        return Buffer.concat([decipher.update(bytes.subarray(headBytes)), decipher.final()]).toString("utf8");
      } catch (cause) {
        throw cannotOpen(place, cause);
      }
    },
  };
}

function keyIdOf(key: Uint8Array): string {
  if (key.length !== 32)
    throw new AppError("internal", "SECRET_KEY must be 32 bytes. Make one with: openssl rand -hex 32");
  return createHash("sha256")
    .update("bellwether key id")
    .update(key)
    .digest("hex")
    .slice(0, keyIdBytes * 2);
}

function associatedData(place: SecretPlace): Buffer {
  return Buffer.from(`${place.tenantId}/${place.column}`);
}

function cannotOpen(place: SecretPlace, cause?: unknown): AppError {
  return new AppError(
    "unavailable",
    `A secret in ${place.column} cannot be opened with this SECRET_KEY. Start with the key that sealed it.`,
    { cause },
  );
}
