import type { Message } from "../../bot/message.ts";
import type { Chart, ChartPng } from "../../render/types.ts";
import type { NoticeKind } from "../../results/notice-settings.ts";

/** How each platform lays a message out, for the page that shows them side by side. main brings them: pages know no platform. */
export interface Previews {
  /** The very blocks that Slack would get. A picture is a block of a file that nobody has. */
  slack(message: Message): { readonly text: string; readonly blocks: readonly object[] };
  /** The very card that Teams would get. @param imageUrl where its picture is */
  teams(message: Message, imageUrl: string | null): { readonly summary: string; readonly card: object };
  /** The very mail, with the pictures' Content-IDs. */
  mail(
    message: Message,
    reader: {
      readonly tenantName: string;
      readonly pictures: ReadonlyMap<Chart, PreviewPicture>;
      /** Under which of the reader's choices it is sent; null: it was asked for. */
      readonly kind: NoticeKind | null;
    },
  ): { readonly subject: string; readonly html: string; readonly text: string };
  /** A chart as chats and mails get it. */
  paint(chart: Chart): Promise<ChartPng>;
}

/** A painted picture in a mail. */
export interface PreviewPicture {
  readonly cid: string;
  readonly width: number;
  readonly height: number;
}
