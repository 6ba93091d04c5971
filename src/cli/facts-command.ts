import { systemContext } from "../context.ts";
import { newId } from "../ids.ts";
import { factNames } from "../ingest/account-facts.ts";
import { importFacts } from "../usecases/accounts/import-facts.ts";
import { plural } from "../words/numbers.ts";
import type { Command } from "./command.ts";
import { sayRows } from "./say-rows.ts";
import { text } from "./tenant-commands.ts";

/** `bellwether facts import`. */
export const factsImportCommand: Command = {
  name: "facts import",
  summary: "Bring in facts of accounts (contract value, renewal, seats, …) from a CSV file",
  usage: "FILE.csv[.gz]",
  positionals: [1, 1],
  tenant: true,
  timed: true,
  long: true,
  options: {
    account: { type: "string", value: "COLUMN", help: "Column with the account (account)" },
    name: { type: "string", value: "COLUMN", help: "Column with its name" },
    plan: { type: "string", value: "COLUMN", help: "Column with its plan" },
    value: { type: "string", value: "COLUMN", help: "Column with a year's contract value" },
    currency: { type: "string", value: "COLUMN", help: "Column with the currency, such as EUR" },
    renewal: { type: "string", value: "COLUMN", help: "Column with the day of renewal" },
    seats: { type: "string", value: "COLUMN", help: "Column with the seats licensed" },
    stage: { type: "string", value: "COLUMN", help: "Column with the stage, such as trial or live" },
    churned: { type: "string", value: "COLUMN", help: "Column with the day on which they left" },
    owner: { type: "string", value: "COLUMN", help: "Column with the owner's e-mail address" },
  },
  run: async (run) => {
    const { db } = await run.database();
    const columns = Object.fromEntries(
      factNames.flatMap((fact) => {
        const column = text(run, fact);
        return column === undefined ? [] : [[fact, column]];
      }),
    );
    const report = await importFacts(db, systemContext(await run.tenantId(), newId(), "cli"), {
      path: run.positionals[0] ?? "",
      account: text(run, "account") ?? "account",
      columns,
      now: run.now,
      onProgress: ({ bytesRead, bytesTotal, rows }) =>
        run.progress(bytesRead, bytesTotal, "Reading", plural(rows, "row")),
    });
    sayRows(run, report);
    return report;
  },
};
