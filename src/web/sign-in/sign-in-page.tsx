import type { SignInPreview } from "../../usecases/sign-in/sign-in.ts";
import type { SignInChoice } from "../../usecases/sign-in/sign-in-with-provider.ts";
import { providerName } from "../../words/sign-in.ts";
import type { Assets } from "../assets.ts";
import { Wrong } from "../parts/wrong.tsx";
import { PlainPage } from "../shell/layout.tsx";
import type { Door } from "./open-door.ts";

/** Why nothing came of a sign-in with a provider: nothing was proven, or the provider does not do its part. */
interface Trouble {
  readonly kind: "refused" | "unavailable";
  readonly provider: string;
}

/** Asks once before a link is used up; says what to do when it cannot be used. */
export function SignInPage(
  props: Door & {
    token?: string;
    onward?: string;
    preview?: SignInPreview;
    error?: string;
    trouble?: Trouble;
  },
) {
  const { preview } = props;
  if (preview?.kind === "ready") {
    return (
      <PlainPage assets={props.assets} title="Sign in">
        <h1>Sign in to {preview.tenantName}</h1>
        <p>
          This link signs you in as {preview.memberName} in this browser, for 30 days or until you sign out.
        </p>
        <form method="post" action="/sign-in">
          <input type="hidden" name="token" value={props.token ?? ""} />
          {props.onward !== undefined && <input type="hidden" name="to" value={props.onward} />}
          <button type="submit" class="button primary wide">
            Sign in as {preview.memberName}
          </button>
        </form>
      </PlainPage>
    );
  }
  if (preview?.kind === "other-way") return <OtherWayPage {...props} {...preview} />;
  return (
    <PlainPage assets={props.assets} title="Sign in">
      {props.trouble ? (
        <TroubleWords {...props.trouble} />
      ) : (
        <h1>{preview ? headings[preview.kind] : "Sign in"}</h1>
      )}
      {preview && <p>{reasons[preview.kind]}</p>}
      <Providers providers={props.providers} />
      {props.byMail ? (
        <MailForm error={props.error} beside={props.providers.length > 0} />
      ) : (
        <HowToGetALink beside={props.providers.length > 0} />
      )}
    </PlainPage>
  );
}

/** Who holds a link knows whose it is: they are told the way. */
function OtherWayPage(props: Door & { tenantName: string; only: string }) {
  const { tenantName, only } = props;
  const name = providerName(only, props.providers);
  return (
    <PlainPage assets={props.assets} title="Sign in">
      <h1>That link doesn't sign in any more</h1>
      <p>
        {tenantName} lets its own people in through {name} only.
      </p>
      <Providers providers={props.providers.filter(({ id }) => id === only)} alone />
    </PlainPage>
  );
}

function TroubleWords({ kind, provider }: Trouble) {
  return kind === "refused" ? (
    <>
      <h1>That sign-in didn't work</h1>
      <p>
        Start again from here. If it fails again, ask your admin whether you are a member, and by which
        address.
      </p>
    </>
  ) : (
    <>
      <h1>Sign-in with {provider} isn't working just now</h1>
      <p>Nothing is wrong with your account. Try again in a few minutes, or sign in by a link.</p>
    </>
  );
}

/** One that stands alone is the way in; of several none is. */
function Providers({ providers, alone = false }: Pick<Door, "providers"> & { alone?: boolean }) {
  if (providers.length === 0) return null;
  return (
    <div class="ways">
      {providers.map(({ id, name }) => (
        <a class={`button wide${providers.length === 1 ? " primary" : ""}`} href={`/sign-in/with/${id}`}>
          Continue with {name}
        </a>
      ))}
      {!alone && <p class="or">or</p>}
    </div>
  );
}

/** Who is a member of several tenants says which one this browser is to enter. */
export function ChooseTenantPage(props: { assets: Assets; choices: readonly SignInChoice[] }) {
  return (
    <PlainPage assets={props.assets} title="Where to?">
      <h1>Where to?</h1>
      <p>You are a member of {props.choices.length} teams. This browser signs in to one of them.</p>
      <div class="ways">
        {props.choices.map(({ tenantName, memberName, token }) => (
          <form method="post" action="/sign-in">
            <input type="hidden" name="token" value={token} />
            <button type="submit" class="button wide">
              {tenantName}, as {memberName}
            </button>
          </form>
        ))}
      </div>
      <p class="muted">Choose within 5 minutes.</p>
    </PlainPage>
  );
}

/** What everybody reads who asked for a link, whether their address is known or not. */
export function LinkAskedPage(props: Door & { email: string }) {
  return (
    <PlainPage assets={props.assets} title="Look in your mailbox">
      <h1>Look in your mailbox</h1>
      <p>
        If <b>{props.email}</b> is a member's address, a link to sign in is on its way there. It works once,
        within 15 minutes.
      </p>
      <p class="muted">
        Nothing came after a few minutes? Look among the unwanted mail, check the address, and ask your admin
        whether you are a member. At most three links are sent in 15 minutes.
      </p>
      {props.providers.length > 0 && (
        <p class="muted">
          Some teams let their own people in with a company account only: then the mail says so, and has no
          link.
        </p>
      )}
      <p>
        <a href="/sign-in">Use another address</a>
      </p>
    </PlainPage>
  );
}

const headings = {
  expired: "That link has expired",
  used: "That link was used already",
  unknown: "That link doesn't work",
} as const;

const reasons = {
  expired: "Sign-in links live for a day at most, those by mail for 15 minutes. Nothing else is wrong.",
  used: "Each link signs in once. If it was not you, ask your admin to look at the audit log.",
  unknown: "It may have been cut short when it was copied.",
} as const;

function MailForm(props: { error: string | undefined; beside: boolean }) {
  return (
    <>
      <form method="post" action="/sign-in/link">
        <label class="field">
          Your e-mail address
          <input
            type="email"
            name="email"
            required
            maxlength={254}
            autocomplete="email"
            aria-describedby={props.error === undefined ? undefined : "email-error"}
            aria-invalid={props.error === undefined ? undefined : "true"}
          />
          <Wrong id="email-error" sentence={props.error} />
        </label>
        <button type="submit" class={`button wide${props.beside ? "" : " primary"}`}>
          Send link
        </button>
      </form>
      <p class="muted">
        A link that signs you in comes by mail. The page you were going to opens afterwards.
      </p>
    </>
  );
}

function HowToGetALink(props: { beside: boolean }) {
  return (
    <>
      <p>{props.beside ? "Sign" : "You sign"} in with a one-time link.</p>
      <ul>
        <li>
          Where Bellwether runs, a fresh link is made with
          <br />
          <code>npx bellwether sign-in you@example.com</code>
        </li>
        <li>No access to that machine? Ask your admin to make one for you.</li>
      </ul>
      <p class="muted">The page you were going to opens afterwards.</p>
    </>
  );
}
