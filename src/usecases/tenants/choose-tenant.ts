import type { TenantEntry } from "../../db/people/tenants.ts";
import { AppError } from "../../errors.ts";

/**
 * The tenant that a chat platform is connected to: the one that is named, or the only one.
 * @param setting what names it, such as SLACK_TENANT, and what it is said of: "the Slack workspace"
 * @throws AppError `bad-input` without such a tenant
 */
export function chooseTenant(
  tenants: readonly TenantEntry[],
  slug: string | undefined,
  { setting, what }: { readonly setting: string; readonly what: string },
): TenantEntry {
  const fitting = slug === undefined ? tenants : tenants.filter((tenant) => tenant.slug === slug);
  const [only] = fitting;
  if (only && fitting.length === 1) return only;
  if (slug !== undefined) {
    throw new AppError(
      "bad-input",
      `There is no tenant “${slug}”. Check ${setting}, or: bellwether tenant list`,
    );
  }
  throw new AppError(
    "bad-input",
    tenants.length === 0
      ? `There is no tenant yet for ${what}. Make one with: bellwether tenant create`
      : `There are several tenants: say with ${setting} whose ${what} is.`,
  );
}
