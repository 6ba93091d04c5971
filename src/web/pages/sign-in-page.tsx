import type { SignInPreview } from "../../usecases/tenants/sign-in.ts";
import type { Assets } from "../assets.ts";
import { PlainPage } from "../parts/layout.tsx";

/** Asks once before a link is used up; says what to do when it cannot be used. */
export function SignInPage(props: { assets: Assets; token?: string; preview?: SignInPreview }) {
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
          <button type="submit" class="button primary wide">
            Sign in as {preview.memberName}
          </button>
        </form>
      </PlainPage>
    );
  }
  return (
    <PlainPage assets={props.assets} title="Sign in">
      <h1>{preview ? headings[preview.kind] : "Sign in"}</h1>
      {preview && <p>{reasons[preview.kind]}</p>}
      <HowToGetALink />
    </PlainPage>
  );
}

const headings = {
  expired: "That link has expired",
  used: "That link was used already",
  unknown: "That link doesn't work",
} as const;

const reasons = {
  expired: "Sign-in links live for a day at most. Nothing else is wrong.",
  used: "Each link signs in once. If it was not you, ask your admin to look at the audit log.",
  unknown: "It may have been cut short when it was copied.",
} as const;

function HowToGetALink() {
  return (
    <>
      <p>You sign in with a one-time link.</p>
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
