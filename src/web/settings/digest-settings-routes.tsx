import { Hono } from "hono";
import { withTenant } from "../../db/with-tenant.ts";
import type { DigestSettings } from "../../results/digests.ts";
import { getDigestSettings, setDigest } from "../../usecases/digests/set-digest.ts";
import { nextDue } from "../../zones.ts";
import { faultOf } from "../forms/field-fault.ts";
import { readForm } from "../forms/form-fields.ts";
import { requireSession } from "../session/require-session.ts";
import { htmlPage } from "../shell/html-page.ts";
import { staffShell } from "../shell/staff-shell.ts";
import type { WebDeps, WebEnv, WebRoutes } from "../web-env.ts";
import { type DigestForm, DigestSettingsPage } from "./digest-settings-page.tsx";

/** `/settings/digest`: the reader's own digest. */
export function digestSettingsRoutes(deps: WebDeps): WebRoutes {
  const routes = new Hono<WebEnv>();
  const signedIn = requireSession(deps);

  routes.get("/settings/digest", signedIn, async (c) => {
    const now = deps.now();
    const { shell, settings } = await withTenant(deps.db, c.get("context"), async (tx) => {
      const shell = await staffShell(deps, tx);
      return { shell, settings: await getDigestSettings(tx, { now }) };
    });
    const form = formOf(settings, now, c.req.query("saved") !== undefined);
    return htmlPage(c, <DigestSettingsPage shell={shell} form={form} now={now} />);
  });

  routes.post("/settings/digest", signedIn, async (c) => {
    const now = deps.now();
    const typed = typedOf(await readForm(c));
    try {
      await withTenant(deps.db, c.get("context"), (tx) => setDigest(tx, { ...typed, now }));
      return c.redirect("/settings/digest?saved", 303);
    } catch (error) {
      const fault = faultOf(error);
      const shell = await withTenant(deps.db, c.get("context"), (tx) => staffShell(deps, tx));
      const form: DigestForm = { ...typed, next: [], saved: false, fault };
      return htmlPage(c, <DigestSettingsPage shell={shell} form={form} now={now} />, 400);
    }
  });

  return routes;
}

function formOf(settings: DigestSettings, now: Date, saved: boolean): DigestForm {
  const { active, localTime, weekdays, zone, skipQuiet } = settings;
  const next: Date[] = [];
  for (let at = now; active && next.length < 3; next.push(at))
    at = nextDue({ localTime, weekdays, zone }, at);
  return { active, localTime, weekdays, zone, skipQuiet, next, saved };
}

function typedOf(fields: Readonly<Record<string, string>>) {
  return {
    active: fields.active === "1",
    localTime: fields.time ?? "",
    weekdays: [1, 2, 3, 4, 5, 6, 7].filter((day) => fields[`day${day}`] === "1"),
    zone: fields.zone ?? "",
    skipQuiet: fields.skip === "1",
  };
}
