import { AppError } from "../errors.ts";
import { isNameWithSlip } from "../usecases/accounts/typing-slip.ts";
import { listEvents, setEventUse } from "../usecases/usage/event-use.ts";
import { count, listed, plural } from "../words/numbers.ts";
import type { Command, CommandRun } from "./command.ts";
import { inTenant } from "./in-tenant.ts";
import { say } from "./tenant-commands.ts";

/** `bellwether event list`. */
export const eventListCommand: Command = {
  name: "event list",
  summary: "List the events that come in, by name, and which of them count as use",
  tenant: true,
  timed: true,
  run: async (run) => {
    const events = await inTenant(run, (tx) => listEvents(tx, { now: run.now }));
    if (events.length === 0)
      say(run, "No events yet. Bring some in: bellwether import FILE, or POST /v1/track");
    const widest = Math.min(60, Math.max(...events.map(({ name }) => name.length)));
    for (const { name, events: lately, accounts, isUse } of events) {
      const often =
        lately === 0 ? "none in 28 days" : `${count(lately)} in 28 days, ${plural(accounts, "account")}`;
      say(run, `${name.padEnd(widest)}  ${often.padEnd(36)}  ${isUse ? "use" : "left out of use"}`);
    }
    return events;
  },
};

/** `bellwether event exclude`. */
export const eventExcludeCommand: Command = {
  name: "event exclude",
  summary: "Leave an event out of use: a ticket or an error is no visit; metrics count it all the same",
  usage: "NAME",
  positionals: [1, 1],
  tenant: true,
  timed: true,
  run: (run) => setKnownEvent(run, false),
};

/** `bellwether event include`. */
export const eventIncludeCommand: Command = {
  name: "event include",
  summary: "Count an event as use again",
  usage: "NAME",
  positionals: [1, 1],
  tenant: true,
  timed: true,
  run: (run) => setKnownEvent(run, true),
};

/** @throws AppError `not-found` for a name that no event has, with those that may be meant */
async function setKnownEvent(run: CommandRun, isUse: boolean): Promise<unknown> {
  const typed = (run.positionals[0] ?? "").trim();
  const change = await inTenant(run, async (tx) => {
    const names = (await listEvents(tx, { now: run.now })).map(({ name }) => name);
    if (!names.includes(typed)) throw new AppError("not-found", unknownSentence(typed, names));
    return setEventUse(tx, { name: typed, isUse, now: run.now });
  });
  const { name, changed, days, accounts } = change;
  const is = isUse ? "counts as use" : "is left out of use";
  const next =
    days === 0
      ? ""
      : ` ${plural(days, "day")} of ${plural(accounts, "account")} ${days === 1 ? "is" : "are"} counted and scored again with the next pass; at once: bellwether score`;
  say(run, changed ? `“${name}” ${is}.${next}` : `“${name}” ${is} already.`);
  return change;
}

const maxMeant = 3;

function unknownSentence(typed: string, names: readonly string[]): string {
  const small = typed.toLowerCase();
  const words = small.split(/\s+/);
  const like = (name: string): number => {
    const other = name.toLowerCase();
    if (other === small || isNameWithSlip(small, other)) return 2;
    return words.some((word) => word.length > 2 && other.includes(word)) ? 1 : 0;
  };
  const meant = names
    .filter((name) => like(name) > 0)
    .toSorted((one, next) => like(next) - like(one))
    .slice(0, maxMeant)
    .map((name) => `“${name}”`);
  const there = `There ${meant.length === 1 ? "is" : "are"} ${listed(meant)}.`;
  const next = meant.length === 0 ? "See: bellwether event list" : there;
  return `No event is called “${typed}”. ${next}`;
}
