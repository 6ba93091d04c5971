import { shownName } from "../../words/names.ts";
import { listed } from "../../words/numbers.ts";
import { sentenceCase } from "../../words/sentence-case.ts";
import { type FieldFault, faultAt } from "../forms/field-fault.ts";
import { Choice } from "../parts/choice.tsx";
import { Wrong } from "../parts/wrong.tsx";

interface Field {
  readonly form: Readonly<Record<string, string>>;
  readonly fault?: FieldFault | undefined;
  readonly name: string;
  readonly label: string;
}

/** A number that may be left out: its placeholder says what holds then. */
export function NumberField(props: Field & { placeholder: string; unit: string }) {
  const { form, name, label, unit } = props;
  const wrong = faultAt(props.fault, name);
  return (
    <label class="field">
      {label}
      <span class="with-unit">
        <input
          type="text"
          inputmode="decimal"
          name={name}
          value={form[name] ?? ""}
          placeholder={props.placeholder}
          maxlength={20}
          aria-invalid={wrong ? "true" : undefined}
        />
        {unit !== "" && <span class="muted">{unit}</span>}
      </span>
      <Wrong sentence={wrong} />
    </label>
  );
}

/** Which names count, one on each line: every plan, or only these. */
export function NamesField(
  props: Omit<Field, "label"> & {
    /** What one is called: "plan". */
    one: string;
    inherit: string;
    /** The names that count where nothing is chosen here; none: every one. */
    wider: readonly string[];
    known: readonly string[];
  },
) {
  const { form, name, one, wider, known } = props;
  const mode = form[`${name}Mode`] ?? "";
  const wrong = faultAt(props.fault, name);
  const inherited = wider.length === 0 ? `Every ${one}` : `Only ${listed(wider.map(shownName))}`;
  const choices: readonly (readonly [mode: string, label: string])[] = [
    ["", `${inherited} (${props.inherit})`],
    ...(wider.length > 0 || mode === "every" ? ([["every", `Every ${one}`]] as const) : []),
    ["only", `Only these ${one}s`],
  ];
  return (
    <div class="rule-row listed">
      <Choice label={`${sentenceCase(one)}s`} name={`${name}Mode`} chosen={mode} options={choices} />
      <label class="field">
        If only these: one {one} on each line
        <textarea name={name} rows={2} maxlength={4_000} aria-invalid={wrong ? "true" : undefined}>
          {form[name] ?? ""}
        </textarea>
        {known.length > 0 && <span class="muted">Yours: {listed(known.slice(0, 12).map(shownName))}</span>}
        <Wrong sentence={wrong} />
      </label>
    </div>
  );
}
