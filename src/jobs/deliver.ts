import { setTimeout as wait } from "node:timers/promises";
import type { Edit } from "../bot/sender.ts";
import { tell } from "../bot/tell/tell.ts";
import { tellSignIn } from "../bot/tell/tell-sign-in.ts";
import type { Told } from "../bot/tell/told.ts";
import { systemContext, type TenantContext } from "../context.ts";
import type { Db } from "../db/connection.ts";
import type { DeliveryRow } from "../db/deliveries/deliveries.ts";
import { withTenant } from "../db/with-tenant.ts";
import { AppError } from "../errors.ts";
import type { SendOutcome } from "../results/send-outcome.ts";
import {
  neverReady,
  noteEdit,
  notePost,
  notServed,
  notVisible,
} from "../usecases/deliveries/note-outcome.ts";
import { noteTry, type Plan, type Senders } from "./note-try.ts";
import { createTurnstile } from "./turnstile.ts";

/** What the delivery jobs are made of. main wires them. */
export interface DeliverDeps {
  readonly db: Db;
  /** A channel without a sender is not configured here: what was to go by it goes by its reader's next one. */
  readonly senders: Senders;
  readonly now: () => Date;
  /** Links in attached reports lead there. */
  readonly publicUrl?: string;
  readonly onOutcome?: (
    channel: string,
    outcome: "sent" | "edited" | "retry" | "paced" | "failed" | "uncertain",
  ) => void;
}

/** A picture that could not be added for so long is given up: the page has had it all along. */
const picturePatienceMs = 4 * 3_600_000;
/** A job comes about when its picture is due: two machines' clocks are not one. */
const early = 5_000;

/** Together shorter than a try lasts. */
const noteTries = 30;
const noteAgainMs = 1_000;
/** How many it remembers that it called. */
const mostCalled = 10_000;

/** Sends or edits the message of one delivery. */
export type Deliver = (
  payload: { readonly tenantId: string; readonly deliveryId: string },
  requestId: string,
) => Promise<void>;

/**
 * What a process delivers with: it remembers what it did and could not note. Three steps, so that a crash at any point loses
 * nothing: note the try (commit), call the platform, note the outcome (commit). A process that dies between the second and the
 * third may post once more; one that lives knows what it posted, however long the database is away. A call that timed out is
 * never repeated by itself.
 */
export function createDeliverer(deps: DeliverDeps): Deliver {
  /**
   * What this process posted and could not note yet, with how to note it. The queue believes meanwhile that the job died, and
   * gives it out again: the database may have been away for longer than a try lasts.
   */
  const unnoted = new Map<string, () => Promise<void>>();
  /**
   * Tries of this process that ended before the platform was called, by when they began: the database went away. They may be
   * noted as tried, and need not be waited for.
   */
  const unposted = new Map<string, number>();
  /** Whom this process called, and how long their line is. A hint: another process may have taken them. */
  const called = new Map<string, number>();
  /**
   * No more than that are at hand in the database at once, the longest line first: where the machine is short of time, it would
   * have to wait behind all the others between two of its messages.
   */
  const atHand = createTurnstile(4);

  return async function deliver({ tenantId, deliveryId }, requestId) {
    const posted = unnoted.get(deliveryId);
    if (posted) {
      await posted();
      unnoted.delete(deliveryId);
      return;
    }
    const system = systemContext(tenantId, requestId);
    const line = called.get(deliveryId) ?? 0;
    called.delete(deliveryId);
    const { plan, told, refused } = await atHand.through(line, async () => {
      const triedAt = deps.now();
      return prepare({ ...deps, unposted }, system, deliveryId, triedAt).catch((error: unknown) => {
        unposted.set(deliveryId, triedAt.getTime());
        throw error;
      });
    });
    unposted.delete(deliveryId);
    if (plan.do === "nothing" || plan.do === "later") return;
    if (plan.do === "edit") return edit(deps, system, plan, told);
    const outcome = refused ?? (await postWith(plan, tenantId, told));
    await insist(deliveryId, async () => {
      const heads = await atHand.through(plan.behind, () =>
        withTenant(deps.db, system, (tx) =>
          notePost(tx, deliveryId, outcome, { version: told?.version, now: deps.now() }),
        ),
      );
      if (called.size >= mostCalled) called.clear();
      for (const { id, line } of heads) called.set(id, line);
    });
    deps.onOutcome?.(plan.delivery.channel, outcome.ok ? "sent" : outcome.kind);
  };

  /** What was posted would be posted again if that were not noted: while the database is away, it is tried again. */
  async function insist(deliveryId: string, note: () => Promise<void>): Promise<void> {
    unnoted.set(deliveryId, note);
    for (let tries = 1; ; tries++) {
      try {
        await note();
        unnoted.delete(deliveryId);
        return;
      } catch (error) {
        if (tries === noteTries) throw error;
        await wait(noteAgainMs);
      }
    }
  }
}

