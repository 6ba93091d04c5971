import { memberContext } from "../../context.ts";
import { writeAudit } from "../../db/audit.ts";
import type { Db } from "../../db/connection.ts";
import { endMail, readConnectedChannels, readNoticeTargets } from "../../db/deliveries/notice-settings.ts";
import { type TenantTx, withTenant } from "../../db/with-tenant.ts";
import { AppError } from "../../errors.ts";
import type { NoticeKind } from "../../results/notice-settings.ts";
import { chooseChannels } from "../deliveries/choose-channels.ts";
import { getReader } from "../tenants/get-reader.ts";
import type { UnsubscribeLink } from "./unsubscribe-link.ts";

/** What a link in a mail's foot would end, or has ended. */
export interface MailStop {
  readonly kind: NoticeKind;
  readonly tenantName: string;
  /** Whose mail it is. */
  readonly email: string;
  readonly ended: boolean;
  /** By which other channels these messages come from then on; the inbox has them always. */
  readonly stillBy: readonly ("slack" | "teams")[];
}

/** What a link would end. Looks only: mail scanners open every link. Undefined when its member has left. */
export function previewMailStop(
  db: Db,
  link: UnsubscribeLink,
  requestId: string,
): Promise<MailStop | undefined> {
  return asMember(db, link, requestId, (tx) => readStop(tx, link));
}

/** Ends one kind of mail to a member; a second time changes nothing. Undefined when the member has left. */
export function stopMail(
  db: Db,
  link: UnsubscribeLink,
  input: { readonly now: Date; readonly requestId: string },
): Promise<MailStop | undefined> {
  return asMember(db, link, input.requestId, async (tx) => {
    const { memberId, kind } = link;
    if (await endMail(tx, { memberId, kind, now: input.now })) {
      await writeAudit(tx, { verb: "stopped mail", detail: { kind }, now: input.now });
    }
    return readStop(tx, link);
  });
}

async function readStop(tx: TenantTx, { memberId, kind }: UnsubscribeLink): Promise<MailStop | undefined> {
  const reader = await getReader(tx);
  const [target] = await readNoticeTargets(tx, [memberId]);
  if (!target) return undefined;
  const { setting } = target;
  const mailEnded = [...(setting.mailEnded ?? []), kind];
  const others = chooseChannels({ ...setting, mailEnded }, kind, await readConnectedChannels(tx));
  return {
    kind,
    tenantName: reader.tenantName,
    email: reader.email,
    ended: setting.mailEnded?.includes(kind) ?? false,
    stillBy: others.filter((channel) => channel !== "email"),
  };
}

async function asMember<T>(
  db: Db,
  { tenantId, memberId }: UnsubscribeLink,
  requestId: string,
  work: (tx: TenantTx) => Promise<T>,
): Promise<T | undefined> {
  const context = memberContext(tenantId, memberId, requestId, "web");
  return withTenant(db, context, work).catch((error: unknown) => {
    if (error instanceof AppError && error.code === "not-signed-in") return undefined;
    throw error;
  });
}
