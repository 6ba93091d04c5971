import { type Context, Hono } from "hono";
import { withTenant } from "../../db/with-tenant.ts";
import { AppError } from "../../errors.ts";
import { getMetricUse, listArchivedMetrics, restoreMetric } from "../../usecases/metrics/archived-metrics.ts";
import { changeMetric, getMetric } from "../../usecases/metrics/change-metric.ts";
import { archiveMetric, defineMetric } from "../../usecases/metrics/define-metric.ts";
import { listMetrics, previewMetric } from "../../usecases/metrics/preview-metrics.ts";
import { listLeftOut, setEventUse } from "../../usecases/usage/event-use.ts";
import { faultOf } from "../forms/field-fault.ts";
import { readForm } from "../forms/form-fields.ts";
import { requireAdmins } from "../session/require-admins.ts";
import { requireSession } from "../session/require-session.ts";
import { htmlPage } from "../shell/html-page.ts";
import { adminShell } from "../shell/staff-shell.ts";
import type { WebDeps, WebEnv, WebRoutes } from "../web-env.ts";
import { ArchiveMetricPage } from "./archive-metric-page.tsx";
import { ChangeMetricPage } from "./change-metric-page.tsx";
import { changeOf, draftOf, emptyMetricForm, formOfMetric, typedMetric } from "./metric-form.ts";
import { MetricsPage } from "./metrics-page.tsx";

type Shown = Pick<Parameters<typeof MetricsPage>[0], "form" | "preview" | "fault" | "said">;

const nothing: Shown = { form: emptyMetricForm, preview: null, fault: null, said: null };

/** What was done, by the mark that its redirect carries. */
const saidWords: Readonly<Record<string, string>> = {
  defined: "Defined.",
  changed: "Changed.",
  archived: "Archived. Its days are kept.",
  restored: "Restored, with its days.",
  "left-out": "Left out of use. The days with it are counted and scored again; that takes a minute or more.",
  counted: "Counted as use. The days with it are counted and scored again; that takes a minute or more.",
};

/** `/settings/metrics`, for admins: define a metric, look at it before, change it, archive it, take it back. */
export function metricsRoutes(deps: WebDeps): WebRoutes {
  const routes = new Hono<WebEnv>();
  const [signedIn, admins] = [requireSession(deps), requireAdmins(deps)];
  const show = async (c: Context<WebEnv>, shown: Shown, status: 200 | 400 | 409 = 200) => {
    const now = deps.now();
    const facts = await withTenant(deps.db, c.get("context"), async (tx) => ({
      shell: await adminShell(deps, tx),
      metrics: await listMetrics(tx, { now }),
      archived: await listArchivedMetrics(tx),
      leftOut: await listLeftOut(tx),
    }));
    return htmlPage(c, <MetricsPage {...facts} {...shown} now={now} />, status);
  };

  routes.get("/settings/metrics", signedIn, (c) => {
    const said = Object.keys(saidWords).find((mark) => c.req.query(mark) !== undefined);
    return show(c, { ...nothing, said: saidWords[said ?? ""] ?? null });
  });

  routes.post("/settings/metrics", signedIn, admins, async (c) => {
    const now = deps.now();
    const context = c.get("context");
    const fields = await readForm(c);
    const form = typedMetric(fields);
    try {
      const draft = draftOf(form);
      const notUse = form.notUse !== "";
      if (fields.do === "preview")
        return await show(c, {
          ...nothing,
          form,
          preview: await previewMetric(deps.db, context, { draft, now }),
        });
      await withTenant(deps.db, context, (tx) => defineMetric(tx, { draft, notUse, now }));
      return c.redirect("/settings/metrics?defined", 303);
    } catch (error) {
      const fault = faultOf(error, ["bad-input", "conflict"]);
      const isTaken = error instanceof AppError && error.code === "conflict";
      return show(c, { ...nothing, form, fault }, isTaken ? 409 : 400);
    }
  });

  routes.route("/", changeRoutes(deps));
  routes.route("/", useRoutes(deps));

  routes.get("/settings/metrics/:name/archive", signedIn, async (c) => {
    const { shell, use } = await withTenant(deps.db, c.get("context"), async (tx) => ({
      shell: await adminShell(deps, tx),
      use: await getMetricUse(tx, c.req.param("name")),
    }));
    return htmlPage(c, <ArchiveMetricPage shell={shell} use={use} />);
  });

  routes.post("/settings/metrics/archived/:id/restore", signedIn, admins, async (c) => {
    const now = deps.now();
    try {
      const metricId = c.req.param("id");
      await withTenant(deps.db, c.get("context"), (tx) => restoreMetric(tx, { metricId, now }));
      return c.redirect("/settings/metrics?restored", 303);
    } catch (error) {
      return show(c, { ...nothing, fault: faultOf(error, ["conflict"]) }, 409);
    }
  });

  routes.post("/settings/metrics/:name/archive", signedIn, admins, async (c) => {
    const now = deps.now();
    try {
      const name = c.req.param("name");
      await withTenant(deps.db, c.get("context"), (tx) => archiveMetric(tx, { name, now }));
      return c.redirect("/settings/metrics?archived", 303);
    } catch (error) {
      if (!(error instanceof AppError && error.code === "conflict")) throw error;
      return show(c, { ...nothing, fault: { field: "", sentence: error.message } }, 409);
    }
  });

  return routes;
}

/** The page that changes how a metric is called and read. */
function changeRoutes(deps: WebDeps): WebRoutes {
  const routes = new Hono<WebEnv>();
  const [signedIn, admins] = [requireSession(deps), requireAdmins(deps)];
  routes.get("/settings/metrics/:name/change", signedIn, async (c) => {
    const { shell, metric } = await withTenant(deps.db, c.get("context"), async (tx) => ({
      shell: await adminShell(deps, tx),
      metric: await getMetric(tx, c.req.param("name")),
    }));
    return htmlPage(
      c,
      <ChangeMetricPage shell={shell} metric={metric} form={formOfMetric(metric)} fault={null} />,
    );
  });

  routes.post("/settings/metrics/:name/change", signedIn, admins, async (c) => {
    const now = deps.now();
    const context = c.get("context");
    const name = c.req.param("name");
    const form = typedMetric(await readForm(c));
    const { shell, metric } = await withTenant(deps.db, context, async (tx) => ({
      shell: await adminShell(deps, tx),
      metric: await getMetric(tx, name),
    }));
    try {
      const change = changeOf(form, metric.kind);
      await withTenant(deps.db, context, (tx) => changeMetric(tx, { name, change, now }));
      return c.redirect("/settings/metrics?changed", 303);
    } catch (error) {
      const fault = faultOf(error, ["bad-input", "conflict"]);
      const isUsed = error instanceof AppError && error.code === "conflict";
      return htmlPage(
        c,
        <ChangeMetricPage shell={shell} metric={metric} form={form} fault={fault} />,
        isUsed ? 409 : 400,
      );
    }
  });

  return routes;
}

/** Whether the events of a metric count as use. */
function useRoutes(deps: WebDeps): WebRoutes {
  const routes = new Hono<WebEnv>();
  routes.post("/settings/metrics/event-use", requireSession(deps), requireAdmins(deps), async (c) => {
    const now = deps.now();
    const { eventName = "", use = "" } = await readForm(c);
    const isUse = use === "yes";
    await withTenant(deps.db, c.get("context"), (tx) => setEventUse(tx, { name: eventName, isUse, now }));
    return c.redirect(`/settings/metrics?${isUse ? "counted" : "left-out"}`, 303);
  });
  return routes;
}