async function edit(
  deps: DeliverDeps,
  system: TenantContext,
  plan: Extract<Plan, { do: "edit" }>,
  told: Told | undefined,
): Promise<void> {
  const { delivery, conversation, messageRef } = plan;
  const purpose = purposeOf(delivery, told, deps.now());
  if (!purpose) return;
  const message = told?.message ?? noLongerYours;
  const { tenantId } = system;
  const outcome: SendOutcome = await plan.update({ tenantId, conversation, messageRef, message, ...purpose });
  await withTenant(deps.db, system, (tx) =>
    noteEdit(tx, delivery, outcome, { version: told?.version, now: deps.now() }),
  );
  deps.onOutcome?.(delivery.channel, outcome.ok ? "edited" : outcome.kind);
}

/** All that comes before the platform is called. */
async function prepare(
  deps: DeliverDeps & Pick<Parameters<typeof noteTry>[0], "unposted">,
  system: TenantContext,
  deliveryId: string,
  now: Date,
): Promise<{ plan: Plan; told: Told | undefined; refused?: SendOutcome }> {
  const plan = await noteTry(deps, system, deliveryId, now);
  if (plan.do === "edit") return { plan, told: await tellReader(deps, system, plan.delivery) };
  if (plan.do !== "post") return { plan, told: undefined };
  if (plan.isSpent) return { plan, told: undefined, refused: neverReady };
  try {
    return { plan, told: await tellReader(deps, system, plan.delivery) };
  } catch (error) {
    // What was asked for cannot be any more, such as a report on days that were taken away: to try again changes nothing.
    if (!(error instanceof AppError) || error.code !== "bad-input") throw error;
    const refused = { ok: false, kind: "failed", code: error.code, sentence: error.message } as const;
    return { plan, told: undefined, refused };
  }
}

async function postWith(
  { sender, delivery, behind, answers }: Extract<Plan, { do: "post" }>,
  tenantId: string,
  told: Told | undefined,
): Promise<SendOutcome> {
  if (!told) return notVisible;
  if (!sender) return notServed(delivery.channel);
  return sender.post({ ...toPost(tenantId, delivery, told), behind, ...(answers ? { answers } : {}) });
}

/** What the delivery says now, to its reader; undefined: they may not see it any more. */
async function tellReader(
  deps: DeliverDeps,
  system: TenantContext,
  delivery: DeliveryRow,
): Promise<Told | undefined> {
  const reader: TenantContext = { ...system, actor: { kind: "member", memberId: delivery.memberId } };
  const telling =
    delivery.subjectKind === "sign-in"
      ? tellSignIn(deps.db, system, delivery, deps.now())
      : withTenant(deps.db, reader, (tx) => tell(tx, delivery, deps.now(), deps.publicUrl));
  return telling.catch((error: unknown) => {
    if (error instanceof AppError && (error.code === "not-found" || error.code === "not-signed-in"))
      return undefined;
    throw error;
  });
}

function toPost(tenantId: string, delivery: DeliveryRow, told: Told) {
  const { id, memberId, subjectKind, subjectId, calledAt } = delivery;
  const thread = `${subjectKind === "alert-closed" ? "alert" : subjectKind}:${subjectId}`;
  const report = told.report ? { report: told.report } : {};
  const previous = calledAt === null ? {} : { previousAt: calledAt };
  return { tenantId, memberId, deliveryId: id, thread, message: told.message, ...report, ...previous };
}

/** What an edit is for: other words, or the picture that is due. Undefined: nothing is left to do. */
function purposeOf(
  { shownVersion, pictureDue, sentAt }: DeliveryRow,
  told: Told | undefined,
  now: Date,
): Pick<Edit, "picture"> | undefined {
  const isShown = told !== undefined && shownVersion !== null && (told.version ?? 0) <= shownVersion;
  if (!isShown) return {};
  // Before it is due, it is another job that was to bring the words up to date.
  if (pictureDue === null || pictureDue.getTime() > now.getTime() + early) return undefined;
  const waitedMs = now.getTime() - (sentAt ?? now).getTime();
  return { picture: waitedMs < picturePatienceMs ? "late" : "given-up" };
}

const noLongerYours = {
  summary: "You no longer look after this account.",
  parts: [{ part: "text", text: [{ kind: "text", text: "You no longer look after this account." }] }],
} as const;
