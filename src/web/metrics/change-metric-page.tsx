import type { Metric } from "../../db/metrics/metrics.ts";
import { shownName } from "../../words/names.ts";
import type { FieldFault } from "../forms/field-fault.ts";
import { Choice } from "../parts/choice.tsx";
import { Page, type Shell } from "../shell/layout.tsx";
import { directions, MetricText } from "./define-metric.tsx";
import type { MetricForm } from "./metric-form.ts";

/** What can be changed of a metric: how it is called and read, not what is counted. */
export function ChangeMetricPage(props: {
  shell: Shell;
  metric: Pick<Metric, "name" | "label" | "kind">;
  form: MetricForm;
  fault: FieldFault | null;
}) {
  const { shell, metric, form, fault } = props;
  const title = `Change ${shownName(metric.label)}`;
  return (
    <Page shell={shell} title={title} place="settings">
      <form
        method="post"
        action={`/settings/metrics/${encodeURIComponent(metric.name)}/change`}
        class="card form narrow-page"
      >
        <h1>{title}</h1>
        <div class="typed">
          <MetricText
            form={form}
            fault={fault}
            name="label"
            label="What it is called"
            hint="Such as Tickets opened"
            wide
          />
          <MetricText form={form} fault={fault} name="unit" label="Unit" hint="Such as tickets, ms or €" />
          <Choice label="Good is" name="good" chosen={form.good} options={directions} />
          {metric.kind === "histogram" && (
            <MetricText form={form} fault={fault} name="percentile" label="Percentile" hint="1 to 99" />
          )}
        </div>
        <p class="muted">
          Nothing is counted again. For another event, condition or kind, archive it and define it anew.
        </p>
        <div class="actions">
          <button type="submit" class="button primary">
            Save
          </button>
          <a class="button" href="/settings/metrics">
            Cancel
          </a>
        </div>
      </form>
    </Page>
  );
}
