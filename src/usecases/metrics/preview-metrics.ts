import type { TenantContext } from "../../context.ts";
import { readLives } from "../../db/accounts/lives.ts";
import { writeAudit } from "../../db/audit.ts";
import type { Db } from "../../db/connection.ts";
import { recountMetricWindow } from "../../db/metrics/metric-counts.ts";
import { type Metric, readMetrics, readMetricWindows } from "../../db/metrics/metrics.ts";
import { hasCounted, readNothingCounted } from "../../db/metrics/nothing-counted.ts";
import { readTenantRules } from "../../db/people/tenants.ts";
import { readDataState } from "../../db/scores/data-state.ts";
import { type TenantTx, withTenant } from "../../db/with-tenant.ts";
import { notFound } from "../../errors.ts";
import type { NothingCounted } from "../../results/metrics.ts";
import { windowDays } from "../../scoring/constants.ts";
import { addDays, earlier } from "../../scoring/days.ts";
import { wholeFrom } from "../../scoring/metrics/metrics.ts";
import type { Day } from "../../scoring/types.ts";
import { requireAdmin } from "../require-role.ts";
import { defineMetric } from "./define-metric.ts";

const listedAccounts = 5;

/** Days that are looked at for why nothing was counted: a quarter. */
export const searchedDays = 91;

/** A metric as an admin sees it: its last 28 days over the accounts. */
export interface MetricPreview {
  readonly metric: Metric;
  /** The last day of the 28. */
  readonly to: Day;
  /** Of a counter whose 28 days are not all known yet: the day on which they will be. */
  readonly countsFrom: Day | null;
  /** Accounts with a value; of a counter with one above 0. */
  readonly accounts: number;
  /** No account has a value but 0. */
  readonly isBlank: boolean;
  /** The accounts that stand worst, the worst first: the lowest values where more is better, else the highest. */
  readonly worst: readonly { readonly id: string; readonly name: string; readonly value: number }[];
}

/**
 * The tenant's metrics by label, each with its last 28 days.
 * @throws AppError `not-allowed` unless an admin asks
 */
export async function listMetrics(tx: TenantTx, input: { now: Date }): Promise<MetricPreview[]> {
  requireAdmin(tx, "metrics");
  const previews = await previewsOf(tx, await readMetrics(tx), input.now);
  await writeAudit(tx, { verb: "looked at metrics", detail: { metrics: previews.length }, now: input.now });
  return previews;
}

/** What a metric that is not kept yet would have been. */
export interface DraftPreview extends MetricPreview {
  /** Where it is blank and counted from an event: why, as far as that can be told. */
  readonly nothing: NothingCounted | null;
}

/**
 * What a metric would have been in the last 28 days, had it been defined already. Nothing is kept but that it was looked at. Of a supplied metric
 * nothing can be said before it is supplied: its preview is empty.
 * @throws AppError as `defineMetric`
 */
export async function previewMetric(
  db: Db,
  context: TenantContext,
  input: { draft: unknown; now: Date },
): Promise<DraftPreview> {
  let preview: DraftPreview | undefined;
  const undone = new Error("A preview is never committed.");
  await withTenant(db, context, async (tx) => {
    const { metricId } = await defineMetric(tx, input);
    const { zone } = await readTenantRules(tx);
    const { dataDay, today } = await readDataState(tx, input.now);
    const to = dataDay ?? addDays(today, -1);
    await recountMetricWindow(tx, zone, metricId, { from: addDays(to, 1 - windowDays), to });
    const metric = (await readMetrics(tx)).find(({ id }) => id === metricId);
    const [shown] = await previewsOf(tx, metric ? [metric] : [], input.now);
    if (shown) {
      const nothing = shown.isBlank ? await readNothingCounted(tx, metricId, searchedTo(to)) : null;
      preview = { ...shown, nothing };
    }
    throw undone;
  }).catch((error: unknown) => {
    if (error !== undone) throw error;
  });
  if (!preview) throw undone;
  const { name } = preview.metric;
  await withTenant(db, context, (tx) =>
    writeAudit(tx, { verb: "looked at metrics", detail: { metrics: 1, previewed: name }, now: input.now }),
  );
  return preview;
}

/**
 * Why nothing was counted yet of a metric that is kept; null where something was, or it can't be told.
 * @throws AppError `not-allowed` unless an admin asks, `not-found`
 */
export async function whyNothing(
  tx: TenantTx,
  input: { readonly name: string; readonly now: Date },
): Promise<NothingCounted | null> {
  requireAdmin(tx, "metrics");
  const metric = (await readMetrics(tx)).find(({ name }) => name === input.name);
  if (!metric) throw notFound("metric");
  if (await hasCounted(tx, metric.id)) return null;
  const { dataDay, today } = await readDataState(tx, input.now);
  return readNothingCounted(tx, metric.id, searchedTo(dataDay ?? today));
}

function searchedTo(to: Day): { from: Day; to: Day } {
  return { from: addDays(to, 1 - searchedDays), to };
}

async function previewsOf(tx: TenantTx, metrics: readonly Metric[], now: Date): Promise<MetricPreview[]> {
  const { dataDay, today } = await readDataState(tx, now);
  const last = dataDay ?? addDays(today, -1);
  const used = (await readLives(tx)).filter(({ firstDay }) => firstDay !== null);
  const previews: MetricPreview[] = [];
  for (const metric of metrics) {
    const to = metric.kind === "counter" ? earlier(last, metric.coverage.to ?? last) : last;
    const part = { metric: metric.name, windowDays };
    const windows = await readMetricWindows(tx, { parts: [part], from: to, to, accountIds: null });
    const values = used.flatMap(({ id, name }) => {
      const value = windows.at(part, id, to);
      return value === null || (metric.kind === "counter" && value === 0) ? [] : [{ id, name, value }];
    });
    const sign = metric.good === "up" ? 1 : -1;
    const worst = values.sort((one, other) => sign * (one.value - other.value)).slice(0, listedAccounts);
    const whole = wholeFrom(metric, metric.coverage, windowDays);
    const countsFrom = whole !== null && whole > to ? whole : null;
    const isBlank = values.every(({ value }) => value === 0);
    previews.push({ metric, to, countsFrom, accounts: values.length, isBlank, worst });
  }
  return previews;
}
