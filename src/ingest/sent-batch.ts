import type { AccountFacts } from "./account-facts.ts";

/** An activity on its way in. */
export interface SentActivity {
  /** Position of its message id, from 1. */
  readonly place: number;
  readonly kind: "track" | "page" | "screen";
  /** Milliseconds since 1970. */
  readonly at: number;
  /** The user's key: "u:" + userId or "a:" + anonymousId. */
  readonly user: string;
  /** The account that the event itself names: its position in `accounts`, from 1. */
  readonly account: number | undefined;
  readonly name: string;
  readonly id: string;
  readonly properties: Readonly<Record<string, unknown>> | undefined;
}

/** What identify, alias or group states, in the short names of `app.sent_fact`. */
export interface SentFact {
  readonly i: number;
  readonly k: "identify" | "alias" | "group";
  readonly at: Date;
  readonly u: string;
  readonly g?: string | undefined;
  /** A user's name. */
  readonly n?: string | undefined;
  readonly id: string;
  readonly p?: Readonly<Record<string, unknown>>;
  /** Keys to join to `u`. */
  readonly j: readonly string[];
  readonly f?: AccountFacts;
}

/** One request's worth of what is to be stored. Message ids are distinct. */
export interface SentBatch {
  readonly messageIds: readonly string[];
  readonly accounts: readonly { readonly name: string; readonly id: string }[];
  readonly activities: readonly SentActivity[];
  readonly facts: readonly SentFact[];
}
