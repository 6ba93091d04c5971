import type { ModelFault } from "../../scoring/models/model.ts";
import { metricParts } from "../../scoring/types.ts";
import type { Models } from "../../usecases/models/get-models.ts";
import { pathLabel, valueIn } from "../../words/model-fields.ts";
import { plural } from "../../words/numbers.ts";
import { weightSum } from "../../words/weight-sum.ts";
import { Wrong } from "../parts/wrong.tsx";
import { MetricFields } from "./metric-fields.tsx";
import { hasFaultBelow, wrongAt } from "./model-faults.ts";
import { ModelNumber } from "./model-number.tsx";
import {
  type FieldGroup,
  fieldGroups,
  type ScoringField,
  type ScoringForm,
  weightFields,
} from "./scoring-form.ts";
import { segmentsOf } from "./segment-form.ts";
import { SegmentList, type SegmentListProps } from "./segment-list.tsx";

/** A draft as it is typed, what is wrong with it, and what it may be made of. */
export interface ModelFormProps extends SegmentListProps {
  readonly models: Models;
}

/** The draft as a form: every number with its unit, bounds and default; metrics; segments. */
export function ModelForm(props: ModelFormProps) {
  const { models, form, faults } = props;
  const next = models.draft?.version ?? models.live.version + 1;
  const weights = sumOfWeights(form);
  return (
    <form
      method="post"
      action="/settings/scoring"
      id="model-form"
      class="card form scoring-form"
      data-scoring=""
    >
      {/* The first button is the one that Enter presses. */}
      <button type="submit" hidden>
        Save draft
      </button>
      <h2>Draft of version {next}</h2>
      <Faults form={form} faults={faults} />
      <input type="hidden" name="kind" value={form.kind ?? ""} />
      <fieldset id="weights">
        <legend>Weights</legend>
        <p class="muted">
          Points of each part; they add up to 100.{" "}
          <output data-sum="" class={weights === 100 ? "sum" : "sum wrong"}>
            {weightSum(weights)}
          </output>
        </p>
        <div class="numbers">
          {weightFields.map((field) => (
            <Field field={field} {...props} />
          ))}
        </div>
        <Wrong sentence={wrongAt(faults, "weights")} />
      </fieldset>
      {fieldGroups.map((group) => (
        <Group group={group} {...props} />
      ))}
      <MetricParts {...props} />
      <fieldset id="segments">
        <legend>Segments</legend>
        <p class="muted">
          Accounts with rules of their own. The first segment that fits an account counts; numbers of accounts
          are those of today.
        </p>
        <div data-segment-list="" class="segment-list">
          <SegmentList {...props} />
        </div>
      </fieldset>
      <div class="actions">
        <button type="submit" class="button primary">
          Save draft
        </button>
        <button type="submit" class="button" formaction="/settings/scoring/preview">
          Preview
        </button>
      </div>
    </form>
  );
}

/** What is wrong, all together: each leads to its field, where it stands as well. */
function Faults(props: { form: ScoringForm; faults: readonly ModelFault[] }) {
  const { form, faults } = props;
  if (faults.length === 0) return null;
  const names = segmentsOf(form).map(({ name }) => String(name));
  return (
    <div role="alert" class="faults">
      <p class="error">Nothing is saved yet: {plural(faults.length, "thing")} to mend.</p>
      {faults.map(({ field, sentence }) => (
        <p>
          <a href={`#${field.replace(/(\.(?:plan|stage))\.\d+$/, "$1")}`}>{pathLabel(field, names)}</a>:{" "}
          {sentence}
        </p>
      ))}
    </div>
  );
}

function Group(props: ModelFormProps & { group: FieldGroup }) {
  const { group, form, faults, models } = props;
  const fields = (
    <fieldset>
      <legend class={group.rare && "hidden"}>{group.legend}</legend>
      <p class="muted">{group.means}</p>
      <div class="numbers">
        {group.fields.map((field) => (
          <Field field={field} {...props} />
        ))}
      </div>
    </fieldset>
  );
  if (!group.rare) return fields;
  const isOpen = group.fields.some(
    ({ name }) => form[name] !== standard(models, name) || wrongAt(faults, name) !== undefined,
  );
  return (
    <details open={isOpen}>
      <summary>{group.legend}</summary>
      {fields}
    </details>
  );
}

/** What a field is at the start. */
function standard(models: Models, name: string): string {
  return String(valueIn(models.start, name) ?? 0);
}

function Field({ field, form, faults, models }: ModelFormProps & { field: ScoringField }) {
  return <ModelNumber {...field} form={form} faults={faults} fallback={standard(models, field.name)} />;
}

function MetricParts(props: ModelFormProps) {
  const { form, faults, metrics } = props;
  const isSet = metricParts.some((part) => form[`metrics.${part}.metric`] !== "");
  return (
    <details open={isSet || hasFaultBelow(faults, "metrics")}>
      <summary>Parts from your own metrics</summary>
      <p class="muted">
        A part without data is left out and its weight shared out among the others. While a feed is late, its
        part keeps its points for up to 14 days.
      </p>
      {metrics.length === 0 && !isSet ? (
        <p>
          You have no metrics yet: <a href="/settings/metrics">define one</a>, such as tickets opened.
        </p>
      ) : (
        metricParts.map((part) => <MetricFields {...props} part={part} />)
      )}
    </details>
  );
}

function sumOfWeights(form: ScoringForm): number {
  return weightFields.reduce((total, { name }) => total + (Number(form[name]) || 0), 0);
}
