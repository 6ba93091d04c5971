import { type Context, Hono } from "hono";
import { readMetrics } from "../../db/metrics/metrics.ts";
import { type TenantTx, withTenant } from "../../db/with-tenant.ts";
import { AppError } from "../../errors.ts";
import { getModels, type Models, publishedPair } from "../../usecases/models/get-models.ts";
import { askPreview, lookAtPreview } from "../../usecases/models/model-previews.ts";
import { modelDifferences } from "../../words/model-differences.ts";
import { readForm } from "../forms/form-fields.ts";
import { requireAdmins } from "../session/require-admins.ts";
import { requireSession } from "../session/require-session.ts";
import { htmlPage } from "../shell/html-page.ts";
import { adminShell } from "../shell/staff-shell.ts";
import type { WebDeps, WebEnv, WebRoutes } from "../web-env.ts";
import { type ComparedVersions, ComparePage } from "./compare-page.tsx";

/** `/settings/scoring/compare`: two published versions beside each other, for admins. */
export function compareRoutes(deps: WebDeps): WebRoutes {
  const routes = new Hono<WebEnv>();
  const signedIn = requireSession(deps);

  routes.get("/settings/scoring/compare", signedIn, async (c) => {
    const props = await withTenant(deps.db, c.get("context"), async (tx) => {
      const shell = await adminShell(deps, tx);
      const models = await getModels(tx);
      return { shell, models, compared: await comparedOf(tx, models, pickedOf(c, models)) };
    });
    return htmlPage(c, <ComparePage {...props} />, props.compared.fault === null ? 200 : 400);
  });

  routes.post("/settings/scoring/compare", signedIn, requireAdmins(deps), async (c) => {
    const { old = "", next = "" } = await readForm(c);
    const question = { kind: "versions", oldVersion: Number(old), nextVersion: Number(next) } as const;
    await withTenant(deps.db, c.get("context"), (tx) => askPreview(tx, { question, now: deps.now() }));
    return c.redirect(`/settings/scoring/compare?old=${Number(old)}&next=${Number(next)}`, 303);
  });

  return routes;

  async function comparedOf(
    tx: TenantTx,
    models: Models,
    picked: { readonly old: number; readonly next: number },
  ): Promise<ComparedVersions> {
    const none = { ...picked, differences: [], panel: { state: "none" } } as const;
    if (models.history.length < 2) return { ...none, fault: null };
    try {
      const { old, next } = publishedPair(models, { oldVersion: picked.old, nextVersion: picked.next });
      const differences = modelDifferences(old.document, next.document, await readMetrics(tx));
      const asked = await lookAtPreview(tx, { kind: "versions" }, { now: deps.now() });
      const isOfThis =
        asked?.kind === "versions" && asked.oldVersion === old.version && asked.nextVersion === next.version;
      return { ...picked, fault: null, differences, panel: isOfThis ? asked : { state: "none" } };
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      return { ...none, fault: error.message };
    }
  }
}

/** The versions that are named in the address; by default the live one and the one before. */
function pickedOf(c: Context<WebEnv>, { live, history }: Models): { old: number; next: number } {
  const named = (name: string, usual: number) => {
    const given = c.req.query(name);
    return given === undefined ? usual : Number(given);
  };
  return { old: named("old", history[1]?.version ?? live.version), next: named("next", live.version) };
}
