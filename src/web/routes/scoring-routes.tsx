import { type Context, Hono } from "hono";
import { readMetrics } from "../../db/metrics/metrics.ts";
import { type TenantTx, withTenant } from "../../db/with-tenant.ts";
import { AppError, notFound } from "../../errors.ts";
import { isId } from "../../ids.ts";
import type { ModelFault } from "../../scoring/models/model.ts";
import { discardDraft, publishModel, restoreModel, saveDraft } from "../../usecases/models/change-model.ts";
import { getModels, type Models } from "../../usecases/models/get-models.ts";
import { askPreview, findModelPreview } from "../../usecases/models/preview-model.ts";
import { readForm } from "../form-fields.ts";
import { htmlPage } from "../html-page.ts";
import { ScoringPage, type ScoringPageProps } from "../pages/scoring-page.tsx";
import { PreviewPanel, type PreviewPanelState } from "../parts/model-preview.tsx";
import { requireSession } from "../require-session.ts";
import { documentOf, formOf, type ScoringForm } from "../scoring-form.ts";
import { adminShell } from "../staff-shell.ts";
import type { WebDeps, WebEnv, WebRoutes } from "../web-env.ts";

/** What was done, by the mark that its redirect carries. */
const saidWords: Readonly<Record<string, string>> = {
  saved: "The draft is saved. Nothing changes before it is published.",
  published: "Published. Scores change from the next day’s run; charts mark the day.",
  restored: "Restored. Scores change from the next day’s run; charts mark the day.",
  discarded: "The draft is gone.",
};

