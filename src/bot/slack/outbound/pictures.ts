import { createHash } from "node:crypto";
import type { ChartPainter } from "../../../render/png.ts";
import type { Message } from "../../message.ts";
import type { SlackClient } from "../client.ts";
import type { Pacer, Way } from "./pacer.ts";
import { type Uploaded, uploadInTurn } from "./upload.ts";

/** What became of a message's picture. */
export type Placed =
  | { readonly kind: "there"; readonly fileId: string }
  /** It has none. */
  | { readonly kind: "none" }
  /** Slack takes so many files a minute, and its turn comes after that; or it takes long, and goes on being made. */
  | { readonly kind: "later"; readonly afterMs: number }
  /** It could not be painted or uploaded. */
  | { readonly kind: "failed" };

/** How a picture goes up: of which workspace, how urgent, and for how long it waits for its turn. */
export type PictureWay = Omit<Way, "method"> & {
  /** How long it may take in all. */
  readonly patienceMs: number;
  /** How much of that may be waited for its turn; default: as long as the pace allows. */
  readonly turnPatienceMs?: number;
};

/** Paints a message's chart and keeps it in Slack as a file of the bot's, shown by reference. */
export interface Pictures {
  place(client: SlackClient, message: Message, way: PictureWay): Promise<Placed>;
  /** Forgets a picture that Slack would not show: the next time it is uploaded anew. */
  forget(fileId: string): void;
}

/** A picture that takes long is asked after again after that. */
const slowMs = 10_000;
/** Edits of one alert show the same chart again and again. */
const rememberedPictures = 500;

/** The picture of a message, as parts know it. */
export function pictureOf(message: Message) {
  return message.parts.find((part) => part.part === "image");
}

/** Paints and uploads with the tenant's client; the same chart of the same tenant is uploaded once. */
export function createPictures(painter: Pick<ChartPainter, "paint">, pacer: Pacer): Pictures {
  /** Tenant and chart → file, the least recently made first. */
  const placed = new Map<string, Promise<Uploaded>>();

  async function make(
    client: SlackClient,
    picture: NonNullable<ReturnType<typeof pictureOf>>,
    { workspace, urgency, turnPatienceMs }: PictureWay,
  ): Promise<Uploaded> {
    const patience = turnPatienceMs === undefined ? {} : { patienceMs: turnPatienceMs };
    return uploadInTurn(pacer, { workspace, urgency, ...patience }, client, async () => {
      const { png } = await painter.paint(picture.chart, "light");
      return { name: "chart.png", bytes: png, alt: picture.alt };
    });
  }

  function remember(key: string, file: Promise<Uploaded>): void {
    placed.set(key, file);
    file.then((up) => up.ok || placed.delete(key)).catch(() => placed.delete(key));
    const oldest = placed.keys().next().value;
    if (placed.size > rememberedPictures && oldest) placed.delete(oldest);
  }

  return {
    place: async (client, message, way) => {
      const picture = pictureOf(message);
      if (!picture) return { kind: "none" };
      const hash = createHash("sha256").update(JSON.stringify(picture.chart)).digest("base64url");
      const key = `${way.workspace}:${hash}`;
      const file = placed.get(key) ?? make(client, picture, way);
      if (!placed.has(key)) remember(key, file);
      const up = await within(file, way.patienceMs).catch(() => "failed" as const);
      if (up === "failed") return { kind: "failed" };
      if (up === "slow") return { kind: "later", afterMs: slowMs };
      return up.ok ? { kind: "there", fileId: up.value } : { kind: "later", afterMs: up.afterMs };
    },
    forget: (fileId) => {
      for (const [key, file] of placed) {
        void file.then((up) => up.ok && up.value === fileId && placed.delete(key)).catch(() => undefined);
      }
    },
  };
}

async function within<T>(work: Promise<T>, ms: number): Promise<T | "slow"> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<"slow">((resolve) => {
    timer = setTimeout(() => resolve("slow"), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
