import { type Context, Hono } from "hono";
import type { Message } from "../../bot/message.ts";
import { type TenantTx, withTenant } from "../../db/with-tenant.ts";
import { AppError, notFound } from "../../errors.ts";
import type { Chart } from "../../render/types.ts";
import type { NoticeKind } from "../../results/notice-settings.ts";
import type { Reader } from "../../results/reader.ts";
import { drawImages } from "../charts/draw-images.ts";
import { requireSession } from "../session/require-session.ts";
import { htmlPage } from "../shell/html-page.ts";
import { adminShell } from "../shell/staff-shell.ts";
import type { WebDeps, WebEnv, WebRoutes } from "../web-env.ts";
import { type PreviewKind, previewKind } from "./preview-kinds.ts";
import { PreviewPage } from "./preview-page.tsx";
import type { PreviewPicture, Previews } from "./previews.ts";

/** What is shown: a kind of message with its facts. */
interface Asked {
  readonly kind: PreviewKind;
  readonly facts: "real" | "sample";
  readonly message: Message;
}

/** `/preview`, for admins: any message on every surface, with the picture that chats would show. */
export function previewRoutes(deps: WebDeps): WebRoutes {
  const routes = new Hono<WebEnv>();
  const signedIn = requireSession(deps);

  routes.get("/preview", signedIn, async (c) => {
    const previews = requirePreviews(deps);
    const { shell, kind, facts, message } = await readAsked(deps, c);
    const query = `kind=${kind.slug}&facts=${facts}`;
    const imageUrl = `/preview/chart.png?${query}`;
    const preview = {
      kind,
      facts,
      asked: c.req.query("facts") === "sample" ? ("sample" as const) : ("real" as const),
      message,
      imageUrl,
      frameUrl: `/preview/mail.html?${query}`,
      drawings: await drawImages(deps, message),
      slack: previews.slack(message),
      teams: previews.teams(message, chartsOf(message).length === 0 ? null : imageUrl),
      mail: previews.mail(message, {
        tenantName: shell.reader.tenantName,
        pictures: placed(chartsOf(message)),
        kind: noticeKindOf(kind.slug),
      }),
    };
    return htmlPage(c, <PreviewPage shell={shell} preview={preview} now={deps.now()} />);
  });

  routes.get("/preview/chart.png", signedIn, async (c) => {
    const previews = requirePreviews(deps);
    const { message } = await readAsked(deps, c);
    const [chart] = chartsOf(message);
    if (!chart) throw notFound("page");
    const { png } = await previews.paint(chart);
    return c.body(new Uint8Array(png), 200, { "Content-Type": "image/png" });
  });

  return routes;
}

/**
 * `/preview/mail.html`: the mail alone, for a frame. Mount it before the headers of the pages: a mail brings its own styles,
 * which no page may, and so it has an origin of its own, no script, and nothing that it could fetch.
 */
export function previewFrameRoutes(deps: WebDeps): WebRoutes {
  const routes = new Hono<WebEnv>();
  routes.get("/preview/mail.html", requireSession(deps), async (c) => {
    const previews = requirePreviews(deps);
    const { shell, kind, message } = await readAsked(deps, c);
    const charts = chartsOf(message);
    const painted = await Promise.all(charts.map((chart) => previews.paint(chart)));
    const mail = previews.mail(message, {
      tenantName: shell.reader.tenantName,
      pictures: placed(charts, painted),
      kind: noticeKindOf(kind.slug),
    });
    const html = mail.html.replaceAll(/"cid:preview-(\d+)"/g, (_, at: string) => {
      const png = painted[Number(at)]?.png ?? new Uint8Array();
      return `"data:image/png;base64,${Buffer.from(png).toString("base64")}"`;
    });
    return c.html(html, 200, {
      "Cache-Control": "private, no-store",
      "Content-Security-Policy":
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; base-uri 'none'; frame-ancestors 'self'; sandbox",
      "X-Content-Type-Options": "nosniff",
      "X-Frame-Options": "SAMEORIGIN",
      "Referrer-Policy": "no-referrer",
    });
  });
  // In a frame a sentence is enough; what went wrong is the log's.
  routes.onError((error, c) => {
    const known = error instanceof AppError ? error : undefined;
    if (!known) c.get("log").error({ err: error }, "preview of a mail failed");
    const sentence = known
      ? "This page doesn't exist, or you can't see it."
      : "That didn't work. Try again in a minute.";
    return c.text(sentence, known ? 404 : 500, { "Cache-Control": "private, no-store" });
  });
  return routes;
}

function requirePreviews(deps: WebDeps): Previews {
  if (!deps.previews) throw notFound("page");
  return deps.previews;
}

async function readAsked(deps: WebDeps, c: Context<WebEnv>) {
  const kind = previewKind(c.req.query("kind"));
  const wantsReal = c.req.query("facts") !== "sample";
  return withTenant(deps.db, c.get("context"), async (tx) => {
    const shell = await adminShell(deps, tx);
    const real = wantsReal ? await realMessage(tx, kind, shell.reader, deps.now()) : undefined;
    const asked: Asked = real
      ? { kind, facts: "real", message: real }
      : { kind, facts: "sample", message: kind.sample };
    return { shell, ...asked };
  });
}

/** Facts that are gone by now are as good as none. */
async function realMessage(
  tx: TenantTx,
  kind: PreviewKind,
  reader: Reader,
  now: Date,
): Promise<Message | undefined> {
  return kind.real?.(tx, reader, now).catch((error: unknown) => {
    if (error instanceof AppError && error.code === "not-found") return undefined;
    throw error;
  });
}

function chartsOf(message: Message): Chart[] {
  return message.parts.flatMap((part) => (part.part === "image" ? [part.chart] : []));
}

/** A chart's place in a mail. Without a painting it has its usual size: the words around it are the same. */
function placed(
  charts: readonly Chart[],
  painted: readonly { readonly width: number; readonly height: number }[] = [],
): ReadonlyMap<Chart, PreviewPicture> {
  return new Map(
    charts.map((chart, at) => {
      const { width, height } = painted[at] ?? { width: 720, height: 800 };
      return [chart, { cid: `preview-${at}`, width, height }];
    }),
  );
}

/** Under which of a reader's choices a message of this name is mailed: a mail says at its end why one gets it. */
function noticeKindOf(slug: string): NoticeKind | null {
  if (/^(a14|a15|e10)-/.test(slug)) return "notices";
  if (/^(a\d+|d7)-/.test(slug)) return "alerts";
  return /^d\d-/.test(slug) ? "digests" : null;
}
