import { systemContext } from "../context.ts";
import { readMetrics } from "../db/metrics/metrics.ts";
import { readTenantRules } from "../db/people/tenants.ts";
import { AppError } from "../errors.ts";
import { newId } from "../ids.ts";
import { wholeFrom } from "../scoring/metrics/metrics.ts";
import { getMetricUse, listArchivedMetrics, restoreMetric } from "../usecases/metrics/archived-metrics.ts";
import { changeMetric } from "../usecases/metrics/change-metric.ts";
import { parseConditions } from "../usecases/metrics/condition-text.ts";
import { archiveMetric, defineMetric } from "../usecases/metrics/define-metric.ts";
import { importMetricValues } from "../usecases/metrics/import-metric-values.ts";
import { searchedDays, whyNothing } from "../usecases/metrics/preview-metrics.ts";
import { listLeftOut } from "../usecases/usage/event-use.ts";
import { rollUpUsage } from "../usecases/usage/roll-up-usage.ts";
import { shortDay } from "../words/dates.ts";
import { countsFromWords, eventUseWords, nothingCountedWords } from "../words/metrics.ts";
import { listed, plural } from "../words/numbers.ts";
import { partLabels } from "../words/status.ts";
import { dayIn } from "../zones.ts";
import type { Command, CommandRun } from "./command.ts";
import { inTenant } from "./in-tenant.ts";
import { sayRows } from "./say-rows.ts";
import { say, text } from "./tenant-commands.ts";

/** `bellwether metric create`. */
export const metricCreateCommand: Command = {
  name: "metric create",
  summary: "Define a metric, counted from an event or supplied by API and CSV",
  usage: "NAME",
  positionals: [1, 1],
  tenant: true,
  timed: true,
  options: {
    label: { type: "string", value: "TEXT", help: "What pages call it (the name)" },
    unit: { type: "string", value: "TEXT", help: "Its unit, such as tickets, ms, €" },
    kind: { type: "string", value: "KIND", help: "counter, gauge, rate or histogram (counter)" },
    good: { type: "string", value: "up|down", help: "Which direction is good (up)" },
    percentile: {
      type: "string",
      value: "NUMBER",
      help: "Of a histogram: the percentile that is its value (95)",
    },
    event: {
      type: "string",
      value: "EVENT",
      help: "Count it from events of this name; without, it is supplied",
    },
    where: {
      type: "string",
      value: "CONDITIONS",
      help: 'Which events: "priority is urgent and hours at least 3"',
    },
    value: {
      type: "string",
      value: "PROPERTY",
      help: "The property that holds the value (a counter counts events)",
    },
    share: { type: "string", value: "CONDITIONS", help: "Of a rate: which of the events count" },
    numerator: { type: "string", value: "PROPERTY", help: "Of a rate: its terms, instead of --share" },
    denominator: { type: "string", value: "PROPERTY", help: "Of a rate: its terms, instead of --share" },
    "not-use": {
      type: "boolean",
      help: "Leave these events out of use: a ticket or an error is no visit",
    },
  },
  run: async (run) => {
    const name = run.positionals[0] ?? "";
    const [where, share] = [text(run, "where"), text(run, "share")];
    const given = (option: string) => {
      const value = text(run, option);
      return value === undefined ? {} : { [option]: value };
    };
    const event = text(run, "event");
    const notUse = run.values["not-use"] === true;
    if (notUse && event === undefined)
      throw new AppError("bad-input", "--not-use speaks of events: name them with --event.");
    const percentile = text(run, "percentile");
    const draft = {
      name,
      label: text(run, "label") ?? name,
      ...given("unit"),
      kind: text(run, "kind") ?? "counter",
      good: text(run, "good") ?? "up",
      ...(percentile === undefined ? {} : { percentile: Number(percentile) }),
      source: {
        from: event === undefined ? "supplied" : "event",
        ...given("event"),
        ...(where === undefined ? {} : { filter: parseConditions(where, "where") }),
        ...(share === undefined ? {} : { share: parseConditions(share, "share") }),
        ...given("value"),
        ...given("numerator"),
        ...given("denominator"),
      },
    };
    const made = await inTenant(run, (tx) => defineMetric(tx, { draft, notUse, now: run.now }));
    for (let more = event !== undefined; more; )
      more = (await inTenant(run, (tx) => rollUpUsage(tx, { now: run.now }))).more;
    const next =
      event === undefined
        ? `Supply it: bellwether metric import FILE --metric ${name}, or POST ${run.config.publicUrl}/v1/metrics`
        : `Its history is counted.${notUse ? ` “${event}” is left out of use: the next pass scores again what changed.` : ""}`;
    say(run, `${name} is defined. ${next}`);
    const nothing = await inTenant(run, (tx) => whyNothing(tx, { name, now: run.now }));
    if (nothing !== null) say(run, nothingCountedWords(nothing, searchedDays));
    return { ...made, nothing };
  },
};

