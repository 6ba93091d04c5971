import { type Role, systemContext } from "../../src/context.ts";
import { saveInstallation, tokenColumn } from "../../src/db/chat/installations.ts";
import type { Db } from "../../src/db/connection.ts";
import { withTenant } from "../../src/db/with-tenant.ts";
import { newId } from "../../src/ids.ts";
import { createSecrets } from "../../src/secrets.ts";

/** The key of tests. */
export const testSecrets = createSecrets(Buffer.alloc(32, 7));

/** A workspace as the test's Slack has it. */
export interface TestWorkspace {
  readonly workspaceId: string;
  readonly token: string;
  readonly botUserId: string;
  readonly now: Date;
}

/** Connects a workspace to a tenant that is there. */
export async function connectWorkspace(db: Db, tenantId: string, workspace: TestWorkspace): Promise<void> {
  const { workspaceId, token, botUserId, now } = workspace;
  await withTenant(db, systemContext(tenantId, "test"), (tx) =>
    saveInstallation(tx, {
      id: newId(),
      workspaceId,
      workspaceName: "Orrery",
      botUserId,
      tokenSealed: testSecrets.seal(token, { tenantId, column: tokenColumn }),
      now,
    }),
  );
}

/** A tenant with a connected workspace. @returns the tenant's id */
export async function makeConnectedTenant(
  db: Db,
  input: TestWorkspace & { readonly slug: string },
): Promise<string> {
  const tenantId = newId();
  await withTenant(db, systemContext(tenantId, "test"), async (tx) => {
    await tx.db
      .insertInto("app.tenant")
      .values({
        id: tenantId,
        slug: input.slug,
        name: "Orrery",
        zone: "Europe/Berlin",
        created_at: input.now,
      })
      .execute();
  });
  await connectWorkspace(db, tenantId, input);
  return tenantId;
}

/** @returns the member's id */
export async function makeMember(
  db: Db,
  tenantId: string,
  input: { name: string; email: string; role: Exclude<Role, "system">; now: Date },
): Promise<string> {
  const id = newId();
  await withTenant(db, systemContext(tenantId, "test"), (tx) =>
    tx.db
      .insertInto("app.member")
      .values({
        tenant_id: tenantId,
        id,
        email: input.email,
        name: input.name,
        role: input.role,
        zone: "Europe/Berlin",
        slack_user_id: null,
        created_at: input.now,
        removed_at: null,
      })
      .execute(),
  );
  return id;
}

/** An account and who looks after it. @returns the account's id */
export async function makeAccount(
  db: Db,
  tenantId: string,
  input: { name: string; ownerId: string; now: Date },
): Promise<string> {
  const id = newId();
  await withTenant(db, systemContext(tenantId, "test"), async (tx) => {
    await tx.db
      .insertInto("app.account")
      .values({
        tenant_id: tenantId,
        id,
        external_id: input.name.toLowerCase(),
        name: input.name,
        owner_id: input.ownerId,
        plan: null,
        currency: null,
        renewal_on: null,
        first_day: null,
        last_day: null,
        created_at: input.now,
      })
      .execute();
    await tx.db
      .insertInto("app.account_member")
      .values({ tenant_id: tenantId, account_id: id, member_id: input.ownerId, since: input.now })
      .execute();
  });
  return id;
}
