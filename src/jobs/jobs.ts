import type { Sender } from "../bot/sender.ts";
import type { Db } from "../db/connection.ts";
import { wakeSnoozed } from "../usecases/alerts/wake-snoozed.ts";
import { releaseHeld } from "../usecases/deliveries/release-held.ts";
import { sendDueDigests } from "../usecases/digests/send-digest.ts";
import { runPass } from "../usecases/scoring/run-pass.ts";
import { connectMail } from "../usecases/tenants/connect-mail.ts";
import { keepTidy } from "../usecases/usage/keep-tidy.ts";
import { watchFeeds } from "../usecases/usage/watch-feeds.ts";
import type { ScheduledJob } from "./schedule.ts";

/**
 * The one table of what runs when.
 * @param service.sendsMail whether a mail server is configured
 * @param service.senders of the channels that are configured
 */
export function scheduledJobs(
  db: Db,
  service: { readonly sendsMail: boolean; readonly senders: readonly Pick<Sender, "meetMembers">[] },
): ScheduledJob[] {
  return [
    {
      // New events become scores within 90 seconds; a day that ended is scored and judged by the detector.
      name: "score new events",
      pattern: "20 * * * * *",
      run: async (tenantId, input) => {
        await runPass(db, tenantId, { ...input, full: false });
      },
    },
    {
      name: "score all accounts",
      pattern: "50 7 * * * *",
      run: async (tenantId, input) => {
        await runPass(db, tenantId, { ...input, full: true });
      },
    },
    {
      name: "send due digests",
      pattern: "0 * * * * *",
      run: async (tenantId, input) => void (await sendDueDigests(db, tenantId, input)),
    },
    {
      // What waited for the end of quiet hours.
      name: "release held messages",
      pattern: "10 * * * * *",
      run: (tenantId, input) => releaseHeld(db, tenantId, input),
    },
    {
      name: "wake snoozed alerts",
      pattern: "5 * * * * *",
      run: (tenantId, input) => wakeSnoozed(db, tenantId, input),
    },
    {
      name: "watch feeds",
      pattern: "35 */5 * * * *",
      run: (tenantId, input) => watchFeeds(db, tenantId, input),
    },
    {
      // For tenants that were made since the start.
      name: "connect mail",
      pattern: "25 */5 * * * *",
      run: (tenantId, input) => connectMail(db, tenantId, { ...input, isOn: service.sendsMail }),
    },
    {
      // A platform takes so many look-ups a minute: whoever is new is found before their first morning.
      name: "meet members",
      pattern: "45 * * * * *",
      run: async (tenantId) => {
        for (const { meetMembers } of service.senders) await meetMembers?.(tenantId);
      },
    },
    { name: "keep tidy", pattern: "15 41 * * * *", run: (tenantId, input) => keepTidy(db, tenantId, input) },
  ];
}
