import { type Context, Hono } from "hono";
import { readMetrics } from "../../db/metrics/metrics.ts";
import { type TenantTx, withTenant } from "../../db/with-tenant.ts";
import { AppError, notFound } from "../../errors.ts";
import { isId } from "../../ids.ts";
import type { ModelFault } from "../../scoring/models/model.ts";
import { discardDraft, publishModel, restoreModel, saveDraft } from "../../usecases/models/change-model.ts";
import { getModels, type Models } from "../../usecases/models/get-models.ts";
import { type AskedPreview, askPreview, lookAtPreview } from "../../usecases/models/model-previews.ts";
import { takeBands } from "../../usecases/models/take-bands.ts";
import { readForm } from "../forms/form-fields.ts";
import { documentOf, formOf, type ScoringForm } from "../forms/scoring-form.ts";
import { ScoringPage, type ScoringPageProps, type ScoringPanels } from "../pages/scoring-page.tsx";
import { BandsPanel } from "../parts/bands-panel.tsx";
import { PreviewPanel } from "../parts/model-preview.tsx";
import { requireSession } from "../session/require-session.ts";
import { htmlPage } from "../shell/html-page.ts";
import { adminShell } from "../shell/staff-shell.ts";
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
      const question = { kind: "draft", document: documentOf(form) } as const;
      const id = await inTenant(c, (tx) => askPreview(tx, { question, now: deps.now() }));
      if (!isPart) return c.redirect(`/settings/scoring?preview=${id}`, 303);
      return c.html(await (<PreviewPanel panel={{ id, state: "waiting", done: 0, total: 0 }} />));
    });
  });

  routes.post("/settings/scoring/bands", signedIn, async (c) => {
    const form = await readForm(c);
    return orShow(c, form, async () => {
      const question = { kind: "bands", document: documentOf(form) } as const;
      const id = await inTenant(c, (tx) => askPreview(tx, { question, now: deps.now() }));
      return c.redirect(`/settings/scoring?preview=${id}`, 303);
    });
  });

  routes.post("/settings/scoring/bands/take", signedIn, async (c) => {
    const { bands: previewId = "", ...form } = await readForm(c);
    return orShow(c, form, async () => {
      const input = { document: documentOf(form), previewId, now: deps.now() };
      await inTenant(c, (tx) => takeBands(tx, input));
      return c.redirect("/settings/scoring?saved", 303);
    });
  });

  routes.get("/settings/scoring/preview/:id", signedIn, async (c) => {
    const id = c.req.param("id");
    const found = isId(id)
      ? await inTenant(c, (tx) => lookAtPreview(tx, { id }, { now: deps.now() }))
      : undefined;
    if (!found) throw notFound("preview");
    if (c.req.header("x-part") !== "preview") return c.redirect(placeOf(found), 303);
    return c.html(
      await (found.kind === "bands" ? <BandsPanel panel={found} /> : <PreviewPanel panel={found} />),
    );
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
    input: Partial<Pick<ScoringPageProps, "said" | "refused" | "faults" | "form" | "panels">> & {
      readonly preview?: string;
    },
    status: 200 | 400 | 404 | 409 = 200,
  ): Promise<Response> {
    const props = await withTenant(deps.db, c.get("context"), async (tx) => {
      const shell = await adminShell(deps, tx);
      const models = await getModels(tx);
      const { form, panels } = await shownOf(tx, models, input.preview, deps.now());
      const metrics = await readMetrics(tx);
      return { shell, models, form, panels, metrics };
    });
    const { said = null, refused = null, faults = [] } = input;
    return htmlPage(
      c,
      <ScoringPage
        {...props}
        form={input.form ?? props.form}
        panels={input.panels ?? props.panels}
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
        const sentences = faults.map(({ sentence }) => sentence);
        return c.html(await (<PreviewPanel panel={{ state: "wrong", sentences }} />), 400);
      }
      const typed = { ...(await typedForm(c)), ...form };
      return show(c, { form: typed, faults, panels: noPanels }, 400);
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

const noPanels: ScoringPanels = { draft: { state: "none" }, bands: { state: "none" } };

/** The page that shows a preview. */
function placeOf({ id, kind, oldVersion, nextVersion }: AskedPreview): string {
  return kind === "versions"
    ? `/settings/scoring/compare?old=${oldVersion}&next=${nextVersion}`
    : `/settings/scoring?preview=${id}`;
}

/**
 * The form with what was found for it: what was asked for, or else the draft; beside it the newest previews that are of what the
 * form shows and of the live version.
 */
async function shownOf(
  tx: TenantTx,
  models: Models,
  asked: string | undefined,
  now: Date,
): Promise<{ form: ScoringForm; panels: ScoringPanels }> {
  const looked = asked === undefined ? undefined : await lookAtPreview(tx, { id: asked }, { now });
  const form = formOf((looked ?? models.draft ?? models.live).document);
  const isOfThis = (preview: AskedPreview) =>
    preview.id === asked ||
    (JSON.stringify(formOf(preview.document)) === JSON.stringify(form) &&
      preview.oldVersion === models.live.version);
  const newest = async (kind: "draft" | "bands") => {
    const preview = looked?.kind === kind ? looked : await lookAtPreview(tx, { kind }, { now });
    return preview && isOfThis(preview) ? preview : undefined;
  };
  const [draft, bands] = [await newest("draft"), await newest("bands")];
  return {
    form,
    panels: {
      draft: draft?.kind === "draft" ? draft : noPanels.draft,
      bands: bands?.kind === "bands" ? bands : noPanels.bands,
    },
  };
}
