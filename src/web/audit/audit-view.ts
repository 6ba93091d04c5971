import type { AuditPlace } from "../../db/audit-log.ts";
import { isId } from "../../ids.ts";
import type { AuditQuery } from "../../usecases/tenants/list-audit.ts";
import { auditVerbs } from "../../words/audit.ts";
import { dayOf } from "../deliveries/delivery-view.ts";

/** What the audit log shows, as its address says. */
export interface AuditView extends AuditQuery {
  /** Where it begins; undefined: with the newest. */
  readonly after?: AuditPlace | undefined;
}

/** Who did what no member did, as addresses name it. */
const actors = { bellwether: "system", feeds: "source" } as const;

/** Reads the address; what it cannot read falls back to all: of days, `deliveryDaysFault` says so. */
export function parseAuditView(query: Readonly<Record<string, string>>): AuditView {
  const { who = "", account = "" } = query;
  return {
    memberId: isId(who) ? who : undefined,
    actor: Object.hasOwn(actors, who) ? actors[who as keyof typeof actors] : undefined,
    account: account.trim() === "" ? undefined : account.trim().slice(0, 200),
    verb: auditVerbs.find((verb) => slugOf(verb) === query.what),
    from: dayOf(query.from),
    to: dayOf(query.to),
    after: placeOf(query.after),
  };
}

/** The address of a view of the page, or of its file; what is usual is left out. */
export function auditViewPath(view: AuditView, as: "page" | "csv" = "page"): string {
  const query = new URLSearchParams();
  const who = view.memberId ?? Object.entries(actors).find(([, actor]) => actor === view.actor)?.[0];
  if (who) query.set("who", who);
  if (view.verb) query.set("what", slugOf(view.verb));
  if (view.account) query.set("account", view.account);
  if (view.from) query.set("from", view.from);
  if (view.to) query.set("to", view.to);
  if (view.after && as === "page") query.set("after", `${view.after.at.getTime()}.${view.after.id}`);
  const text = query.toString();
  const path = as === "page" ? "/settings/audit" : "/settings/audit/audit.csv";
  return text === "" ? path : `${path}?${text}`;
}

/** An action as an address names it. */
export function slugOf(verb: string): string {
  return verb.replaceAll(" ", "-");
}

function placeOf(text = ""): AuditPlace | undefined {
  const [, at, id = ""] = /^(\d{1,15})\.(.+)$/.exec(text) ?? [];
  const when = new Date(Number(at));
  return at === undefined || !isId(id) || Number.isNaN(when.getTime()) ? undefined : { at: when, id };
}