/** `/settings/scoring`: how accounts are scored, for admins. */
export function scoringRoutes(deps: WebDeps): WebRoutes {
  const routes = new Hono<WebEnv>();
  const signedIn = requireSession(deps);
  const inTenant = <T,>(c: Context<WebEnv>, work: (tx: TenantTx) => Promise<T>) =>
    withTenant(deps.db, c.get("context"), async (tx) => {
      await adminShell(deps, tx);
      return work(tx);
    });

  routes.get("/settings/scoring", signedIn, async (c) => {
    const asked = c.req.query("preview");
    const said = Object.keys(saidWords).find((mark) => c.req.query(mark) !== undefined);
    return show(c, {
      said: saidWords[said ?? ""] ?? null,
      ...(asked !== undefined && isId(asked) ? { preview: asked } : {}),
    });
  });

  routes.post("/settings/scoring", signedIn, async (c) => {
    const form = await readForm(c);
    return orShow(c, form, async () => {
      await inTenant(c, (tx) => saveDraft(tx, { document: documentOf(form), now: deps.now() }));
      return c.redirect("/settings/scoring?saved", 303);
    });
  });

  routes.post("/settings/scoring/preview", signedIn, async (c) => {
    const form = await readForm(c);
    const isPart = c.req.header("x-part") === "preview";
    return orShow(c, form, async () => {
      const id = await inTenant(c, (tx) => askPreview(tx, { document: documentOf(form), now: deps.now() }));
      if (!isPart) return c.redirect(`/settings/scoring?preview=${id}`, 303);
      return panelPart(c, { id, state: "waiting", done: 0, total: 0 });
    });
  });

  routes.get("/settings/scoring/preview/:id", signedIn, async (c) => {
    const id = c.req.param("id");
    const found = isId(id) ? await inTenant(c, (tx) => findModelPreview(tx, id)) : undefined;
    if (!found) throw notFound("preview");
    if (c.req.header("x-part") !== "preview") return c.redirect(`/settings/scoring?preview=${found.id}`, 303);
    return panelPart(c, found);
  });

  routes.post("/settings/scoring/publish", signedIn, async (c) => {
    const { note = "", version, savedAt } = await readForm(c);
    return orRefuse(c, async () => {
      const looked = { version: Number(version), savedAt: new Date(savedAt ?? "") };
      await inTenant(c, (tx) => publishModel(tx, { note, ...looked, now: deps.now() }));
      return c.redirect("/settings/scoring?published", 303);
    });
  });

  routes.post("/settings/scoring/restore", signedIn, async (c) => {
    const { note = "", version } = await readForm(c);
    return orRefuse(c, async () => {
      await inTenant(c, (tx) => restoreModel(tx, { version: Number(version), note, now: deps.now() }));
      return c.redirect("/settings/scoring?restored", 303);
    });
  });

  routes.post("/settings/scoring/discard", signedIn, async (c) =>
    orRefuse(c, async () => {
      await inTenant(c, (tx) => discardDraft(tx, { now: deps.now() }));
      return c.redirect("/settings/scoring?discarded", 303);
    }),
  );

  return routes;

  async function show(
    c: Context<WebEnv>,
    input: Partial<Pick<ScoringPageProps, "said" | "refused" | "faults" | "form" | "panel">> & {
      readonly preview?: string;
    },
    status: 200 | 400 | 404 | 409 = 200,
  ): Promise<Response> {
    const props = await withTenant(deps.db, c.get("context"), async (tx) => {
      const shell = await adminShell(deps, tx);
      const models = await getModels(tx);
      const { form, panel } = await shownOf(tx, models, input.preview);
      const metrics = (await readMetrics(tx)).map(({ name }) => name);
      return { shell, models, form, panel, metrics };
    });
    const { said = null, refused = null, faults = [] } = input;
    return htmlPage(
      c,
      <ScoringPage
        {...props}
        form={input.form ?? props.form}
        panel={input.panel ?? props.panel}
        said={said}
        refused={refused}
        faults={faults}
        now={deps.now()}
      />,
      status,
    );
  }

  /** Shows what was typed again, with what is wrong with it. */
  async function orShow(
    c: Context<WebEnv>,
    form: ScoringForm,
    work: () => Promise<Response>,
  ): Promise<Response> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof AppError && error.code === "bad-input")) throw error;
      const faults = (error.detail.faults ?? []) as readonly ModelFault[];
      if (c.req.header("x-part") === "preview") {
        return panelPart(c, { state: "wrong", sentences: faults.map(({ sentence }) => sentence) }, 400);
      }
      const typed = { ...(await typedForm(c)), ...form };
      return show(c, { form: typed, faults, panel: { state: "none" } }, 400);
    }
  }

  /** The live model's form, for fields that were not sent. */
  function typedForm(c: Context<WebEnv>): Promise<ScoringForm> {
    return inTenant(c, async (tx) => formOf((await getModels(tx)).live.document));
  }

  /** Shows why something could not be done; what stands in the form is what is saved. */
  async function orRefuse(c: Context<WebEnv>, work: () => Promise<Response>): Promise<Response> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof AppError) || error.code === "internal") throw error;
      if (error.code === "not-found" && error.message.includes("page")) throw error;
      const status = error.code === "conflict" ? 409 : error.code === "not-found" ? 404 : 400;
      return show(c, { refused: error.message }, status);
    }
  }
}

async function panelPart(
  c: Context<WebEnv>,
  panel: PreviewPanelState,
  status: 200 | 400 = 200,
): Promise<Response> {
  return c.html(await (<PreviewPanel panel={panel} />), status);
}

/** The preview that was asked for, or the newest if it is of what the form shows and of the live version. */
async function shownOf(
  tx: TenantTx,
  models: Models,
  asked: string | undefined,
): Promise<{ form: ScoringForm; panel: PreviewPanelState }> {
  const preview = await findModelPreview(tx, asked);
  if (asked !== undefined && preview) return { form: formOf(preview.document), panel: preview };
  const { document } = models.draft ?? models.live;
  const isOfThis =
    preview !== undefined &&
    JSON.stringify(formOf(preview.document)) === JSON.stringify(formOf(document)) &&
    (preview.state !== "done" || preview.preview.liveVersion === models.live.version);
  return { form: formOf(document), panel: isOfThis ? preview : { state: "none" } };
}
