import type { Message } from "../message.ts";
import { digestMessage } from "../views/digest.ts";
import { acme, celik, line, meridian } from "./accounts.ts";
import { morning, weekly } from "./digest.ts";
import { id, now, priya, tomas } from "./people.ts";
import { renewals } from "./renewals.ts";

const monday = new Date(weekly.dueAt);

/** Every digest, as the cast would get it. */
export const sampleDigests: Readonly<Record<string, Message>> = {
  "D1 morning digest": digestMessage(morning, priya, { now }),
  "D1 with late accounts, ended alerts and more movers": digestMessage(
    {
      ...morning,
      needYou: morning.needYou.slice(0, 1),
      moved: Array.from({ length: 7 }, (_, at) => ({
        account: line(40 + at, `Mover ${at + 1}`, { score: 80 - at }),
        change: -3,
        note: null,
      })),
      lateAccounts: ["Orbis", "Vela Freight", "Nordwind"],
      closed: [
        { accountId: id(180), accountName: "Umbra Studios", how: "recovered", byName: null },
        { accountId: id(181), accountName: "Estrella Health", how: "by-hand", byName: "Jonas Weber" },
      ],
    },
    priya,
    { now },
  ),
  "D1 after a publish": digestMessage(
    {
      ...morning,
      needYou: [
        { account: acme, change: -14, byRules: -12, note: "new-alert" },
        { account: celik, change: 2, byRules: 2, note: "snooze-ended" },
      ],
      published: { version: 2, since: "2026-11-19", accounts: 18 },
    },
    priya,
    { now },
  ),
  "D1 with what is at stake": digestMessage({ ...morning, business: renewals }, priya, { now }),
  "D2 all quiet": digestMessage({ ...morning, kind: "quiet", needYou: [], moved: [], chart: null }, priya, {
    now,
  }),
  "D1 data behind": digestMessage({ ...morning, dataDay: "2026-11-17" }, priya, { now }),
  "D2 data behind": digestMessage(
    { ...morning, kind: "quiet", dataDay: "2026-11-17", needYou: [], moved: [], chart: null },
    priya,
    { now },
  ),
  "D3 first day": digestMessage({ ...morning, kind: "first", since: null, countsBefore: null }, priya, {
    now,
  }),
  "D4 stale data": digestMessage(
    {
      ...morning,
      kind: "stale",
      dataDay: "2026-11-18",
      moved: [],
      late: { source: null, lastEventAt: "2026-11-18T22:10:00Z", adminName: "Tomás Reyes" },
    },
    priya,
    { now },
  ),
  "D6 weekly": digestMessage(weekly, priya, { now: monday }),
  "D6 weekly, an alert withdrawn": digestMessage(
    {
      ...weekly,
      moved: [{ account: meridian, change: 6, note: "withdrawn" }],
      closed: [
        ...weekly.closed,
        { accountId: meridian.id, accountName: meridian.name, how: "undone", byName: null },
      ],
    },
    priya,
    { now: monday },
  ),
  "D6 weekly, to an admin": digestMessage(
    { ...weekly, judged: { told: 31, useful: 15, expected: 3, wrong: 4 } },
    tomas,
    { now: monday },
  ),
  "D6 weekly, data behind": digestMessage({ ...weekly, dataDay: "2026-11-20" }, priya, { now: monday }),
};
