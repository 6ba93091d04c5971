import { listTenants } from "../db/people/tenants.ts";
import { readOnlyWayIn } from "../db/sign-in/ways-in.ts";
import { withSystem } from "../db/with-tenant.ts";
import { AppError } from "../errors.ts";
import { newId } from "../ids.ts";
import type { Kind } from "../scoring/types.ts";
import { assignNamedAccount } from "../usecases/accounts/assign-account.ts";
import { openWaysIn } from "../usecases/sign-in/ways-in.ts";
import { getMemberByEmail } from "../usecases/tenants/add-member.ts";
import { createTenant } from "../usecases/tenants/create-tenant.ts";
import { createWriteKey } from "../usecases/tenants/create-write-key.ts";
import { providerName } from "../words/sign-in.ts";
import type { Command, CommandRun } from "./command.ts";
import { inTenant } from "./in-tenant.ts";

/** `bellwether tenant create`. */
export const tenantCreateCommand: Command = {
  name: "tenant create",
  summary: "Create a tenant: an organisation whose team uses Bellwether",
  usage: "SLUG",
  positionals: [1, 1],
  options: {
    name: { type: "string", value: "NAME", help: "Its name as people know it (the slug, if left out)" },
    zone: { type: "string", value: "ZONE", help: "Its time zone, such as Europe/Berlin (UTC)" },
    kind: { type: "string", value: "b2b|retail", help: "b2b: many users an account. retail: one (b2b)" },
  },
  run: async (run) => {
    const slug = run.positionals[0] ?? "";
    const kind = text(run, "kind") ?? "b2b";
    if (kind !== "b2b" && kind !== "retail") throw new AppError("bad-input", "--kind is b2b or retail.");
    const { db } = await run.database();
    const created = await createTenant(db, {
      slug,
      name: text(run, "name") ?? slug,
      zone: text(run, "zone") ?? "UTC",
      kind: kind satisfies Kind,
      demo: false,
      now: run.now,
      requestId: newId(),
    });
    say(run, `Tenant ${slug} is there. Next: bellwether member add EMAIL --tenant ${slug} --role admin`);
    return { ...created, slug };
  },
};

/** `bellwether tenant list`. */
export const tenantListCommand: Command = {
  name: "tenant list",
  summary: "List the tenants",
  run: async (run) => {
    const { db } = await run.database();
    const tenants = await withSystem(db, "command line", listTenants);
    for (const tenant of tenants)
      say(
        run,
        `${tenant.slug.padEnd(24)} ${tenant.name}  ${tenant.zone}${tenant.demo ? "  sample data" : ""}`,
      );
    if (tenants.length === 0) say(run, "No tenants yet. Make one with: bellwether tenant create SLUG");
    return tenants;
  },
};

/** `bellwether tenant sign-in`. It opens the ways and cannot limit them: that is for an admin who stands inside. */
export const tenantSignInCommand: Command = {
  name: "tenant sign-in",
  summary: "Say by which ways a team signs in; any: by every way again, if it was a company account alone",
  usage: "[any]",
  positionals: [0, 1],
  tenant: true,
  run: async (run) => {
    const [asked] = run.positionals;
    if (asked !== undefined && asked !== "any")
      throw new AppError(
        "bad-input",
        "It is any, or nothing. An admin limits it under Settings, Sign-in, signed in with the company account.",
      );
    if (asked === undefined) {
      const only = await inTenant(run, readOnlyWayIn);
      say(
        run,
        only === null
          ? "By every way that is set up."
          : `With ${providerName(only, run.config.signIn)} only; customers' own admins by a link as well.`,
      );
      return { only };
    }
    const opened = await inTenant(run, (tx) => openWaysIn(tx, { now: run.now }));
    say(
      run,
      opened.was === null ? "It was every way before." : "By every way that is set up, links among them.",
    );
    return opened;
  },
};

/** `bellwether account assign`. */
export const accountAssignCommand: Command = {
  name: "account assign",
  summary: "Let a member look after an account; with --see-only just see it, as a viewer does",
  usage: "ACCOUNT EMAIL",
  positionals: [2, 2],
  tenant: true,
  options: { "see-only": { type: "boolean", help: "See it without becoming its owner" } },
  run: async (run) => {
    const [account = "", email = ""] = run.positionals;
    const assigned = await inTenant(run, async (tx) => {
      const member = await getMemberByEmail(tx, email);
      const seeOnly = run.values["see-only"] === true;
      if (member.role === "viewer" && !seeOnly)
        throw new AppError(
          "bad-input",
          `${member.name} is a customer's own admin and looks after no account. To let them see this one, add --see-only.`,
        );
      const owner = seeOnly ? { owner: false } : {};
      return assignNamedAccount(tx, { account, memberId: member.id, ...owner, now: run.now });
    });
    say(run, `${email} ${run.values["see-only"] ? "sees" : "looks after"} ${account}.`);
    return assigned;
  },
};

/** `bellwether key create`. */
export const keyCreateCommand: Command = {
  name: "key create",
  summary: "Make a write key for a source of events",
  usage: "SOURCE",
  positionals: [1, 1],
  tenant: true,
  run: async (run) => {
    const source = run.positionals[0] ?? "";
    const made = await inTenant(run, (tx) => createWriteKey(tx, { source, now: run.now }));
    say(
      run,
      `${made.key}\nThis is shown once: keep it. Send events with it to ${run.config.publicUrl}/v1/batch`,
    );
    return made;
  },
};

/** A text option; undefined when not given. */
export function text(run: CommandRun, name: string): string | undefined {
  const value = run.values[name];
  return typeof value === "string" ? value : undefined;
}

/** What was given to an option that may stand several times, in order. */
export function texts(run: CommandRun, name: string): readonly string[] {
  const values = run.values[name];
  return Array.isArray(values) ? values : [];
}

/** A line of the result, unless the result is JSON. */
export function say(run: CommandRun, line: string): void {
  if (!run.json) run.terminal.out(`${line}\n`);
}
