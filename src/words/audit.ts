import type { Surface } from "../context.ts";
import type { AuditLine, AuditPerson, AuditVerb } from "../results/audit.ts";
import { shownName } from "./names.ts";
import { sentenceCase } from "./sentence-case.ts";

/** What the actions are sorted by, in the order in which they are offered. */
export const auditTopics = {
  look: "Looks",
  file: "Files",
  alert: "Alerts",
  message: "Digests and messages",
  account: "Accounts and data",
  person: "People and sign-in",
  model: "Scoring",
  metric: "Metrics",
} as const;

interface AuditAction {
  readonly topic: keyof typeof auditTopics;
  /** What was done, after a name: "Priya Shah looked at an account". */
  readonly said: string;
}

/** Every action that the audit log can hold. */
export const auditActions: Readonly<Record<AuditVerb, AuditAction>> = {
  "looked at account": { topic: "look", said: "looked at an account" },
  "looked at people": { topic: "look", said: "looked at an account's users" },
  "looked at portfolio": { topic: "look", said: "looked at the portfolio" },
  "looked at renewals": { topic: "look", said: "looked at renewals" },
  "asked why": { topic: "look", said: "asked why a score changed" },
  "searched accounts": { topic: "look", said: "searched for accounts" },
  "shared into a conversation": { topic: "look", said: "shared into a conversation" },
  "looked at audit log": { topic: "look", said: "looked at the audit log" },
  "exported account": { topic: "file", said: "exported an account" },
  "exported portfolio": { topic: "file", said: "exported the portfolio" },
  "exported deliveries": { topic: "file", said: "exported the log of deliveries" },
  "exported audit log": { topic: "file", said: "exported the audit log" },
  "asked for report by mail": { topic: "file", said: "asked for a report by mail" },
  "acknowledged alert": { topic: "alert", said: "acknowledged an alert" },
  "released alert": { topic: "alert", said: "released an alert" },
  "snoozed alert": { topic: "alert", said: "snoozed an alert" },
  "woke alert": { topic: "alert", said: "woke an alert" },
  "resolved alert": { topic: "alert", said: "resolved an alert" },
  "reopened alert": { topic: "alert", said: "reopened an alert" },
  "judged alert": { topic: "alert", said: "judged an alert" },
  "set alert rules": { topic: "alert", said: "changed the rules of alerts" },
  "looked at alert rules": { topic: "alert", said: "looked at the rules of alerts" },
  "looked at untold signals": { topic: "alert", said: "looked at what was not told" },
  "looked at alert report": { topic: "alert", said: "looked at the report on alerts" },
  "asked for a digest": { topic: "message", said: "asked for a digest" },
  "set digest": { topic: "message", said: "changed their digest" },
  "set notices": { topic: "message", said: "changed how they are told" },
  "looked at deliveries": { topic: "message", said: "looked at others' deliveries" },
  "sent again": { topic: "message", said: "sent a message again" },
  "stopped mail": { topic: "message", said: "stopped mail" },
  "described account": { topic: "account", said: "changed facts of an account" },
  "assigned account": { topic: "account", said: "assigned an account" },
  "imported file": { topic: "account", said: "imported a file of usage" },
  "imported facts": { topic: "account", said: "imported a file of facts" },
  "left event out of use": { topic: "account", said: "left an event out of use" },
  "counted event as use": { topic: "account", said: "counted an event as use again" },
  "created write key": { topic: "account", said: "made a write key" },
  "created tenant": { topic: "person", said: "made the tenant" },
  "added member": { topic: "person", said: "added a member" },
  "removed member": { topic: "person", said: "removed a member" },
  "created sign-in link": { topic: "person", said: "made a sign-in link" },
  "asked for sign-in link": { topic: "person", said: "asked for a sign-in link" },
  "signed in": { topic: "person", said: "signed in" },
  "signed out": { topic: "person", said: "signed out" },
  "refused sign-in": { topic: "person", said: "was refused at sign-in" },
  "bound company account": { topic: "person", said: "joined a company account to their sign-in" },
  "released company account": { topic: "person", said: "parted a company account from a sign-in" },
  "limited sign-in": { topic: "person", said: "limited sign-in to one way" },
  "opened sign-in": { topic: "person", said: "opened sign-in to every way" },
  "ended sessions": { topic: "person", said: "ended sessions" },
  "drafted model": { topic: "model", said: "drafted a scoring model" },
  "discarded model": { topic: "model", said: "discarded the draft of a scoring model" },
  "published model": { topic: "model", said: "published a scoring model" },
  "restored model": { topic: "model", said: "restored a scoring model" },
  "previewed model": { topic: "model", said: "previewed a scoring model" },
  "compared models": { topic: "model", said: "compared scoring models" },
  "calibrated model": { topic: "model", said: "asked for bands from the history" },
  "ran backtest": { topic: "model", said: "ran a backtest" },
  "defined metric": { topic: "metric", said: "defined a metric" },
  "changed metric": { topic: "metric", said: "changed a metric" },
  "archived metric": { topic: "metric", said: "archived a metric" },
  "restored metric": { topic: "metric", said: "restored a metric" },
  "supplied metrics": { topic: "metric", said: "supplied values of metrics" },
  "looked at metrics": { topic: "metric", said: "looked at metrics" },
};

/** The actions of the log, in the order of the table above. */
export const auditVerbs = Object.keys(auditActions) as readonly AuditVerb[];

/** "Looked at an account". A row of a version that knew another action says that as it was stored. */
export function auditAction(verb: AuditVerb): string {
  return sentenceCase(Object.hasOwn(auditActions, verb) ? auditActions[verb].said : shownName(verb));
}

const surfaces: Readonly<Record<Surface, string>> = {
  web: "web",
  slack: "Slack",
  teams: "Teams",
  inbox: "inbox",
  api: "API",
  cli: "command line",
  job: "by itself",
};

/** Where something was done: "web", "command line"; "by itself" where nobody asked for it. */
export function auditSurface(surface: Surface): string {
  return surfaces[surface];
}

/** Who did it: a name, "Operator" at the command line, a feed by its name, or "Bellwether". */
export function auditWho(line: AuditLine, people: readonly AuditPerson[]): string {
  const person = people.find(({ id }) => id === auditWhoId(line));
  if (line.actor === "member") return personName(person);
  if (line.actor === "source") return line.source === null ? "A feed" : `Feed ${shownName(line.source)}`;
  if (line.actor === "operator" || line.surface === "cli") return "Operator";
  return person ? personName(person) : "Bellwether";
}

/** The member who did it; null: a feed, the operator, or Bellwether by itself. */
export function auditWhoId(
  line: Pick<AuditLine, "actor" | "memberId" | "surface" | "detail">,
): string | null {
  if (line.actor === "member") return line.memberId;
  // Who is about to sign in is nobody yet: what they do is written in Bellwether's own name, about them.
  const about = line.actor === "system" && line.surface === "web" ? line.detail.memberId : null;
  return typeof about === "string" ? about : null;
}

/** "Jonas Lind", and of who left "Jonas Lind (removed)". */
export function personName(person: AuditPerson | undefined): string {
  if (!person) return "Somebody";
  return `${shownName(person.name)}${person.removed ? " (removed)" : ""}`;
}
