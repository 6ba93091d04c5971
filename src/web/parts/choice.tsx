import { Wrong } from "./wrong.tsx";

/** One of a few, to be picked from a list. */
export function Choice(props: {
  readonly label: string;
  readonly name: string;
  readonly chosen: string | undefined;
  readonly options: readonly (readonly [value: string, label: string])[];
  /** What is wrong with it. */
  readonly wrong?: string | undefined;
}) {
  const { label, name, chosen, options, wrong } = props;
  return (
    <label class="field">
      {label}
      <select name={name} aria-invalid={wrong ? "true" : undefined}>
        {options.map(([value, words]) => (
          <option value={value} selected={value === (chosen ?? "")}>
            {words}
          </option>
        ))}
      </select>
      <Wrong sentence={wrong} />
    </label>
  );
}
