import type { DigestFacts } from "../../results/digests.ts";
import type { Reader } from "../../results/reader.ts";
import type { Message } from "../message.ts";
import { firstDigest, quietDigest, staleDigest } from "./digest-calm.ts";
import { morningDigest } from "./digest-morning.ts";
import { weeklyDigest } from "./digest-weekly.ts";
import type { AtTime } from "./spans.ts";

/**
 * A digest as its reader gets it. Its kind says which: first day, morning, all quiet, weekly, or stale data. Words of
 * days ("since Thursday 8:30") are of the day it was made, so that it reads the same when it is looked at later.
 */
export function digestMessage(digest: DigestFacts, reader: Reader, options: AtTime): Message {
  switch (digest.kind) {
    case "first":
      return firstDigest(digest, reader, options);
    case "morning":
      return morningDigest(digest, reader, options);
    case "quiet":
      return quietDigest(digest, reader, options);
    case "weekly":
      return weeklyDigest(digest, reader, options);
    case "stale":
      return staleDigest(digest, reader, options);
    default:
      return digest.kind satisfies never;
  }
}
