import type { ModelFault } from "../../scoring/models/model.ts";
import type { Limit } from "../../scoring/models/model-limits.ts";
import { Wrong } from "../parts/wrong.tsx";
import { wrongAt } from "./model-faults.ts";
import type { ScoringForm } from "./scoring-form.ts";

/** A number of a model. */
export interface ModelNumberProps {
  readonly form: ScoringForm;
  readonly faults: readonly ModelFault[];
  /** Its path in the model. */
  readonly name: string;
  readonly label: string;
  readonly limit: Limit;
}

/** A number that every model has, and what it is at first. */
export function ModelNumber(props: ModelNumberProps & { fallback: string }) {
  const { name, limit, fallback, form, faults } = props;
  const isWeight = name.startsWith("weights.");
  const sentence = wrongAt(faults, name);
  const isWrong = sentence !== undefined || (isWeight && wrongAt(faults, "weights") !== undefined);
  return (
    <div class="field number">
      <label for={name}>{props.label}</label>
      <span class="with-unit">
        <input
          id={name}
          type="number"
          name={name}
          value={form[name] ?? ""}
          min={limit.least}
          max={limit.most}
          step={1}
          required
          data-weight={isWeight ? "" : undefined}
          aria-describedby={sentence === undefined ? `${name}-means` : `${name}-wrong ${name}-means`}
          aria-invalid={isWrong ? "true" : undefined}
        />
        {limit.unit}
      </span>
      <div>
        <Wrong sentence={sentence} id={`${name}-wrong`} />
        <small class="muted" id={`${name}-means`}>
          default {fallback}{" "}
          <button type="button" class="link" data-reset={fallback} data-for={name} hidden>
            Reset
          </button>
        </small>
      </div>
    </div>
  );
}

/** A number that a segment may have: empty, it is as the model, which is what its placeholder shows. */
export function SegmentNumber(props: ModelNumberProps & { inherits: string; any?: boolean }) {
  const { name, limit, form, faults, inherits } = props;
  const sentence = wrongAt(faults, name);
  const isWeight = inherits.startsWith("weights.");
  return (
    <div class="field number">
      <label for={name}>{props.label}</label>
      <span class="with-unit">
        <input
          id={name}
          type="number"
          name={name}
          value={form[name] ?? ""}
          min={limit.least}
          max={limit.most}
          step={props.any ? "any" : 1}
          placeholder={form[inherits] ?? ""}
          data-inherits={inherits === "" ? undefined : inherits}
          data-weight={isWeight ? "" : undefined}
          aria-describedby={sentence === undefined ? undefined : `${name}-wrong`}
          aria-invalid={sentence === undefined ? undefined : "true"}
        />
        {limit.unit}
      </span>
      <Wrong sentence={sentence} id={`${name}-wrong`} />
    </div>
  );
}
