import type { AdaptiveCard } from "./layout/card.ts";

/*
 * Teams as this folder sees it: what can be done there, and what can go wrong. adapter.ts does it with Microsoft's SDK;
 * nothing else here knows the SDK.
 */

/** What a card is to Teams. */
export const cardType = "application/vnd.microsoft.card.adaptive";

/** Where something is said. */
export interface Whereabouts {
  readonly serviceUrl: string;
  readonly conversationId: string;
  /** The bot's own id there. */
  readonly botId: string;
}

/** What is attached to a message. */
export type Attachment =
  | { readonly contentType: typeof cardType; readonly content: AdaptiveCard }
  | {
      readonly contentType:
        | "application/vnd.microsoft.teams.card.file.consent"
        | "application/vnd.microsoft.teams.card.file.info";
      readonly name: string;
      readonly contentUrl?: string;
      readonly content: object;
    };

/** A message on its way. */
export interface Outgoing {
  /** For notifications and lists of chats. */
  readonly summary?: string;
  readonly text?: string;
  readonly attachments?: readonly Attachment[];
}

/** What the roster of a conversation says of a person. */
export interface RosterMember {
  /** Teams' own id: "29:…". */
  readonly id: string;
  readonly entraObjectId: string | null;
  readonly organisationId: string | null;
  readonly emails: readonly string[];
  /** Full members of the organisation are "user"; guests and people without an account are something else. */
  readonly role: string | null;
}

/** What can be done in Teams. Every method throws `TeamsError`. Nothing is tried twice. */
export interface TeamsApi {
  /** @returns the message's id */
  post(where: Whereabouts, message: Outgoing, replyTo?: string): Promise<string>;
  update(where: Whereabouts, messageId: string, message: Outgoing): Promise<void>;
  /** A personal chat with somebody. @returns its conversation id */
  openChat(input: {
    serviceUrl: string;
    botId: string;
    userId: string;
    organisationId: string;
  }): Promise<string>;
  member(where: Whereabouts, userId: string): Promise<RosterMember>;
  /** Everyone in a conversation, as far as `most` and a page more. */
  members(where: Whereabouts, most: number): Promise<RosterMember[]>;
}

/** A call to Teams that did not work. */
export class TeamsError extends Error {
  /** The answer's status; null: there was no answer. */
  readonly status: number | null;
  /** Teams' name for it, or what went wrong on the way. */
  readonly code: string;
  /** How long Teams asks to be left alone. */
  readonly retryAfterMs: number | null;
  /** Whether the call surely did not reach Teams. */
  readonly neverSent: boolean;

  constructor(facts: {
    status: number | null;
    code: string;
    retryAfterMs?: number | null;
    neverSent?: boolean;
    cause?: unknown;
  }) {
    super(`Teams: ${facts.code} (${facts.status ?? "no answer"})`, { cause: facts.cause });
    this.name = "TeamsError";
    this.status = facts.status;
    this.code = facts.code;
    this.retryAfterMs = facts.retryAfterMs ?? null;
    this.neverSent = facts.neverSent ?? false;
  }
}