/** `bellwether metric change`. */
export const metricChangeCommand: Command = {
  name: "metric change",
  summary: "Change a metric's label, unit, good direction or percentile; nothing is counted again",
  usage: "NAME",
  positionals: [1, 1],
  tenant: true,
  timed: true,
  options: {
    label: { type: "string", value: "TEXT", help: "What pages call it" },
    unit: { type: "string", value: "TEXT", help: 'Its unit; "" for none' },
    good: { type: "string", value: "up|down", help: "Which direction is good" },
    percentile: { type: "string", value: "NUMBER", help: "Of a histogram: the percentile that is its value" },
  },
  run: async (run) => {
    const name = run.positionals[0] ?? "";
    const percentile = text(run, "percentile");
    const change = {
      label: text(run, "label"),
      unit: text(run, "unit"),
      good: text(run, "good"),
      percentile: percentile === undefined ? undefined : Number(percentile),
    };
    const changes = await inTenant(run, (tx) => changeMetric(tx, { name, change, now: run.now }));
    const said = Object.entries(changes).map(
      ([field, [was, is]]) => `${field} ${was || "none"} → ${is || "none"}`,
    );
    say(run, said.length === 0 ? `${name} was so already.` : `${name} is changed: ${said.join(", ")}.`);
    return { name, changes };
  },
};

/** `bellwether metric list`. */
export const metricListCommand: Command = {
  name: "metric list",
  summary: "List the metrics, and which days of them are known",
  tenant: true,
  timed: true,
  options: { archived: { type: "boolean", help: "Those that were archived, and can be restored" } },
  run: async (run) => {
    if (run.values.archived === true) return listArchived(run);
    const { metrics, leftOut, zone } = await inTenant(run, async (tx) => ({
      metrics: await readMetrics(tx),
      leftOut: await listLeftOut(tx),
      zone: (await readTenantRules(tx)).zone,
    }));
    if (metrics.length === 0) say(run, "No metrics. Define one: bellwether metric create tickets-opened");
    for (const { name, label, kind, source, event, coverage } of metrics) {
      const known = coverage.from === null ? "no values yet" : `${coverage.from} to ${coverage.to ?? "now"}`;
      const whole = wholeFrom({ kind }, coverage, 28);
      const isYoung = whole !== null && whole > (coverage.to ?? dayIn(run.now, zone));
      const young = isYoung ? `, ${countsFromWords(whole, 28)}` : "";
      const use = event === null ? "" : `, ${eventUseWords(event, leftOut)}`;
      say(
        run,
        `${name.padEnd(24)} ${kind.padEnd(10)} ${source.padEnd(9)} ${known.padEnd(26)} ${label}${use}${young}`,
      );
    }
    return metrics.map((metric) => ({
      ...metric,
      isUse: metric.event === null ? null : !leftOut.includes(metric.event),
    }));
  },
};

