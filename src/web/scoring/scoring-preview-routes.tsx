import { Hono } from "hono";
import { notFound } from "../../errors.ts";
import { isId } from "../../ids.ts";
import { type AskedPreview, askPreview, lookAtPreview } from "../../usecases/models/model-previews.ts";
import { takeBands } from "../../usecases/models/take-bands.ts";
import { requireAdmins } from "../session/require-admins.ts";
import { requireSession } from "../session/require-session.ts";
import type { WebDeps, WebEnv, WebRoutes } from "../web-env.ts";
import { BandsPanel } from "./bands-panel.tsx";
import { PreviewPanel } from "./model-preview.tsx";
import { ScoringDesk } from "./scoring-desk.tsx";
import { documentOf } from "./scoring-form.ts";

/** What is worked out over the tenant's own history for the scoring page: a draft beside the live model, and bands for it. */
export function scoringPreviewRoutes(deps: WebDeps): WebRoutes {
  const routes = new Hono<WebEnv>();
  const [signedIn, admins] = [requireSession(deps), requireAdmins(deps)];
  const desk = new ScoringDesk(deps);

  routes.post("/settings/scoring/preview", signedIn, admins, async (c) => {
    const form = await desk.typed(c);
    return desk.orShow(c, form, async () => {
      const question = { kind: "draft", document: documentOf(form) } as const;
      const id = await desk.inTenant(c, (tx) => askPreview(tx, { question, now: deps.now() }));
      return c.req.header("x-part") === "preview"
        ? desk.part(c, form, { id, state: "waiting", done: 0, total: 0 })
        : c.redirect(placeOf({ id, kind: "draft" }), 303);
    });
  });

  routes.get("/settings/scoring/preview/:id", signedIn, admins, async (c) => {
    const id = c.req.param("id");
    const found = isId(id)
      ? await desk.inTenant(c, (tx) => lookAtPreview(tx, { id }, { now: deps.now() }))
      : undefined;
    if (!found) throw notFound("preview");
    if (c.req.header("x-part") !== "preview") return c.redirect(placeOf(found), 303);
    return c.html(
      await (found.kind === "bands" ? <BandsPanel panel={found} /> : <PreviewPanel panel={found} />),
    );
  });

  routes.post("/settings/scoring/bands", signedIn, admins, async (c) => {
    const form = await desk.typed(c);
    return desk.orShow(c, form, async () => {
      const question = { kind: "bands", document: documentOf(form) } as const;
      const id = await desk.inTenant(c, (tx) => askPreview(tx, { question, now: deps.now() }));
      return c.redirect(placeOf({ id, kind: "bands" }), 303);
    });
  });

  routes.post("/settings/scoring/bands/take", signedIn, admins, async (c) => {
    const { bands: previewId = "", ...form } = await desk.typed(c);
    return desk.orShow(c, form, async () => {
      const input = { document: documentOf(form), previewId, now: deps.now() };
      await desk.inTenant(c, (tx) => takeBands(tx, input));
      return c.redirect("/settings/scoring?saved", 303);
    });
  });

  return routes;
}

/** The place that shows a preview. */
function placeOf(
  preview: { readonly id: string } & (
    | { readonly kind: "draft" | "bands" }
    | Pick<AskedPreview & { kind: "versions" }, "kind" | "oldVersion" | "nextVersion">
  ),
): string {
  if (preview.kind === "versions")
    return `/settings/scoring/compare?old=${preview.oldVersion}&next=${preview.nextVersion}`;
  return `/settings/scoring?preview=${preview.id}#${preview.kind === "bands" ? "bands" : "preview"}-head`;
}
