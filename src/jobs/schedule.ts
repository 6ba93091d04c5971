import { Cron } from "croner";
import type { Db } from "../db/connection.ts";
import { listTenants } from "../db/people/tenants.ts";
import { withSystem } from "../db/with-tenant.ts";
import { newId } from "../ids.ts";

/** What the jobs log. */
export interface JobLog {
  info(facts: object, message: string): void;
  error(facts: object, message: string): void;
}

/** One tenant's work at one tick. */
export type TenantJob = (tenantId: string, input: { now: Date; requestId: string }) => Promise<void>;

/** When each job runs (UTC; every local time is the database's to know) and how it is named in logs. */
export interface ScheduledJob {
  readonly name: string;
  /** A cron pattern with seconds. */
  readonly pattern: string;
  readonly run: TenantJob;
}

/** The clocks that run. */
export interface Schedule {
  /** No new tick, and no further tenant of a running one; resolves when what runs has ended. */
  stop(): Promise<void>;
}

/**
 * Starts a clock for each job. At a tick the job runs for every tenant, one after the other, so that one tenant's failure
 * is one tenant's. The clock says only "look": what is due is in the database, so a second replica, a restart or a missed
 * tick neither doubles nor loses anything. A tick that comes while the last one runs is left out.
 */
export function startSchedule(
  jobs: readonly ScheduledJob[],
  deps: { db: Db; log: JobLog; now: () => Date },
): Schedule {
  const running = new Set<Promise<void>>();
  let stopped = false;
  const clocks = jobs.map((job) => {
    let busy = false;
    return new Cron(job.pattern, { timezone: "UTC" }, () => {
      if (busy) return;
      busy = true;
      const tick = runForAll(job, { ...deps, isStopped: () => stopped }).finally(() => {
        busy = false;
        running.delete(tick);
      });
      running.add(tick);
    });
  });
  return {
    stop: async () => {
      stopped = true;
      for (const clock of clocks) clock.stop();
      await Promise.allSettled(running);
    },
  };
}

async function runForAll(
  job: ScheduledJob,
  deps: { db: Db; log: JobLog; now: () => Date; isStopped: () => boolean },
): Promise<void> {
  try {
    const tenants = await withSystem(deps.db, job.name, listTenants);
    for (const tenant of tenants) {
      if (deps.isStopped()) return;
      const requestId = newId();
      await job.run(tenant.id, { now: deps.now(), requestId }).catch((error: unknown) => {
        deps.log.error({ err: error, job: job.name, tenantId: tenant.id, requestId }, "job failed");
      });
    }
  } catch (error) {
    deps.log.error({ err: error, job: job.name }, "job failed");
  }
}
