import { sql } from "kysely";
import { type SendingChannel, sendingChannels } from "../../channels.ts";
import type { QuietHours } from "../../quiet-hours.ts";
import type { NoticeKind } from "../../results/notice-settings.ts";
import type { TenantTx } from "../with-tenant.ts";

/** How a member wants to be told. A null choice is the first connected channel of `fallback`; an empty one the inbox alone. */
export interface NoticeSetting {
  readonly alerts: readonly SendingChannel[] | null;
  readonly digests: readonly SendingChannel[] | null;
  readonly notices: readonly SendingChannel[] | null;
  /** Which channel is next when one fails: all of them, in order. */
  readonly fallback: readonly SendingChannel[];
  readonly quiet: QuietHours;
  /** Kinds of which no mail is wanted, not even when another channel fails; ended by the link in a mail's foot. */
  readonly mailEnded?: readonly NoticeKind[];
}

/** A member who is to be told, with how they want it and their zone. */
export interface NoticeTarget {
  readonly memberId: string;
  readonly zone: string;
  readonly setting: NoticeSetting;
}

/** The channels that the tenant's messages can be sent by now, in the usual order. */
export async function readConnectedChannels(tx: TenantTx): Promise<SendingChannel[]> {
  const { rows } = await sql<{ connected: SendingChannel[] }>`
    select app.connected_channels() as connected`.execute(tx.db);
  return rows[0]?.connected ?? [];
}

/** How each of these members wants to be told, in their order; who has set nothing has the defaults. */
export async function readNoticeTargets(tx: TenantTx, memberIds: readonly string[]): Promise<NoticeTarget[]> {
  const rows = await tx.db
    .selectFrom("app.member as m")
    .leftJoin("app.notice_setting as s", (join) =>
      join.onRef("s.tenant_id", "=", "m.tenant_id").onRef("s.member_id", "=", "m.id"),
    )
    .select([
      "m.id",
      "m.zone",
      "s.alert_channels",
      "s.digest_channels",
      "s.notice_channels",
      "s.fallback",
      "s.quiet_from",
      "s.quiet_to",
      "s.quiet_weekend",
      "s.mail_ended",
    ])
    .where("m.tenant_id", "=", tx.tenantId)
    .where("m.id", "in", [...memberIds])
    .execute();
  // In the order in which they were asked for: who is told first is no matter of chance.
  const found = new Map(rows.map((row) => [row.id, row]));
  const ordered = memberIds.flatMap((id) => found.get(id) ?? []);
  return ordered.map((row) => ({
    memberId: row.id,
    zone: row.zone,
    setting: {
      alerts: row.alert_channels as SendingChannel[] | null,
      digests: row.digest_channels as SendingChannel[] | null,
      notices: row.notice_channels as SendingChannel[] | null,
      fallback: (row.fallback ?? [...sendingChannels]) as SendingChannel[],
      quiet: {
        from: row.quiet_from?.slice(0, 5) ?? null,
        to: row.quiet_to?.slice(0, 5) ?? null,
        weekend: row.quiet_weekend ?? false,
      },
      mailEnded: (row.mail_ended ?? []) as NoticeKind[],
    },
  }));
}

/** Makes or replaces a member's setting. Who chooses mail for a kind wants it again. */
export async function writeNoticeSetting(
  tx: TenantTx,
  memberId: string,
  setting: NoticeSetting,
  now: Date,
): Promise<void> {
  const array = (values: readonly string[] | null) => sql<string[] | null>`${values && [...values]}::text[]`;
  const wanted = (["alerts", "digests", "notices"] as const).filter((kind) =>
    setting[kind]?.includes("email"),
  );
  const values = {
    alert_channels: array(setting.alerts),
    digest_channels: array(setting.digests),
    notice_channels: array(setting.notices),
    fallback: sql<string[]>`${[...setting.fallback]}::text[]`,
    quiet_from: setting.quiet.from,
    quiet_to: setting.quiet.to,
    quiet_weekend: setting.quiet.weekend,
    updated_at: now,
  };
  await tx.db
    .insertInto("app.notice_setting")
    .values({ tenant_id: tx.tenantId, member_id: memberId, ...values })
    .onConflict((conflict) =>
      conflict.columns(["tenant_id", "member_id"]).doUpdateSet({
        ...values,
        mail_ended: sql<
          string[]
        >`array(select unnest(notice_setting.mail_ended) except select unnest(${wanted}::text[]))`,
      }),
    )
    .execute();
}

/** Ends one kind of mail to a member. @returns false: it was ended already */
export async function endMail(
  tx: TenantTx,
  input: { readonly memberId: string; readonly kind: NoticeKind; readonly now: Date },
): Promise<boolean> {
  const { memberId, kind, now } = input;
  const ended = await sql`
    insert into app.notice_setting (tenant_id, member_id, mail_ended, updated_at)
    values (${tx.tenantId}, ${memberId}, array[${kind}::text], ${now})
    on conflict (tenant_id, member_id) do update
       set mail_ended = array_append(notice_setting.mail_ended, ${kind}::text), updated_at = ${now}
     where not notice_setting.mail_ended @> array[${kind}::text]`.execute(tx.db);
  return ended.numAffectedRows === 1n;
}
