import { Hono } from "hono";
import { accountChart } from "../../bot/views/account-chart.ts";
import { metricChart } from "../../bot/views/metric-chart.ts";
import { scoreChangeChart } from "../../bot/views/score-change-chart.ts";
import { readDataState } from "../../db/scores/data-state.ts";
import { withTenant } from "../../db/with-tenant.ts";
import { notFound } from "../../errors.ts";
import { isId } from "../../ids.ts";
import type { ScoreChangeChart } from "../../render/types.ts";
import type { AccountCard } from "../../results/accounts.ts";
import type { AccountMetric } from "../../results/metrics.ts";
import { addDays } from "../../scoring/days.ts";
import { getAccount } from "../../usecases/accounts/get-account.ts";
import { listAccountUsers } from "../../usecases/accounts/list-account-users.ts";
import { listAccountAlerts } from "../../usecases/alerts/list-account-alerts.ts";
import { listAccountMetrics } from "../../usecases/metrics/list-account-metrics.ts";
import { type BandNames, bandNamesFor } from "../../words/status.ts";
import { requireSession } from "../session/require-session.ts";
import { htmlPage } from "../shell/html-page.ts";
import { pageShell } from "../shell/page-shell.ts";
import type { WebDeps, WebEnv, WebRoutes } from "../web-env.ts";
import type { AccountFacts } from "./account-facts.ts";
import type { DrawnMetric } from "./account-metrics.tsx";
import { AccountPage } from "./account-page.tsx";
import { parseAccountRange } from "./account-range.ts";
import { changeIn28Days } from "./change-in-28-days.ts";

/** `/accounts/:id`: one account over a range of days. */
export function accountRoutes(deps: WebDeps): WebRoutes {
  const routes = new Hono<WebEnv>();

  routes.get("/accounts/:id", requireSession(deps), async (c) => {
    const now = deps.now();
    const accountId = c.req.param("id");
    if (!isId(accountId)) throw notFound("account");
    const read = await withTenant(deps.db, c.get("context"), async (tx) => {
      const shell = await pageShell(deps, tx);
      const { dataDay, today } = await readDataState(tx, now);
      const range = parseAccountRange(c.req.query(), dataDay ?? addDays(today, -1));
      const account = await getAccount(tx, accountId, { now, from: range.from, to: range.to });
      const people = await listAccountUsers(tx, accountId, { now });
      const alerts = shell.reader.role === "viewer" ? [] : await listAccountAlerts(tx, accountId);
      const metrics = await listAccountMetrics(tx, accountId, { weeks: account.series.weeks });
      return { shell, range, account, people, alerts, metrics };
    });
    const { shell, range, metrics: counted, ...facts } = read;
    const changed = changeIn28Days(facts.account);
    const change = changed && scoreChangeChart(changed);
    const drawings = await draw(deps, facts.account, bandNamesFor(shell.reader.role), change);
    const metrics = await Promise.all(counted.map((metric) => drawMetric(deps, metric)));
    const shown = { ...facts, metrics, change, drawings };
    const page = <AccountPage shell={shell} facts={shown} range={range} now={now} />;
    return htmlPage(c, page, range.error ? 400 : 200);
  });

  return routes;
}

async function drawMetric(deps: WebDeps, metric: AccountMetric): Promise<DrawnMetric> {
  const chart = metricChart(metric);
  return { metric, drawings: await Promise.all([deps.drawChart(chart, 288), deps.drawChart(chart, 600)]) };
}

async function draw(
  deps: WebDeps,
  account: AccountCard,
  names: BandNames,
  change: ScoreChangeChart | null,
): Promise<AccountFacts["drawings"]> {
  const main = accountChart(account, names);
  const [narrow, wide, changeNarrow, changeWide] = await Promise.all([
    deps.drawChart(main, 288),
    deps.drawChart(main, 600),
    change && deps.drawChart(change, 288),
    change && deps.drawChart(change, 440),
  ]);
  return {
    account: [narrow, wide],
    change: changeNarrow && changeWide ? [changeNarrow, changeWide] : [],
  };
}
