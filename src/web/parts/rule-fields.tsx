import { shownName } from "../../words/names.ts";
import { listed } from "../../words/numbers.ts";

interface Field {
  readonly form: Readonly<Record<string, string>>;
  readonly wrong?: { readonly field: string; readonly sentence: string } | undefined;
  readonly name: string;
  readonly label: string;
}

/** A number that may be left out: its placeholder says what holds then. */
export function NumberField(props: Field & { placeholder: string; unit: string }) {
  const { form, name, label, unit } = props;
  const isWrong = props.wrong?.field === name;
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
          aria-invalid={isWrong ? "true" : undefined}
        />
        {unit !== "" && <span class="muted">{unit}</span>}
      </span>
      {isWrong && <Wrong {...props} />}
    </label>
  );
}

/** One of a few. */
export function Choice(props: Field & { choices: readonly (readonly [value: string, label: string])[] }) {
  const { form, name } = props;
  const isWrong = props.wrong?.field === name;
  return (
    <label class="field">
      {props.label}
      <select name={name} aria-invalid={isWrong ? "true" : undefined}>
        {props.choices.map(([value, label]) => (
          <option value={value} selected={(form[name] ?? "") === value}>
            {label}
          </option>
        ))}
      </select>
      {isWrong && <Wrong {...props} />}
    </label>
  );
}

/** Which names of a segment count, one a line. */
export function Segment(props: Field & { inherit: string; known: readonly string[] }) {
  const { form, name, label, known } = props;
  const mode = form[`${name}Mode`] ?? "";
  const isWrong = props.wrong?.field === name;
  return (
    <div class="rule-row segment">
      <label class="field">
        {label}
        <select name={`${name}Mode`}>
          <option value="" selected={mode === ""}>
            {props.inherit}
          </option>
          <option value="every" selected={mode === "every"}>
            Every one
          </option>
          <option value="only" selected={mode === "only"}>
            Only these
          </option>
        </select>
      </label>
      <label class="field">
        Names, one a line
        <textarea name={name} rows={2} maxlength={4_000} aria-invalid={isWrong ? "true" : undefined}>
          {form[name] ?? ""}
        </textarea>
        {known.length > 0 && <span class="muted">Yours: {listed(known.slice(0, 12).map(shownName))}</span>}
        {isWrong && <Wrong {...props} />}
      </label>
    </div>
  );
}

function Wrong({ wrong }: Field) {
  return (
    <span class="error" role="alert">
      {wrong?.sentence}
    </span>
  );
}
