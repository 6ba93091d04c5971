import { type Context, Hono } from "hono";
import { type Filled, readResolveForm, readSnoozeForm } from "../../bot/answers/alert-forms.ts";
import { type TenantTx, withTenant } from "../../db/with-tenant.ts";
import { notFound } from "../../errors.ts";
import { readAlertRuleBook } from "../../usecases/alerts/alert-rule-book.ts";
import { resolveAlert, snoozeAlert } from "../../usecases/alerts/change-alert.ts";
import { getAlert } from "../../usecases/alerts/get-alert.ts";
import { readForm } from "../forms/form-fields.ts";
import { requireSession } from "../session/require-session.ts";
import { localPath } from "../session/session-cookie.ts";
import { htmlPage } from "../shell/html-page.ts";
import type { Shell } from "../shell/layout.tsx";
import { pageShell } from "../shell/page-shell.ts";
import { staffShell } from "../shell/staff-shell.ts";
import type { WebDeps, WebEnv, WebRoutes } from "../web-env.ts";
import { type AlertForm, ResolvePage, SnoozePage } from "./alert-form-pages.tsx";
import { WhyAlertPage } from "./why-alert-page.tsx";

type FormPage = typeof SnoozePage;

/** `/alerts/:id/snooze`, `/alerts/:id/resolve`: what a chat asks in a modal is a small page here; `/alerts/:id/why`: its rule. */
export function alertRoutes(deps: WebDeps): WebRoutes {
  const routes = new Hono<WebEnv>();
  const signedIn = requireSession(deps);

  const show = (Form: FormPage) => async (c: Context<WebEnv>) => {
    const back = localPath(c.req.query("back") ?? "/inbox");
    return showForm(deps, c, Form, { back, typed: {}, errors: {} });
  };

  const change = (Form: FormPage, apply: Change) => async (c: Context<WebEnv>) => {
    const typed = await readForm(c);
    const back = localPath(typed.back ?? "/inbox");
    const filled = await withTenant(deps.db, c.get("context"), async (tx) => {
      const { reader } = await pageShell(deps, tx);
      return apply(tx, { alertId: c.req.param("id") ?? "", typed, zone: reader.zone, now: deps.now() });
    });
    return filled.ok
      ? c.redirect(back, 303)
      : showForm(deps, c, Form, { back, typed, errors: filled.errors });
  };

  routes.get("/alerts/:id/why", signedIn, (c) => showWhyAlert(deps, c, c.req.param("id")));
  routes.get("/alerts/:id/snooze", signedIn, show(SnoozePage));
  routes.get("/alerts/:id/resolve", signedIn, show(ResolvePage));
  routes.post("/alerts/:id/snooze", signedIn, change(SnoozePage, snooze));
  routes.post("/alerts/:id/resolve", signedIn, change(ResolvePage, resolve));
  return routes;
}

/** Answers with the page that says by which rule an alert was told. */
export async function showWhyAlert(deps: WebDeps, c: Context<WebEnv>, alertId: string): Promise<Response> {
  const read = await withTenant(deps.db, c.get("context"), async (tx) => {
    const shell = await staffShell(deps, tx);
    const alert = await getAlert(tx, alertId);
    const book = await readAlertRuleBook(tx, [alert.account.id]);
    return { shell, alert, cadence: book.resolvedOf(alert.account.id).settings };
  });
  return htmlPage(c, <WhyAlertPage {...read} />);
}

interface ChangeInput {
  readonly alertId: string;
  readonly typed: Readonly<Record<string, string>>;
  readonly zone: string;
  readonly now: Date;
}

/** Changes the alert if the form was filled in well. */
type Change = (tx: TenantTx, input: ChangeInput) => Promise<Filled<unknown>>;

async function snooze(tx: TenantTx, { alertId, typed, zone, now }: ChangeInput): Promise<Filled<unknown>> {
  const filled = readSnoozeForm({ ...typed, wakeIfWorse: typed.wakeIfWorse === "yes" }, { now, zone });
  if (filled.ok) await snoozeAlert(tx, { ...filled.input, reason: filled.input.reason ?? "", alertId, now });
  return filled;
}

async function resolve(tx: TenantTx, { alertId, typed, now }: ChangeInput): Promise<Filled<unknown>> {
  const filled = readResolveForm(typed);
  if (filled.ok) await resolveAlert(tx, { ...filled.input, note: filled.input.note ?? "", alertId, now });
  return filled;
}

async function showForm(
  deps: WebDeps,
  c: Context<WebEnv>,
  Form: FormPage,
  input: Pick<AlertForm, "back" | "typed" | "errors">,
): Promise<Response> {
  const now = deps.now();
  const read = await withTenant(deps.db, c.get("context"), async (tx) => {
    const shell: Shell = await pageShell(deps, tx);
    if (shell.reader.role === "viewer") throw notFound("page");
    return { shell, alert: await getAlert(tx, c.req.param("id") ?? "") };
  });
  const form: AlertForm = { ...input, alert: read.alert, now };
  const status = Object.keys(input.errors).length > 0 ? 400 : 200;
  return htmlPage(c, <Form shell={read.shell} form={form} />, status);
}
