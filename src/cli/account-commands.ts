import { readTenantRules } from "../db/people/tenants.ts";
import { listNamedAccounts } from "../usecases/accounts/list-named-accounts.ts";
import { shownName } from "../words/names.ts";
import { bandWords } from "../words/status.ts";
import { dayIn } from "../zones.ts";
import type { Command } from "./command.ts";
import { inTenant } from "./in-tenant.ts";
import { say } from "./tenant-commands.ts";

/** `bellwether account list`. */
export const accountListCommand: Command = {
  name: "account list",
  summary: "List the accounts: the id that other commands want, score, band, owner and name",
  usage: "[TEXT]",
  positionals: [0, 1],
  tenant: true,
  timed: true,
  run: async (run) => {
    const [search] = run.positionals;
    const { accounts, today } = await inTenant(run, async (tx) => ({
      accounts: await listNamedAccounts(tx, { search, now: run.now }),
      today: dayIn(run.now, (await readTenantRules(tx)).zone),
    }));
    const widest = Math.min(40, Math.max(0, ...accounts.map(({ externalId }) => externalId.length)));
    for (const { externalId, name, score, band, owner, churnedOn } of accounts) {
      const hasLeft = churnedOn !== null && churnedOn <= today;
      const standing = hasLeft ? "left" : bandWords[score === null ? "no-data" : (band ?? "no-data")];
      const cells = [
        shownName(externalId).padEnd(widest),
        String(score ?? "–").padStart(3),
        standing.padEnd(7),
        (owner === null ? "nobody" : shownName(owner)).padEnd(20),
        shownName(name),
      ];
      say(run, cells.join("  "));
    }
    if (accounts.length === 0)
      say(
        run,
        search === undefined
          ? "No accounts yet. They come with the first event, or with: bellwether import FILE.csv"
          : `No account is called “${search}”. All of them: bellwether account list`,
      );
    return accounts;
  },
};
