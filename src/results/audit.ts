import type { Surface } from "../context.ts";

/** What can be done, in the past tense, as it is stored; what people read of it is in words/audit.ts. */
export type AuditVerb =
  | "looked at account"
  | "looked at people"
  | "looked at portfolio"
  | "asked why"
  | "searched accounts"
  | "exported account"
  | "exported portfolio"
  | "shared into a conversation"
  | "acknowledged alert"
  | "released alert"
  | "snoozed alert"
  | "woke alert"
  | "resolved alert"
  | "reopened alert"
  | "judged alert"
  | "set alert rules"
  | "looked at alert rules"
  | "looked at untold signals"
  | "looked at alert report"
  | "asked for a digest"
  | "set digest"
  | "set notices"
  | "looked at deliveries"
  | "exported deliveries"
  | "sent again"
  | "described account"
  | "assigned account"
  | "added member"
  | "removed member"
  | "created tenant"
  | "created write key"
  | "created sign-in link"
  | "asked for sign-in link"
  | "asked for report by mail"
  | "stopped mail"
  | "signed in"
  | "signed out"
  | "bound company account"
  | "released company account"
  | "refused sign-in"
  | "limited sign-in"
  | "opened sign-in"
  | "ended sessions"
  | "drafted model"
  | "discarded model"
  | "published model"
  | "restored model"
  | "ran backtest"
  | "previewed model"
  | "compared models"
  | "calibrated model"
  | "imported file"
  | "left event out of use"
  | "counted event as use"
  | "defined metric"
  | "changed metric"
  | "archived metric"
  | "supplied metrics"
  | "imported facts"
  | "looked at metrics"
  | "looked at renewals"
  | "looked at audit log"
  | "exported audit log"
  | "restored metric";

/** A row of the audit log, with the names that it means today. */
export interface AuditLine {
  readonly id: string;
  readonly at: Date;
  readonly actor: "member" | "system" | "operator" | "source";
  readonly memberId: string | null;
  readonly verb: AuditVerb;
  /** Null where it was of no account. */
  readonly accountId: string | null;
  readonly accountName: string | null;
  /** The source of events that sent it, by name. */
  readonly source: string | null;
  readonly surface: Surface;
  readonly detail: Readonly<Record<string, unknown>>;
}

/** Somebody whom the log may speak of: everybody who is a member of the tenant, or was. */
export interface AuditPerson {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly removed: boolean;
}
