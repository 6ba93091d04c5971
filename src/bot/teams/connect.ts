import { systemContext } from "../../context.ts";
import { findOrganisation, saveOrganisation } from "../../db/chat/teams-organisation.ts";
import type { Db } from "../../db/connection.ts";
import { listTenants } from "../../db/people/tenants.ts";
import { withRouting, withSystem, withTenant } from "../../db/with-tenant.ts";
import { AppError } from "../../errors.ts";
import { newId } from "../../ids.ts";
import { chooseTenant } from "../../usecases/tenants/choose-tenant.ts";

/**
 * Connects the organisation that the bot is registered for (MicrosoftAppTenantId) to a tenant: who writes to the bot from
 * elsewhere is nobody.
 * @param options.tenant the tenant's slug; undefined: the only tenant
 * @returns the tenant's id
 * @throws AppError `bad-input` without such a tenant, `conflict` when the organisation belongs to another tenant
 */
export async function connectOrganisation(
  db: Db,
  options: { organisationId: string; botId: string; tenant: string | undefined; now: Date },
): Promise<string> {
  const { organisationId, botId, now } = options;
  const tenants = await withSystem(db, "connect Microsoft Teams", listTenants);
  const tenantId = chooseTenant(tenants, options.tenant, {
    setting: "TEAMS_TENANT",
    what: "the Microsoft organisation",
  }).id;
  const known = await withRouting(db, `teams:${organisationId}`, (tx) =>
    findOrganisation(tx, organisationId),
  );
  if (known && known.tenantId !== tenantId) {
    throw new AppError(
      "conflict",
      "This Microsoft organisation belongs to another tenant here. Check TEAMS_TENANT.",
    );
  }
  await withTenant(db, systemContext(tenantId, newId(), "teams"), (tx) =>
    saveOrganisation(tx, { id: newId(), organisationId, botId, now }),
  );
  return tenantId;
}
