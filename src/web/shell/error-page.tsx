import type { ErrorCode } from "../../errors.ts";
import type { Assets } from "../assets.ts";
import { PlainPage } from "./layout.tsx";

/** What does not exist, may not be done, or went wrong: what happened, what is safe, what to do. */
export function ErrorPage(props: { assets: Assets; code: ErrorCode; sentence: string; requestId?: string }) {
  return (
    <PlainPage assets={props.assets} title={headings[props.code]}>
      <h1>{headings[props.code]}</h1>
      <p>{props.sentence}</p>
      <p>
        <a href="/">Go to the start page</a>
      </p>
      {props.requestId && (
        <p class="muted">
          <small>Code {props.requestId}</small>
        </p>
      )}
    </PlainPage>
  );
}

const headings: Readonly<Record<ErrorCode, string>> = {
  "bad-input": "That can't be read",
  "not-signed-in": "Sign in first",
  "not-allowed": "Nothing changed",
  "not-found": "Not here",
  conflict: "Someone was faster",
  gone: "Already done",
  "too-large": "Too large",
  "too-many": "Too many at once",
  unavailable: "Not available right now",
  internal: "That didn't work",
};
