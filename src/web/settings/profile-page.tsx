import type { OwnSession } from "../../usecases/sign-in/own-sessions.ts";
import { placeTime, saidInstant } from "../../words/dates.ts";
import { roleNames } from "../../words/names.ts";
import { wayInWords } from "../../words/sign-in.ts";
import { dayIn } from "../../zones.ts";
import type { Shell } from "../shell/layout.tsx";
import { SettingsPage } from "../shell/settings-page.tsx";

const endedWords = {
  one: "Ended. That browser has to sign in again.",
  others: "Ended. All other browsers have to sign in again.",
} as const;

/** Who the reader is here, and where they are signed in. */
export function ProfilePage(props: {
  shell: Shell;
  /** The one that asks first. */
  sessions: readonly OwnSession[];
  /** What the company's own provider is called; undefined: there is none. */
  companyName: string | undefined;
  /** What was ended just now. */
  ended: "one" | "others" | undefined;
  now: Date;
}) {
  const { shell, sessions } = props;
  const { reader } = shell;
  return (
    <SettingsPage shell={shell} here="profile" title="Profile" said={props.ended && endedWords[props.ended]}>
      <div class="settings">
        <section class="card form" aria-labelledby="sessions">
          <h2 id="sessions">Where you are signed in</h2>
          <ul class="sessions">
            {sessions.map((session) => (
              <Session session={session} zone={reader.zone} companyName={props.companyName} now={props.now} />
            ))}
          </ul>
          {sessions.length > 2 && (
            <form method="post" action="/settings/profile/sessions/others/end">
              <button type="submit" class="button">
                End all others
              </button>
            </form>
          )}
          <p class="muted">
            A session lasts 30 days, or until you end it. Times are in {placeTime(reader.zone)}.
          </p>
        </section>
        <section class="card now" aria-labelledby="you">
          <h2 id="you">You</h2>
          <p>
            {reader.name}
            <br />
            {reader.email}
          </p>
          <p>
            {roleNames[reader.role]} at {reader.tenantName}
          </p>
        </section>
      </div>
    </SettingsPage>
  );
}

function Session(props: { session: OwnSession; zone: string; companyName: string | undefined; now: Date }) {
  const { session, zone } = props;
  const said = (at: Date) => saidInstant(at, zone, dayIn(props.now, zone));
  const browser = session.browser ?? "A browser that doesn't say which";
  const began = `Signed in ${said(session.createdAt)} ${wayInWords(session.way, props.companyName)}`;
  return (
    <li>
      <div>
        <h3>
          {browser}
          {session.here && <span class="muted"> · this browser</span>}
        </h3>
        <p class="muted">
          {began}
          {session.networkAddress && `, from ${session.networkAddress}`}.
          {!session.here && session.lastSeenAt && ` Last seen ${said(session.lastSeenAt)}.`}
        </p>
      </div>
      {!session.here && (
        <form method="post" action={`/settings/profile/sessions/${session.id}/end`}>
          <button
            type="submit"
            class="button small"
            aria-label={`End session: ${browser}, signed in ${said(session.createdAt)}`}
          >
            End session
          </button>
        </form>
      )}
    </li>
  );
}
