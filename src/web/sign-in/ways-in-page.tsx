import type { Child } from "hono/jsx";
import type { WaysIn } from "../../usecases/sign-in/ways-in.ts";
import { plural } from "../../words/numbers.ts";
import { providerName } from "../../words/sign-in.ts";
import { Wrong } from "../parts/wrong.tsx";
import type { Shell } from "../shell/layout.tsx";
import { SettingsPage } from "../shell/settings-page.tsx";
import type { Door } from "./open-door.ts";

const savedWords = {
  limited: "Saved. Your own people's sessions that were opened another way have ended.",
  opened: "Saved. Links sign in again.",
} as const;

/** How people sign in, and whether the tenant's own do by a company's account alone. */
export function WaysInPage(props: {
  shell: Shell;
  ways: WaysIn;
  /** Those that are set up. */
  providers: Door["providers"];
  byMail: boolean;
  saved?: "limited" | "opened" | undefined;
  wrong?: string | undefined;
}) {
  const { shell, ways, providers } = props;
  const named = (way: string) => providerName(way, providers);
  return (
    <SettingsPage shell={shell} here="sign-in" title="Sign-in" said={props.saved && savedWords[props.saved]}>
      <div class="settings">
        {ways.only !== null ? (
          <Limited only={named(ways.only)} />
        ) : providers.some(({ id }) => id === ways.own) ? (
          <MayLimit ways={ways} own={named(ways.own)} />
        ) : (
          <NotThrough providers={providers} wrong={props.wrong} />
        )}
        <section class="card now" aria-labelledby="now">
          <h2 id="now">Now</h2>
          {ways.only === null ? (
            <>
              {providers.map(({ name }) => (
                <p>With {name}</p>
              ))}
              <p>
                By a link, {props.byMail ? "mailed to who asks for it or " : ""}printed where Bellwether runs
              </p>
            </>
          ) : (
            <>
              <p>Your own people: with {named(ways.only)} only</p>
              <p>Your customers' own admins: by a link as well</p>
            </>
          )}
        </section>
      </div>
    </SettingsPage>
  );
}

/** What it means that only `own` lets people in, and the one button that changes it. */
function OnlyThrough(props: {
  own: string;
  button: { act: "limit" | "open"; label: string; class: string };
  children: Child;
}) {
  const { own, button, children } = props;
  return (
    <form method="post" action="/settings/sign-in" class="card form" aria-labelledby="ways-in">
      <h2 id="ways-in">Only through {own}</h2>
      {children}
      <div class="actions">
        <button type="submit" name="do" value={button.act} class={button.class}>
          {button.label}
        </button>
      </div>
    </form>
  );
}

function Limited({ only }: { only: string }) {
  return (
    <OnlyThrough own={only} button={{ act: "open", label: "Let links in again", class: "button" }}>
      <p>
        Your own people sign in with {only}: no link does it, whether mailed or printed, nor another provider.
      </p>
      <p>{viewersStill}</p>
      <p class="muted">
        If {only} fails, whoever runs Bellwether opens the other ways again:
        <br />
        <code>npx bellwether tenant sign-in any</code>
      </p>
    </OnlyThrough>
  );
}

function MayLimit({ ways, own }: { ways: WaysIn; own: string }) {
  const { members, came, otherSessions } = ways;
  return (
    <OnlyThrough own={own} button={{ act: "limit", label: "Allow this way only", class: "button primary" }}>
      <p>
        Your own people then sign in with {own}: no link does it, whether mailed or printed, nor another
        provider. Links that they were sent open nothing any more.
      </p>
      <p>{viewersStill}</p>
      <p>
        {came === members
          ? `All of them came in with ${own} before.`
          : `${came} of ${members} came in with ${own} before. The others need an account there with the address that they have here.`}
      </p>
      {otherSessions > 0 && (
        <p>
          {plural(otherSessions, "session")} of theirs that {otherSessions === 1 ? "was" : "were"} opened
          another way {otherSessions === 1 ? "ends" : "end"} at once.
        </p>
      )}
    </OnlyThrough>
  );
}

const viewersStill = "Your customers' own admins still sign in by a link.";

function NotThrough({ providers, wrong }: { providers: Door["providers"]; wrong: string | undefined }) {
  return (
    <section class="card form" aria-labelledby="ways-in">
      <h2 id="ways-in">Only through your company's sign-in</h2>
      {providers.length === 0 ? (
        <p>
          No provider is set up here. Whoever runs Bellwether can add Microsoft, Google, Slack or your own.
        </p>
      ) : (
        <>
          <p>
            To let your own people in through one provider only, sign in with it yourself, and come back here:
            so nobody is locked out.
          </p>
          <div class="ways">
            {providers.map(({ id, name }) => (
              <a class="button" href={`/sign-in/with/${id}`}>
                Continue with {name}
              </a>
            ))}
          </div>
        </>
      )}
      <Wrong id="wrong" sentence={wrong} />
    </section>
  );
}
