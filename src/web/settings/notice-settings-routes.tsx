import { Hono } from "hono";
import { type SendingChannel, sendingChannels } from "../../channels.ts";
import { type TenantTx, withTenant } from "../../db/with-tenant.ts";
import type { NoticeSettings } from "../../results/notice-settings.ts";
import { getNoticeSetting } from "../../usecases/deliveries/get-notice-setting.ts";
import { setNoticeSetting } from "../../usecases/deliveries/set-notice-setting.ts";
import { faultOf } from "../forms/field-fault.ts";
import { readForm } from "../forms/form-fields.ts";
import { requireSession } from "../session/require-session.ts";
import { htmlPage } from "../shell/html-page.ts";
import { staffShell } from "../shell/staff-shell.ts";
import type { WebDeps, WebEnv, WebRoutes } from "../web-env.ts";
import { type NoticeForm, NoticeSettingsPage } from "./notice-settings-page.tsx";

/** `/settings/notices`: how the reader is told of what. */
export function noticeSettingsRoutes(deps: WebDeps): WebRoutes {
  const routes = new Hono<WebEnv>();
  const signedIn = requireSession(deps);
  const read = async (tx: TenantTx, now: Date) => ({
    shell: await staffShell(deps, tx),
    settings: await getNoticeSetting(tx, { now }),
  });

  routes.get("/settings/notices", signedIn, async (c) => {
    const now = deps.now();
    const facts = await withTenant(deps.db, c.get("context"), (tx) => read(tx, now));
    const saved = c.req.query("saved") !== undefined;
    return htmlPage(
      c,
      <NoticeSettingsPage {...facts} form={formOf(facts.settings)} saved={saved} now={now} />,
    );
  });

  routes.post("/settings/notices", signedIn, async (c) => {
    const now = deps.now();
    const fields = await readForm(c);
    const facts = await withTenant(deps.db, c.get("context"), (tx) => read(tx, now));
    const typed = typedOf(fields, facts.settings);
    try {
      const { channels, order, from, to, weekend } = typed;
      const change = { channels, order, times: { from, to }, weekend, now };
      await withTenant(deps.db, c.get("context"), (tx) => setNoticeSetting(tx, change));
      return c.redirect("/settings/notices?saved", 303);
    } catch (error) {
      const form: NoticeForm = { ...typed, fault: faultOf(error) };
      return htmlPage(c, <NoticeSettingsPage {...facts} form={form} saved={false} now={now} />, 400);
    }
  });

  return routes;
}

function formOf({ ways, connected, quiet }: NoticeSettings): NoticeForm {
  return {
    channels: { alerts: ways.alerts.by, digests: ways.digests.by, notices: ways.notices.by },
    order: connected,
    from: quiet.from ?? "",
    to: quiet.to ?? "",
    weekend: quiet.weekend,
  };
}

function typedOf(fields: Readonly<Record<string, string>>, { connected }: NoticeSettings): NoticeForm {
  const ticked = (kind: string) => connected.filter((channel) => fields[`${kind}-${channel}`] === "1");
  const named = connected.map((_, at) => fields[`order${at + 1}`]);
  const order = named.flatMap((name) => sendingChannels.filter((channel) => channel === name));
  return {
    channels: { alerts: ticked("alerts"), digests: ticked("digests"), notices: ticked("notices") },
    // One channel, or a page from before a second came, has no order to name.
    order: named.every((name) => name === undefined) ? connected : (order as readonly SendingChannel[]),
    from: fields.from ?? "",
    to: fields.to ?? "",
    weekend: fields.weekend === "1",
  };
}
