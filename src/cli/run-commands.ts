import { migrate } from "../db/migrate.ts";
import { listTenants } from "../db/people/tenants.ts";
import { withSystem } from "../db/with-tenant.ts";
import { AppError } from "../errors.ts";
import { newId } from "../ids.ts";
import { serve } from "../main.ts";
import { createSignInToken } from "../usecases/sign-in/sign-in.ts";
import { createDemo } from "../usecases/tenants/create-demo.ts";
import { datedDay } from "../words/day-words.ts";
import type { Command } from "./command.ts";
import { inTenant } from "./in-tenant.ts";
import { say } from "./tenant-commands.ts";

/** `bellwether serve`. */
export const serveCommand: Command = {
  name: "serve",
  summary: "Run the service (the same as npm start)",
  run: async (run) => {
    await serve(run.config, run.terminal);
    return null;
  },
};

/** `bellwether migrate`. */
export const migrateCommand: Command = {
  name: "migrate",
  summary: "Bring the database up to date, then end",
  run: async (run) => {
    if (!run.config.databaseUrl) {
      await run.database();
      say(run, "The embedded database is up to date.");
      return { ran: [] };
    }
    const ran = await migrate(run.config.databaseUrl);
    say(run, ran.length === 0 ? "The database is up to date." : `Ran ${ran.join(", ")}.`);
    return { ran };
  },
};

/** `bellwether demo`. */
export const demoCommand: Command = {
  name: "demo",
  summary: "Create the demo tenant with sample data",
  timed: true,
  long: true,
  run: async (run) => {
    if (run.config.databaseUrl || run.config.slack || run.config.teams?.withoutCredentials === false) {
      throw new AppError(
        "not-allowed",
        "Sample data is for trying out: it is never made where DATABASE_URL or a chat platform is set.",
      );
    }
    const { db } = await run.database();
    const tenants = await withSystem(db, "command line", listTenants);
    if (tenants.some((tenant) => tenant.demo))
      throw new AppError("conflict", "The demo tenant is there already. See: bellwether tenant list");
    const demo = await createDemo(db, {
      now: run.now,
      requestId: newId(),
      onProgress: ({ day, done, total }) => run.progress(done, total, "Scoring", datedDay(day)),
    });
    say(run, `The demo tenant is there. Sign in with: bellwether sign-in ${demo.adminEmail}`);
    return demo;
  },
};

/** `bellwether sign-in`. */
export const signInCommand: Command = {
  name: "sign-in",
  summary: "Make a one-time sign-in link for a member",
  usage: "EMAIL",
  positionals: [1, 1],
  tenant: true,
  run: async (run) => {
    const email = run.positionals[0] ?? "";
    const made = await inTenant(run, (tx) => createSignInToken(tx, { email, now: run.now }));
    const link = `${run.config.publicUrl}/sign-in?token=${made.token}`;
    say(run, `${link}\nIt works once, for a day.`);
    return { link, expiresAt: made.expiresAt };
  },
};
