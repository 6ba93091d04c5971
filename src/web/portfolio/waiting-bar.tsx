import { plural } from "../../words/numbers.ts";

/** Told to admins: events that count for nobody yet, and what brings them in. */
export function WaitingBar(props: { events: number }) {
  const { events } = props;
  return (
    <p class="stale">
      <b>
        {plural(events, "event")} {events === 1 ? "waits" : "wait"} for an account.
      </b>{" "}
      A <code>group</code> call that names the user's account brings them in.
    </p>
  );
}
