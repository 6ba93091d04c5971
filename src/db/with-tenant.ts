import { sql, type Transaction } from "kysely";
import type { Role, TenantContext } from "../context.ts";
import { AppError } from "../errors.ts";
import type { Db } from "./connection.ts";
import type { Tables } from "./tables.ts";

declare const tenantBrand: unique symbol;
declare const systemBrand: unique symbol;
declare const routingBrand: unique symbol;

/** A transaction inside one tenant, under what its actor may see. Only `withTenant` makes one. */
export interface TenantTx {
  readonly [tenantBrand]: true;
  readonly db: Transaction<Tables>;
  readonly context: TenantContext;
  readonly role: Role;
  /** The tenant's id, for `where tenant_id = …` and inserts. */
  readonly tenantId: string;
  /** Who acts, as found at the way in; undefined for the system and what it stands for. */
  readonly member: EnteredMember | undefined;
}

/** The acting member and their tenant, as they are when the transaction starts. */
export interface EnteredMember {
  readonly id: string;
  readonly role: Exclude<Role, "system">;
  readonly name: string;
  readonly email: string;
  readonly zone: string;
  readonly tenantName: string;
  readonly tenantZone: string;
  readonly demo: boolean;
}

/** A transaction that lists tenants and can do nothing else. Only `withSystem` makes one. */
export interface SystemTx {
  readonly [systemBrand]: true;
  readonly db: Transaction<Tables>;
}

/** A transaction before the tenant is known: sees the one routing row whose key it presents. */
export interface RoutingTx {
  readonly [routingBrand]: true;
  readonly db: Transaction<Tables>;
}

/**
 * The only way to a tenant's rows. Everything in `work` is one transaction; both walls (tenant, and within it what the
 * actor may see) are set from the database's own facts before it starts, and end with it.
 * @throws AppError `not-signed-in` when the acting member does not exist (any more)
 */
export async function withTenant<T>(
  db: Db,
  context: TenantContext,
  work: (tx: TenantTx) => Promise<T>,
): Promise<T> {
  return db.kysely.transaction().execute(async (trx) => {
    const { actor, tenantId } = context;
    const member = actor.kind === "member" ? await enterAsMember(trx, tenantId, actor.memberId) : undefined;
    if (!member) await sql`select app.enter_as_system(${tenantId})`.execute(trx);
    const role = member?.role ?? "system";
    return work({ db: trx, context, role, tenantId, member } as TenantTx);
  });
}

async function enterAsMember(
  trx: Transaction<Tables>,
  tenantId: string,
  memberId: string,
): Promise<EnteredMember> {
  const { rows } = await sql<Omit<EnteredMember, "id">>`
    select role, name, email, zone, tenant_name as "tenantName", tenant_zone as "tenantZone", demo
      from app.enter_as_member(${tenantId}, ${memberId})`.execute(trx);
  const found = rows[0];
  if (!found) {
    throw new AppError("not-signed-in", "You are no longer a member here. Ask your admin to add you.");
  }
  return { id: memberId, ...found };
}

/**
 * Cross-tenant work: lists tenants, under a role that can read nothing else.
 * @param reason why, for the log of who asks
 */
export async function withSystem<T>(db: Db, reason: string, work: (tx: SystemTx) => Promise<T>): Promise<T> {
  return db.kysely.transaction().execute(async (trx) => {
    await sql`set local role bellwether_system`.execute(trx);
    await sql`select set_config('application_name', ${`bellwether: ${reason}`.slice(0, 63)}, true)`.execute(
      trx,
    );
    return work({ db: trx } as SystemTx);
  });
}

/**
 * Finds which tenant a key, token or workspace belongs to.
 * @param presented the hash of a key or token, or `slack:T123`
 */
export async function withRouting<T>(
  db: Db,
  presented: string,
  work: (tx: RoutingTx) => Promise<T>,
): Promise<T> {
  return db.kysely.transaction().execute(async (trx) => {
    await sql`select app.enter_with_key(${presented})`.execute(trx);
    return work({ db: trx } as RoutingTx);
  });
}
