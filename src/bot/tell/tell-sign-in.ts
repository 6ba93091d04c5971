import type { TenantContext } from "../../context.ts";
import type { Db } from "../../db/connection.ts";
import type { DeliveryRow } from "../../db/deliveries/deliveries.ts";
import { readOnlyWayInOf } from "../../db/sign-in/ways-in.ts";
import { withTenant } from "../../db/with-tenant.ts";
import type { SignInMailFacts } from "../../usecases/mail/mail-sign-in-links.ts";
import { createMemberSignInToken, linkLifetimeMs } from "../../usecases/sign-in/sign-in.ts";
import { getReader } from "../../usecases/tenants/get-reader.ts";
import { signInLinkMessage } from "../views/sign-in-link.ts";
import type { Told } from "./told.ts";

/** Who asked longer ago does not wait any more: a link that signs in is not left in a mailbox unasked. */
const staleAfterMs = 60 * 60_000;

/**
 * A sign-in link on its way to its member. The token is made now, when it is sent, so that its quarter of an hour begins now
 * and it was never stored in clear; under the system's rights, as members make no links. Where the tenant lets its own people in
 * by a provider alone, and the member is one of them, the mail says so and has no link that signs in.
 * @throws AppError `not-signed-in` when the member has left
 */
export async function tellSignIn(
  db: Db,
  system: TenantContext,
  delivery: Pick<DeliveryRow, "memberId" | "facts" | "queuedAt">,
  now: Date,
): Promise<Told> {
  const { memberId, queuedAt: askedAt } = delivery;
  const { onward } = delivery.facts as SignInMailFacts;
  const reader = await withTenant(db, { ...system, actor: { kind: "member", memberId } }, getReader);
  const onlyWay = await withTenant(db, system, (tx) => readOnlyWayInOf(tx, memberId));
  const isStale = now.getTime() - askedAt.getTime() > staleAfterMs;
  const link =
    isStale || onlyWay !== null
      ? { token: null, expiresAt: new Date(now.getTime() + linkLifetimeMs.mailed) }
      : await withTenant(db, system, (tx) =>
          createMemberSignInToken(tx, { memberId, now, carried: "mailed" }),
        );
  return { message: signInLinkMessage({ ...link, onlyWay, onward, askedAt }, reader), version: undefined };
}
