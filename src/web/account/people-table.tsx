import type { AccountUser } from "../../results/accounts.ts";
import type { Day } from "../../scoring/types.ts";
import { shortDay } from "../../words/dates.ts";
import { shownName } from "../../words/names.ts";
import { count } from "../../words/numbers.ts";

const shown = 8;

/** The customer's people, who used it last first. */
export function PeopleTable(props: { people: readonly AccountUser[]; lastUsedOn: Day | null; today: Day }) {
  const { people, today } = props;
  if (people.length === 0)
    return (
      <p class="muted">
        {props.lastUsedOn === null ? "Nobody has used it yet." : "Nobody has used it lately."}
      </p>
    );
  const rest = people.slice(shown);
  return (
    <>
      <Rows people={people.slice(0, shown)} today={today} head />
      {rest.length > 0 && (
        <details class="data">
          <summary>{count(rest.length)} more</summary>
          <Rows people={rest} today={today} />
        </details>
      )}
    </>
  );
}

function Rows(props: { people: readonly AccountUser[]; today: Day; head?: boolean }) {
  return (
    <table class="people">
      <caption class="hidden">People</caption>
      <thead class={props.head ? "" : "hidden"}>
        <tr>
          <th scope="col">Name</th>
          <th scope="col">Last seen</th>
          <th class="num" scope="col">
            Days in 28
          </th>
        </tr>
      </thead>
      <tbody>
        {props.people.map((person) => (
          <tr>
            <th scope="row">{shownName(person.name)}</th>
            <td class="muted">{shortDay(person.lastSeenOn, props.today)}</td>
            <td class="num">{count(person.daysIn28)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
