import { renderMail } from "./bot/email/layout/render-mail.ts";
import { footerOf } from "./bot/email/outbound/frame.ts";
import { renderSlack } from "./bot/slack/layout/render.ts";
import { renderTeams } from "./bot/teams/layout/render.ts";
import { noticeSettingsPath, unsubscribePath } from "./bot/views/paths.ts";
import type { ChartPainter } from "./render/png.ts";
import type { Previews } from "./web/previews/previews.ts";

/** The renderers of all platforms, as the preview page asks for them. */
export function createPreviews(options: {
  readonly publicUrl: string;
  readonly painter: Pick<ChartPainter, "paint">;
}): Previews {
  const { publicUrl, painter } = options;
  return {
    slack: (message) => renderSlack(message, { publicUrl, imageFileId: "F0PREVIEW" }),
    teams: (message, imageUrl) => renderTeams(message, { publicUrl, imageUrl }),
    mail: (message, { tenantName, pictures, kind }) =>
      renderMail(message, {
        publicUrl,
        tenantName,
        // Its links lead nowhere: nobody's mail is ended from a preview.
        footer: footerOf(`${kind === null ? "report" : threadOf[kind]}:preview`, {
          settingsUrl: publicUrl + noticeSettingsPath,
          unsubscribeUrl: publicUrl + unsubscribePath("preview"),
        }),
        isReply: false,
        pictures,
      }),
    paint: (chart) => painter.paint(chart, "light"),
  };
}

/** What a thread of each kind is called. */
const threadOf = { alerts: "alert", digests: "digest", notices: "feed" } as const;
