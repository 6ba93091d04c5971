import { findMemberByEmail } from "../db/people/members.ts";
import type { TenantTx } from "../db/with-tenant.ts";
import { notFound } from "../errors.ts";
import { parseDay } from "../usecases/accounts/parse-day.ts";
import { auditCsv } from "../usecases/tenants/audit-csv.ts";
import { type AuditQuery, auditPageSize, exportAudit, listAudit } from "../usecases/tenants/list-audit.ts";
import { auditAction, auditSurface, auditWho } from "../words/audit.ts";
import { auditDetail } from "../words/audit-detail.ts";
import { dayAndClock, placeTime } from "../words/dates.ts";
import { shownName } from "../words/names.ts";
import { dayIn } from "../zones.ts";
import type { Command, CommandRun } from "./command.ts";
import { inTenant } from "./in-tenant.ts";
import { say, text } from "./tenant-commands.ts";

/** `bellwether audit`. */
export const auditCommand: Command = {
  name: "audit",
  summary: "Say who looked at what and who changed what, newest first",
  tenant: true,
  timed: true,
  options: {
    person: { type: "string", value: "EMAIL", help: "What they did, and what was done about them" },
    account: { type: "string", value: "ACCOUNT", help: "Of this account: its name or external id" },
    from: { type: "string", value: "DAY", help: "First day, in the tenant's zone" },
    to: { type: "string", value: "DAY", help: "Last day" },
    csv: { type: "boolean", help: `Print all of it as CSV, not the newest ${auditPageSize} lines` },
  },
  run: async (run) => {
    if (run.values.csv === true) {
      const log = await inTenant(run, async (tx) => exportAudit(tx, await queryOf(tx, run)));
      if (!run.json) run.terminal.out(auditCsv(log, run.now));
      return log.lines;
    }
    const { lines, older, people, zone } = await inTenant(run, async (tx) =>
      listAudit(tx, await queryOf(tx, run)),
    );
    const reader = { people, zone, today: dayIn(run.now, zone) };
    for (const line of lines) {
      const { at, verb, accountName, surface } = line;
      const account = accountName === null ? [] : [shownName(accountName)];
      const where = `${dayAndClock(at, zone, reader.today).padEnd(18)} ${auditSurface(surface).padEnd(12)}`;
      const what = [auditAction(verb), ...account, ...auditDetail(line, reader)].join(" · ");
      say(run, `${where} ${auditWho(line, people).padEnd(20)} ${what}`);
    }
    if (lines.length === 0) say(run, "Nothing in the log is like that.");
    else if (older) say(run, `There is more: narrow it with --from and --to, or take all with --csv.`);
    if (lines.length > 0) say(run, `Times are ${placeTime(zone)}.`);
    return lines;
  },
};

async function queryOf(tx: TenantTx, run: CommandRun): Promise<AuditQuery & { now: Date }> {
  const day = (name: "from" | "to") => {
    const asked = text(run, name);
    return asked === undefined ? undefined : parseDay(asked, name);
  };
  return {
    memberId: await personOf(tx, text(run, "person")),
    account: text(run, "account"),
    from: day("from"),
    to: day("to"),
    now: run.now,
  };
}

/** Also somebody who was removed: the log is where one still finds them. */
async function personOf(tx: TenantTx, email: string | undefined): Promise<string | undefined> {
  if (email === undefined) return undefined;
  const member = await findMemberByEmail(tx, email.trim().toLowerCase());
  if (!member) throw notFound("member");
  return member.id;
}
