import { createHash, randomBytes } from "node:crypto";
import { systemContext } from "../../src/context.ts";
import { withTenant } from "../../src/db/with-tenant.ts";
import { newId } from "../../src/ids.ts";
import { runPass } from "../../src/usecases/scoring/run-pass.ts";
import { addMember } from "../../src/usecases/tenants/add-member.ts";
import type { BenchDatabase } from "./database.ts";
import { makeUsedTenant } from "./used-tenant.ts";

/** The morning after `lastDay`, 8:30 in Berlin: what "now" is in every bench of the product in use. */
export const morning = new Date("2026-11-20T07:30:00Z");

/** A tenant in use: scored for 60 days, with alerts as they come, and members. */
export interface ScoredTenant {
  readonly tenantId: string;
  /** Managers, each with a portfolio of their own. */
  readonly managers: readonly string[];
  /** Sees all accounts. */
  readonly lead: string;
}

/** How many accounts and people, and how many accounts each manager has; portfolios overlap where there are more of them. */
export interface ScoredTenantSize {
  readonly accounts: number;
  readonly managers: number;
  readonly portfolio: number;
}

/** Makes a tenant with half a year of use, scores its last 30 days and gives each manager a portfolio. */
export async function makeScoredTenant(
  database: BenchDatabase,
  size: ScoredTenantSize,
): Promise<ScoredTenant> {
  const tenantId = await makeUsedTenant(database, "scored", { accounts: size.accounts, days: 180 });
  await runPass(database.db, tenantId, { now: morning, requestId: "bench", full: false, firstPassDays: 30 });
  return addPeople(database, tenantId, size);
}

/** Adds a lead, and managers with their portfolios, to a tenant. */
export async function addPeople(
  { db, owner }: BenchDatabase,
  tenantId: string,
  size: ScoredTenantSize,
): Promise<ScoredTenant> {
  const added = await withTenant(db, systemContext(tenantId, "bench"), async (tx) => {
    const add = (name: string, role: "manager" | "lead") =>
      addMember(tx, {
        email: `${name}@orrery.example`,
        name,
        role,
        zone: "Europe/Berlin",
        now: new Date("2026-11-19T12:00:00Z"),
      });
    const lead = (await add("lead", "lead")).memberId;
    const managers: string[] = [];
    for (let at = 0; at < size.managers; at++)
      managers.push((await add(`manager-${at}`, "manager")).memberId);
    return { lead, managers };
  });
  await owner.query(
    `insert into app.account_member (tenant_id, account_id, member_id, since)
     select $1, a.id, m.id, $5 from unnest($2::uuid[]) with ordinality m (id, n)
       join (select id, row_number() over (order by external_id) as n from app.account where tenant_id = $1) a
         on (a.n - 1 - (m.n - 1) * $3 % $4 + $4) % $4 < $3`,
    [tenantId, added.managers, size.portfolio, size.accounts, morning],
  );
  await owner.query(
    `update app.account a set owner_id = am.member_id from app.account_member am
      where am.tenant_id = a.tenant_id and am.account_id = a.id and a.tenant_id = $1 and a.owner_id is null`,
    [tenantId],
  );
  await owner.query("vacuum analyze");
  return { tenantId, ...added };
}

/** A session of a member, as a browser holds it. @returns its cookie */
export async function openSession(
  { owner }: BenchDatabase,
  tenantId: string,
  memberId: string,
): Promise<string> {
  const token = randomBytes(32).toString("base64url");
  await owner.query(
    `insert into app.session (tenant_id, id, token_hash, member_id, created_at, expires_at) values ($1, $2, $3, $4, $5, '2027-01-01')`,
    [tenantId, newId(), createHash("sha256").update(token).digest("hex"), memberId, morning],
  );
  return `bellwether_session=${token}`;
}
