import type { Role } from "../context.ts";
import { listMembers } from "../db/people/members.ts";
import { AppError } from "../errors.ts";
import { releaseCompanyAccount } from "../usecases/sign-in/release-company-account.ts";
import { addMember } from "../usecases/tenants/add-member.ts";
import { removeMember } from "../usecases/tenants/remove-member.ts";
import { plural } from "../words/numbers.ts";
import type { Command } from "./command.ts";
import { inTenant } from "./in-tenant.ts";
import { say, text } from "./tenant-commands.ts";

/** `bellwether member add`. */
export const memberAddCommand: Command = {
  name: "member add",
  summary: "Add a member to a tenant",
  usage: "EMAIL",
  positionals: [1, 1],
  tenant: true,
  options: {
    name: { type: "string", value: "NAME", help: "Their name (the address, if left out)" },
    role: { type: "string", value: "ROLE", help: "admin, lead, manager or viewer (manager)" },
    zone: { type: "string", value: "ZONE", help: "Their time zone (UTC)" },
  },
  run: async (run) => {
    const email = run.positionals[0] ?? "";
    const role = text(run, "role") ?? "manager";
    if (!["admin", "lead", "manager", "viewer"].includes(role)) {
      throw new AppError("bad-input", "--role is admin, lead, manager or viewer.");
    }
    const added = await inTenant(run, (tx) =>
      addMember(tx, {
        email,
        name: text(run, "name") ?? email,
        role: role as Exclude<Role, "system">,
        zone: text(run, "zone") ?? "UTC",
        now: run.now,
      }),
    );
    say(run, `${email} is a member (${role}). Their sign-in link: bellwether sign-in ${email}`);
    return added;
  },
};

/** `bellwether member list`. */
export const memberListCommand: Command = {
  name: "member list",
  summary: "List the members of a tenant",
  tenant: true,
  run: async (run) => {
    const members = await inTenant(run, listMembers);
    if (members.length === 0) say(run, "No members. Add one: bellwether member add priya@example.com");
    for (const { email, name, role, accounts } of members)
      say(run, `${email.padEnd(32)} ${role.padEnd(8)} ${seenWords(role, accounts).padEnd(13)} ${name}`);
    return members;
  },
};

/** Admins and leads see all accounts, whether they look after any or not. */
function seenWords(role: string, accounts: number): string {
  return role === "admin" || role === "lead" ? "all accounts" : plural(accounts, "account");
}

/** `bellwether member remove`. */
export const memberRemoveCommand: Command = {
  name: "member remove",
  summary: "Take a member away: signed out everywhere, told nothing more; their accounts go to somebody else",
  usage: "EMAIL",
  positionals: [1, 1],
  tenant: true,
  timed: true,
  options: { to: { type: "string", value: "EMAIL", help: "Who looks after their accounts from now on" } },
  run: async (run) => {
    const email = run.positionals[0] ?? "";
    const heirEmail = text(run, "to");
    const removed = await inTenant(run, (tx) => removeMember(tx, { email, heirEmail, now: run.now }));
    const { accounts, alerts } = removed;
    const given = accounts === 0 ? "" : ` ${heirEmail} looks after ${plural(accounts, "account")} of theirs.`;
    const open = alerts === 0 ? "" : ` Nobody has ${plural(alerts, "alert")} that they had.`;
    say(run, `${email} is no member any more.${given}${open}`);
    return removed;
  },
};

/** `bellwether member release`. */
export const memberReleaseCommand: Command = {
  name: "member release",
  summary: "Let a member sign in with a new company account (the old one no longer opens theirs)",
  usage: "EMAIL",
  positionals: [1, 1],
  tenant: true,
  run: async (run) => {
    const email = run.positionals[0] ?? "";
    const done = await inTenant(run, (tx) => releaseCompanyAccount(tx, { email, now: run.now }));
    say(
      run,
      done.released === 0
        ? `${email} has not signed in with a company account yet.`
        : `The next company account with the address ${email} signs in as them. Sessions that are open stay.`,
    );
    return done;
  },
};
