/** Roles of a tenant's members: see the glossary. `system` is Bellwether's own work on a tenant. */
export type Role = "admin" | "lead" | "manager" | "viewer" | "system";

/** Who acts. A source is a write key that sends events. */
export type Actor =
  | { readonly kind: "member"; readonly memberId: string }
  | { readonly kind: "system" }
  | { readonly kind: "source"; readonly sourceId: string };

/** Where a look or a change came from; kept in the audit log. */
export type Surface = "web" | "slack" | "teams" | "inbox" | "api" | "cli" | "job";

/** In whose name, for which tenant and from where something is done. Passed in, never ambient. */
export interface TenantContext {
  readonly tenantId: string;
  readonly actor: Actor;
  readonly surface: Surface;
  readonly requestId: string;
}

/** The context of what a member asks for. */
export function memberContext(
  tenantId: string,
  memberId: string,
  requestId: string,
  surface: Surface,
): TenantContext & { readonly actor: { readonly kind: "member" } } {
  return { tenantId, actor: { kind: "member", memberId }, surface, requestId };
}

/** The context of Bellwether's own work on a tenant. */
export function systemContext(tenantId: string, requestId: string, surface: Surface = "job"): TenantContext {
  return { tenantId, actor: { kind: "system" }, surface, requestId };
}
