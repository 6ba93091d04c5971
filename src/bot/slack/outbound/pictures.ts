import { createHash } from "node:crypto";
import type { ChartPainter } from "../../../render/png.ts";
import type { Message } from "../../message.ts";
import type { SlackClient } from "../client.ts";
import { uploadFile } from "./upload.ts";

/** Paints a message's chart and keeps it in Slack as a file of the bot's, shown by reference. */
export interface Pictures {
  /**
   * The file's id; null when the message has no chart. Rejects when it cannot be painted or uploaded, or takes longer
   * than `patienceMs`: then it goes on being made, for the next time.
   */
  place(client: SlackClient, tenantId: string, message: Message, patienceMs: number): Promise<string | null>;
  /** Forgets a picture that Slack would not show: the next time it is uploaded anew. */
  forget(fileId: string): void;
}

/** Edits of one alert show the same chart again and again. */
const rememberedPictures = 500;

/** The picture of a message, as parts know it. */
export function pictureOf(message: Message) {
  return message.parts.find((part) => part.part === "image");
}

/** Paints and uploads with the tenant's client; the same chart of the same tenant is uploaded once. */
export function createPictures(painter: Pick<ChartPainter, "paint">): Pictures {
  /** Tenant and chart → file, the least recently made first. */
  const placed = new Map<string, Promise<string>>();

  async function make(
    client: SlackClient,
    picture: NonNullable<ReturnType<typeof pictureOf>>,
  ): Promise<string> {
    const { png } = await painter.paint(picture.chart, "light");
    return uploadFile(client, { name: "chart.png", bytes: png, alt: picture.alt });
  }

  function remember(key: string, file: Promise<string>): void {
    placed.set(key, file);
    file.catch(() => placed.delete(key));
    const oldest = placed.keys().next().value;
    if (placed.size > rememberedPictures && oldest) placed.delete(oldest);
  }

  return {
    place: async (client, tenantId, message, patienceMs) => {
      const picture = pictureOf(message);
      if (!picture) return null;
      const hash = createHash("sha256").update(JSON.stringify(picture.chart)).digest("base64url");
      const key = `${tenantId}:${hash}`;
      const file = placed.get(key) ?? make(client, picture);
      if (!placed.has(key)) remember(key, file);
      return within(file, patienceMs);
    },
    forget: (fileId) => {
      for (const [key, file] of placed) {
        void file.then((id) => id === fileId && placed.delete(key)).catch(() => undefined);
      }
    },
  };
}

async function within<T>(work: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("The picture takes too long")), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
