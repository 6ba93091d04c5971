import { type Context, Hono } from "hono";
import { type TenantTx, withTenant } from "../../db/with-tenant.ts";
import { AppError, notFound } from "../../errors.ts";
import { type ResolvedHow, resolveAlert, snoozeAlert } from "../../usecases/change-alert.ts";
import { getAlert } from "../../usecases/get-alert.ts";
import { textFields } from "../form-fields.ts";
import { htmlPage } from "../html-page.ts";
import { pageShell } from "../page-shell.ts";
import { type AlertForm, ResolvePage, SnoozePage } from "../pages/alert-form-pages.tsx";
import type { Shell } from "../parts/layout.tsx";
import { requireSession } from "../require-session.ts";
import { localPath } from "../session-cookie.ts";
import { snoozeChoices, snoozeEnd, snoozeEndOn } from "../snooze-choices.ts";
import type { WebDeps, WebEnv, WebRoutes } from "../web-env.ts";

type FormPage = typeof SnoozePage;

/** `/alerts/:id/snooze`, `/alerts/:id/resolve`: what a chat asks in a modal is a small page here. */
export function alertRoutes(deps: WebDeps): WebRoutes {
  const routes = new Hono<WebEnv>();
  const signedIn = requireSession(deps);

  const show = (Form: FormPage) => async (c: Context<WebEnv>) => {
    const back = localPath(c.req.query("back") ?? "/inbox");
    return showForm(deps, c, Form, { back, typed: {} });
  };

  const change =
    (Form: FormPage, apply: (tx: TenantTx, input: ChangeInput) => Promise<unknown>) =>
    async (c: Context<WebEnv>) => {
      const typed = textFields(await c.req.parseBody());
      const back = localPath(typed.back ?? "/inbox");
      try {
        await withTenant(deps.db, c.get("context"), async (tx) => {
          const { reader } = await pageShell(deps, tx);
          await apply(tx, { alertId: c.req.param("id") ?? "", typed, zone: reader.zone, now: deps.now() });
        });
        return c.redirect(back, 303);
      } catch (error) {
        if (!(error instanceof AppError && error.code === "bad-input")) throw error;
        const field = String(error.detail.field ?? "until");
        // A box that was cleared is not sent: it stays cleared.
        const kept = { ...typed, wake: typed.wake ?? "0" };
        return showForm(deps, c, Form, { back, typed: kept, error: { field, sentence: error.message } });
      }
    };

  routes.get("/alerts/:id/snooze", signedIn, show(SnoozePage));
  routes.get("/alerts/:id/resolve", signedIn, show(ResolvePage));
  routes.post("/alerts/:id/snooze", signedIn, change(SnoozePage, snooze));
  routes.post("/alerts/:id/resolve", signedIn, change(ResolvePage, resolve));
  return routes;
}

interface ChangeInput {
  readonly alertId: string;
  readonly typed: Readonly<Record<string, string>>;
  readonly zone: string;
  readonly now: Date;
}

function snooze(tx: TenantTx, { alertId, typed, zone, now }: ChangeInput): Promise<unknown> {
  const until = untilOf(typed, zone, now);
  return snoozeAlert(tx, {
    alertId,
    until,
    reason: typed.reason ?? "",
    wakeIfWorse: typed.wake === "1",
    now,
  });
}

function resolve(tx: TenantTx, { alertId, typed, now }: ChangeInput): Promise<unknown> {
  const how = (["handled", "told-why", "expected", "wrong"] as const).find((one) => one === typed.how);
  if (!how) throw new AppError("bad-input", "Say how it ended.", { detail: { field: "how" } });
  return resolveAlert(tx, { alertId, how: how satisfies ResolvedHow, note: typed.note ?? "", now });
}

function untilOf(typed: ChangeInput["typed"], zone: string, now: Date): Date {
  const choice = snoozeChoices.find(({ value }) => value === typed.until);
  if (choice) return snoozeEnd(zone, now, choice.days);
  try {
    return snoozeEndOn(zone, typed.date ?? "");
  } catch (cause) {
    throw new AppError("bad-input", "Pick a date.", { cause, detail: { field: "until" } });
  }
}

async function showForm(
  deps: WebDeps,
  c: Context<WebEnv>,
  Form: FormPage,
  input: Pick<AlertForm, "back" | "typed" | "error">,
): Promise<Response> {
  const now = deps.now();
  const read = await withTenant(deps.db, c.get("context"), async (tx) => {
    const shell: Shell = await pageShell(deps, tx);
    if (shell.reader.role === "viewer") throw notFound("page");
    return { shell, alert: await getAlert(tx, c.req.param("id") ?? "") };
  });
  const form: AlertForm = { ...input, alert: read.alert, now };
  return htmlPage(c, <Form shell={read.shell} form={form} />, input.error ? 400 : 200);
}
