import { type CsvColumn, toCsv } from "../../render/csv.ts";
import type { AuditLine } from "../../results/audit.ts";
import { auditAction, auditSurface, auditWho } from "../../words/audit.ts";
import { auditDetail } from "../../words/audit-detail.ts";
import { dayIn } from "../../zones.ts";
import type { AuditLog } from "./list-audit.ts";

/** Lines of the audit log as CSV: when as an instant, who and what in words, and which row it is. */
export function auditCsv(log: Pick<AuditLog, "lines" | "people" | "zone">, now: Date): string {
  const reader = { people: log.people, zone: log.zone, today: dayIn(now, log.zone) };
  const columns: CsvColumn<AuditLine>[] = [
    { head: "When", cell: ({ at }) => at.toISOString() },
    { head: "Who", cell: (line) => auditWho(line, log.people) },
    {
      head: "Address",
      cell: ({ memberId }) => log.people.find(({ id }) => id === memberId)?.email ?? null,
    },
    { head: "What", cell: ({ verb }) => auditAction(verb) },
    { head: "Account", cell: ({ accountName }) => accountName },
    { head: "Where", cell: ({ surface }) => auditSurface(surface) },
    { head: "Details", cell: (line) => auditDetail(line, reader).join("; ") },
    { head: "Entry", cell: ({ id }) => id },
  ];
  return toCsv(columns, log.lines);
}
