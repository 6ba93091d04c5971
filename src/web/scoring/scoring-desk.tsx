import type { Context } from "hono";
import { readFactGroups } from "../../db/accounts/segment-facts.ts";
import { readMetrics } from "../../db/metrics/metrics.ts";
import { readDataState } from "../../db/scores/data-state.ts";
import { type TenantTx, withTenant } from "../../db/with-tenant.ts";
import { AppError } from "../../errors.ts";
import type { ModelFault } from "../../scoring/models/model.ts";
import { getModels, type Models } from "../../usecases/models/get-models.ts";
import { type AskedPreview, lookAtPreview } from "../../usecases/models/model-previews.ts";
import { readUnvalued } from "../../usecases/models/read-unvalued.ts";
import { pathLabel } from "../../words/model-fields.ts";
import { dayIn } from "../../zones.ts";
import { readForm } from "../forms/form-fields.ts";
import { htmlPage } from "../shell/html-page.ts";
import { adminShell } from "../shell/staff-shell.ts";
import type { WebDeps, WebEnv } from "../web-env.ts";
import { PreviewPanel } from "./model-preview.tsx";
import { formOf, type ScoringForm } from "./scoring-form.ts";
import { ScoringPage, type ScoringPageProps, type ScoringPanels } from "./scoring-page.tsx";
import { orderedSegments, segmentsOf } from "./segment-form.ts";
import { SegmentSizes } from "./segment-list.tsx";

/** What the page shows beside what is stored. */
type Shown = Partial<Pick<ScoringPageProps, "said" | "refused" | "faults" | "form" | "panels" | "moved">> & {
  /** The preview that was asked for. */
  readonly preview?: string;
};
type Status = 200 | 400 | 404 | 409;

const noPanels: ScoringPanels = { draft: { state: "none" }, bands: { state: "none" } };

/** What the routes of the scoring page have in common: the page, and what becomes of what was sent and can't be done. */
export class ScoringDesk {
  readonly #deps: WebDeps;

  constructor(deps: WebDeps) {
    this.#deps = deps;
  }

  inTenant<T>(c: Context<WebEnv>, work: (tx: TenantTx) => Promise<T>): Promise<T> {
    return withTenant(this.#deps.db, c.get("context"), work);
  }

  /** What was typed; fields that were not sent are as in the live model. */
  async typed(c: Context<WebEnv>): Promise<ScoringForm> {
    const sent = orderedSegments(await readForm(c));
    const live = await this.inTenant(c, async (tx) => formOf((await getModels(tx)).live.document));
    const ofSegment = (path: string) => path.startsWith("segments.");
    return { ...Object.fromEntries(Object.entries(live).filter(([path]) => !ofSegment(path))), ...sent };
  }

  /** The page. What is typed stands in its form; without, what was asked for, the draft, or the live model. */
  async show(c: Context<WebEnv>, shown: Shown, status: Status = 200): Promise<Response> {
    const now = this.#deps.now();
    const stored = await this.inTenant(c, async (tx) => {
      const shell = await adminShell(this.#deps, tx);
      const models = await getModels(tx);
      return {
        shell,
        models,
        ...(await shownOf(tx, models, shown.preview, now)),
        metrics: await readMetrics(tx),
        groups: await readFactGroups(tx, dayIn(now, shell.reader.zone)),
        unvalued: await unvaluedOf(tx, models, now),
      };
    });
    const { preview: _, ...given } = shown;
    const typed = given.form === undefined ? {} : { panels: noPanels };
    const props = { said: null, refused: null, faults: [], now, ...stored, ...typed, ...given };
    return htmlPage(c, <ScoringPage {...props} />, status);
  }

  /** Shows what was typed again, with what is wrong with it. */
  async orShow(c: Context<WebEnv>, form: ScoringForm, work: () => Promise<Response>): Promise<Response> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof AppError && error.code === "bad-input")) throw error;
      const faults = (error.detail.faults ?? []) as readonly ModelFault[];
      if (c.req.header("x-part") !== "preview") return this.show(c, { form, faults }, 400);
      const names = segmentsOf(form).map(({ name }) => String(name));
      const sentences = faults.map(({ field, sentence }) => `${pathLabel(field, names)}: ${sentence}`);
      return this.part(c, form, { state: "wrong", sentences }, 400);
    }
  }

  /** The panel of a preview for the page's own script, with how many accounts each segment has. */
  async part(
    c: Context<WebEnv>,
    form: ScoringForm,
    panel: Parameters<typeof PreviewPanel>[0]["panel"],
    status: Status = 200,
  ): Promise<Response> {
    const today = (tx: TenantTx) => dayIn(this.#deps.now(), tx.member?.zone ?? "UTC");
    const groups = await this.inTenant(c, (tx) => readFactGroups(tx, today(tx)));
    const body = (
      <>
        <SegmentSizes form={form} groups={groups} />
        <PreviewPanel panel={panel} />
      </>
    );
    return c.html(await body, status);
  }

  /** Shows why something could not be done; what stands in the form is what is saved. */
  async orRefuse(c: Context<WebEnv>, work: () => Promise<Response>): Promise<Response> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof AppError) || error.code === "internal") throw error;
      const status = error.code === "conflict" ? 409 : error.code === "not-found" ? 404 : 400;
      return this.show(c, { refused: error.message }, status);
    }
  }
}

/** The parts of the draft that have no value for anybody. */
async function unvaluedOf(tx: TenantTx, { draft }: Models, now: Date) {
  const { dataDay } = await readDataState(tx, now);
  return draft === null || dataDay === null ? [] : readUnvalued(tx, draft.document, dataDay);
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
