import type { Message } from "../message.ts";
import { digestMessage } from "../views/digest.ts";
import { line } from "./accounts.ts";
import { morning } from "./digest.ts";
import { id, now, priya, tomas } from "./people.ts";
import { renewals } from "./renewals.ts";

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
  "D1 with what is at stake": digestMessage({ ...morning, business: renewals }, priya, { now }),
  "D2 all quiet": digestMessage({ ...morning, kind: "quiet", needYou: [], moved: [], chart: null }, priya, {
    now,
  }),
  "D3 first day": digestMessage({ ...morning, kind: "first", since: null, countsBefore: null }, priya, {
    now,
  }),
  "D4 stale data": digestMessage(
    {
      ...morning,
      kind: "stale",
      dataDay: "2026-11-18",
      needYou: [],
      moved: [],
      late: { source: null, lastEventAt: "2026-11-18T22:10:00Z", adminName: "Tomás Reyes" },
    },
    priya,
    { now },
  ),
  "D6 weekly": digestMessage(
    {
      ...morning,
      kind: "weekly",
      dueAt: "2026-11-23T07:30:00Z",
      madeAt: "2026-11-23T07:30:00Z",
      since: "2026-11-20T07:30:00Z",
      closed: [{ accountId: id(181), accountName: "Estrella Health", how: "by-hand", byName: "Priya Shah" }],
      renewals: [{ accountId: id(182), accountName: "Nordwind", on: "2026-12-01" }],
    },
    priya,
    { now: new Date("2026-11-23T07:30:00Z") },
  ),
  "D6 weekly, to an admin": digestMessage(
    {
      ...morning,
      kind: "weekly",
      dueAt: "2026-11-23T07:30:00Z",
      madeAt: "2026-11-23T07:30:00Z",
      since: "2026-11-20T07:30:00Z",
      judged: { told: 31, useful: 15, expected: 3, wrong: 4 },
      closed: [{ accountId: id(181), accountName: "Estrella Health", how: "by-hand", byName: "Priya Shah" }],
      renewals: [{ accountId: id(182), accountName: "Nordwind", on: "2026-12-01" }],
    },
    tomas,
    { now: new Date("2026-11-23T07:30:00Z") },
  ),
};
