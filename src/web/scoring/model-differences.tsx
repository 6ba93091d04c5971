import type { ModelDifference } from "../../words/model-differences.ts";
import { shownName } from "../../words/names.ts";
import { plural } from "../../words/numbers.ts";

/** All that differs between two versions of a model, field by field; what is of a segment stands under its name. */
export function ModelDifferences(props: {
  readonly old: number;
  readonly next: number;
  readonly differences: readonly ModelDifference[];
}) {
  const { differences } = props;
  const [old, next] = [`v${props.old}`, `v${props.next}`];
  const segments = [...new Set(differences.map(({ segment }) => segment))];
  return (
    <table class="compare differences">
      <caption class="muted">
        {plural(differences.length, "difference")} from version {props.old}
      </caption>
      <thead>
        <tr>
          <th scope="col">What</th>
          <th scope="col">{old}</th>
          <th scope="col">{next}</th>
        </tr>
      </thead>
      {segments.map((segment) => (
        <tbody>
          {segment !== null && (
            <tr class="of-segment">
              <th scope="rowgroup" colspan={3}>
                Segment {shownName(segment)}
              </th>
            </tr>
          )}
          {differences
            .filter((one) => one.segment === segment)
            .map((one) => (
              <Difference {...one} old={old} next={next} />
            ))}
        </tbody>
      ))}
    </table>
  );
}

function Difference(props: ModelDifference & { old: string; next: string }) {
  const { label, from, to, old, next } = props;
  if (label === "")
    return (
      <tr>
        <td colspan={3}>
          {old}: {from}
          <br />
          {next}: {to}
        </td>
      </tr>
    );
  return (
    <tr>
      <th scope="row">{label}</th>
      <td data-of={old}>{from}</td>
      <td data-of={next} class="strong">
        {to}
      </td>
    </tr>
  );
}
