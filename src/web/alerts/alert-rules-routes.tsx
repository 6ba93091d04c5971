import { type Context, Hono } from "hono";
import { accountAlertRulesPath, alertRulesPath, ownAlertRulesPath } from "../../bot/views/paths.ts";
import { type TenantTx, withTenant } from "../../db/with-tenant.ts";
import { notFound } from "../../errors.ts";
import type { AlertRulesOf } from "../../results/alert-rules.ts";
import { getAlertRules } from "../../usecases/alerts/get-alert-rules.ts";
import { checkedSettings, setAlertRules } from "../../usecases/alerts/set-alert-rules.ts";
import { faultOf } from "../forms/field-fault.ts";
import { readForm } from "../forms/form-fields.ts";
import { requireSession } from "../session/require-session.ts";
import { htmlPage } from "../shell/html-page.ts";
import { staffShell } from "../shell/staff-shell.ts";
import type { WebDeps, WebEnv, WebRoutes } from "../web-env.ts";
import { type AlertRulesForm, formOfSettings, settingsOfForm } from "./alert-rules-form.ts";
import { AlertRulesPage } from "./alert-rules-page.tsx";

/** Whose rules a page is about, by who asks. */
type ScopeOf = (c: Context<WebEnv>) => AlertRulesOf;

/** `/settings/alerts`: what the team is told of, what one portfolio is, and what one account is. */
export function alertRulesRoutes(deps: WebDeps): WebRoutes {
  const routes = new Hono<WebEnv>();
  const signedIn = requireSession(deps);

  const read = async (tx: TenantTx, of: AlertRulesOf, tried?: AlertRulesForm) => {
    const settings = tried && checkedSettings(settingsOfForm(tried));
    const input = { of, now: deps.now(), ...(settings ? { tried: settings } : {}) };
    return { shell: await staffShell(deps, tx), rules: await getAlertRules(tx, input) };
  };

  const show = (scopeOf: ScopeOf) => async (c: Context<WebEnv>) => {
    const facts = await withTenant(deps.db, c.get("context"), (tx) => read(tx, scopeOf(c)));
    const saved = c.req.query("saved") !== undefined ? ("saved" as const) : undefined;
    const form = formOfSettings(facts.rules.own);
    return htmlPage(c, <AlertRulesPage {...facts} form={form} state={saved} now={deps.now()} />);
  };

  const change = (scopeOf: ScopeOf) => async (c: Context<WebEnv>) => {
    const of = scopeOf(c);
    const typed = await readForm(c);
    try {
      if (typed.do === "try") {
        const tried = await withTenant(deps.db, c.get("context"), (tx) => read(tx, of, typed));
        return htmlPage(c, <AlertRulesPage {...tried} form={typed} state="tried" now={deps.now()} />);
      }
      await withTenant(deps.db, c.get("context"), async (tx) => {
        await staffShell(deps, tx);
        await setAlertRules(tx, { of, settings: settingsOfForm(typed), now: deps.now() });
      });
      return c.redirect(`${pathOf(of)}?saved`, 303);
    } catch (error) {
      const fault = faultOf(error);
      const facts = await withTenant(deps.db, c.get("context"), (tx) => read(tx, of));
      return htmlPage(c, <AlertRulesPage {...facts} form={typed} fault={fault} now={deps.now()} />, 400);
    }
  };

  const scopes: readonly (readonly [path: string, ScopeOf])[] = [
    [alertRulesPath, () => ({ scope: "tenant" })],
    [ownAlertRulesPath, (c) => ({ scope: "portfolio", memberId: ownId(c) })],
    [`${alertRulesPath}/accounts/:id`, (c) => ({ scope: "account", accountId: c.req.param("id") ?? "" })],
  ];
  for (const [path, scopeOf] of scopes) {
    routes.get(path, signedIn, show(scopeOf));
    routes.post(path, signedIn, change(scopeOf));
  }
  return routes;
}

/** Where a scope's rules are. */
function pathOf(of: AlertRulesOf): string {
  switch (of.scope) {
    case "tenant":
      return alertRulesPath;
    case "portfolio":
      return ownAlertRulesPath;
    case "account":
      return accountAlertRulesPath(of.accountId);
    default:
      return of satisfies never;
  }
}

function ownId(c: Context<WebEnv>): string {
  const { actor } = c.get("context");
  if (actor.kind !== "member") throw notFound("page");
  return actor.memberId;
}