/** `bellwether metric remove`. */
export const metricRemoveCommand: Command = {
  name: "metric remove",
  summary: "Archive a metric: it is no longer shown or counted, its days are kept",
  usage: "NAME",
  positionals: [1, 1],
  tenant: true,
  timed: true,
  run: async (run) => {
    const name = run.positionals[0] ?? "";
    const { draft } = await inTenant(run, async (tx) => {
      const use = await getMetricUse(tx, name);
      await archiveMetric(tx, { name, now: run.now });
      return use;
    });
    if (draft.length > 0) {
      const parts = listed(draft.map((part) => partLabels[part]));
      say(run, `The draft of the scoring model uses ${name} for ${parts}: choose another metric there.`);
    }
    say(run, `${name} is archived. It comes back with: bellwether metric restore ${name}`);
    return { name };
  },
};

async function listArchived(run: CommandRun): Promise<unknown> {
  const { metrics, zone } = await inTenant(run, async (tx) => ({
    metrics: await listArchivedMetrics(tx),
    zone: (await readTenantRules(tx)).zone,
  }));
  const today = dayIn(run.now, zone);
  if (metrics.length === 0) say(run, "No metric is archived.");
  for (const { name, kind, source, label, archivedAt } of metrics) {
    const when = `archived ${shortDay(dayIn(archivedAt, zone), today)}`;
    say(run, `${name.padEnd(24)} ${kind.padEnd(10)} ${source.padEnd(9)} ${when.padEnd(26)} ${label}`);
  }
  return metrics;
}

/** `bellwether metric restore`. Of several that had the name: the one that was archived last. */
export const metricRestoreCommand: Command = {
  name: "metric restore",
  summary: "Take an archived metric back, with its days",
  usage: "NAME",
  positionals: [1, 1],
  tenant: true,
  timed: true,
  run: async (run) => {
    const name = run.positionals[0] ?? "";
    const restored = await inTenant(run, async (tx) => {
      const found = (await listArchivedMetrics(tx)).find((metric) => metric.name === name);
      if (!found)
        throw new AppError(
          "not-found",
          `No archived metric is called “${name}”. See: bellwether metric list --archived`,
        );
      return restoreMetric(tx, { metricId: found.id, now: run.now });
    });
    for (let more = restored.source === "event"; more; )
      more = (await inTenant(run, (tx) => rollUpUsage(tx, { now: run.now }))).more;
    say(run, `${name} is back, with its days.`);
    return restored;
  },
};

/** `bellwether metric import`. */
export const metricImportCommand: Command = {
  name: "metric import",
  summary: "Bring in values of a supplied metric from a CSV file; safe to repeat",
  usage: "FILE.csv[.gz]",
  positionals: [1, 1],
  tenant: true,
  timed: true,
  long: true,
  options: {
    metric: { type: "string", value: "NAME", help: "Which metric" },
    account: { type: "string", value: "COLUMN", help: "Column with the account (account)" },
    day: { type: "string", value: "COLUMN", help: "Column with the day (day)" },
    value: {
      type: "string",
      value: "COLUMN",
      help: "Column with the value, of a histogram the values (value)",
    },
    numerator: { type: "string", value: "COLUMN", help: "Of a rate: column with the numerator (numerator)" },
    denominator: {
      type: "string",
      value: "COLUMN",
      help: "Of a rate: column with the denominator (denominator)",
    },
    "covered-to": { type: "string", value: "DAY", help: "Last day that the file covers (its last day)" },
  },
  run: async (run) => {
    const metric = text(run, "metric");
    if (metric === undefined)
      throw new AppError("bad-input", "Say which: --metric NAME. See: bellwether metric list");
    const { db } = await run.database();
    const report = await importMetricValues(db, systemContext(await run.tenantId(), newId(), "cli"), {
      path: run.positionals[0] ?? "",
      metric,
      columns: {
        account: text(run, "account") ?? "account",
        day: text(run, "day") ?? "day",
        value: text(run, "value") ?? "value",
        numerator: text(run, "numerator") ?? "numerator",
        denominator: text(run, "denominator") ?? "denominator",
      },
      coveredTo: text(run, "covered-to"),
      now: run.now,
      onProgress: ({ bytesRead, bytesTotal, rows }) =>
        run.progress(bytesRead, bytesTotal, "Reading", plural(rows, "row")),
    });
    sayRows(run, report);
    return report;
  },
};
