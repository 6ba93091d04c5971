import type { MovedByUse } from "../../db/accounts/portfolio-query.ts";
import { isWaiting } from "../../db/alerts/alert-states.ts";
import {
  type DigestAlert,
  findLastDigest,
  type LastDigest,
  readDigestAlerts,
} from "../../db/deliveries/digests.ts";
import { readDataState } from "../../db/scores/data-state.ts";
import { readLatestScores, type ScoreOfDay } from "../../db/scores/scores-of-day.ts";
import type { TenantTx } from "../../db/with-tenant.ts";
import type { AccountLine } from "../../results/accounts.ts";
import type { ClosedHow } from "../../results/alerts.ts";
import type { DigestChart, DigestFacts, DigestLine } from "../../results/digests.ts";
import type { Reader } from "../../results/reader.ts";
import { addDays } from "../../scoring/days.ts";
import type { Band, Day } from "../../scoring/types.ts";
import { dayIn, weekdayIn } from "../../zones.ts";
import { readAlertReport } from "../alerts/report-alerts.ts";
import { getRenewals } from "../portfolio/get-renewals.ts";
import { listAccounts, wholePortfolio } from "../portfolio/list-accounts.ts";
import { readMovedByUse } from "../portfolio/moved-by-use.ts";
import {
  type EarlierStanding,
  type EarlierStandings,
  noStandings,
  readEarlierStandings,
} from "./earlier-standings.ts";

/** Points by which a score must have changed to be told; small accounts jitter. */
const moverPoints = { usual: 3, small: 5 };
/** User-days in 28 days under which an account is small. */
const smallAccount = 10;
/** Rows of the digest's picture. */
const chartRows = 12;
/** Days ahead in which a renewal is told on Mondays. */
const renewalDays = 14;

/**
 * Makes the facts of a reader's digest under the reader's own rights: what needs them, what else moved since the last
 * digest that they were sent, and how many accounts stand where.
 * @param input.dueAt the slot that it is for
 */
export async function makeDigest(
  tx: TenantTx,
  reader: Reader,
  input: { now: Date; dueAt: Date },
): Promise<DigestFacts> {
  const portfolio = await listAccounts(tx, { now: input.now, sort: "need", pageSize: wholePortfolio });
  const last = await findLastDigest(tx, reader.memberId);
  const weekly = last !== undefined && weekdayIn(input.dueAt, reader.zone) === 1;
  const since = weekly ? new Date(input.dueAt.getTime() - 7 * 86_400_000) : (last?.madeAt ?? input.now);
  const { models, endOfToday } = await readDataState(tx, input.now);
  const customers = portfolio.lines.filter(({ signal }) => signal?.kind !== "left");
  const scores = await scoresOf(tx, customers);
  const compared = await comparedDigest(tx, reader, { last, weekly, dataDay: portfolio.dataDay });
  const earlier =
    compared === null || portfolio.dataDay === null
      ? noStandings
      : await readEarlierStandings(tx, {
          day: compared.day,
          told: compared.facts?.told,
          dataDay: portfolio.dataDay,
          models,
          after: scores,
        });
  const before = earlier.of;
  const alerts = await readDigestAlerts(tx, since);
  const today = dayIn(input.now, reader.zone);
  const { needYou, moved } = toldOf(customers, before, {
    alerts,
    since,
    endOfToday,
    isToday: (at) => dayIn(at, reader.zone) === today,
  });
  const closed = alerts.flatMap((alert) => closedLine(alert, portfolio.lines));
  const late = portfolio.late;
  const kind = kindOf({
    first: last === undefined,
    late: late !== null,
    weekly,
    quiet: needYou.length + moved.length + closed.length === 0,
  });
  return {
    kind,
    accounts: customers.length,
    dueAt: input.dueAt.toISOString(),
    madeAt: input.now.toISOString(),
    since: last === undefined ? null : since.toISOString(),
    dataDay: portfolio.dataDay,
    counts: portfolio.counts,
    countsBefore: last === undefined ? null : (compared?.facts?.counts ?? countBands(customers, before)),
    newAccounts: portfolio.lines.filter((line) => line.signal?.kind === "new").length,
    needYou,
    moved,
    lowest: lowestOf(customers),
    lateAccounts: late
      ? []
      : portfolio.lines.filter((line) => line.signal?.kind === "data-late").map((line) => line.name),
    late,
    closed,
    renewals: weekly ? renewalsOf(customers, today) : [],
    business: await getRenewals(tx, { now: input.now }),
    ...(kind === "weekly" && (reader.role === "lead" || reader.role === "admin")
      ? { judged: (await readAlertReport(tx, input.now)).all }
      : {}),
    chart:
      kind === "quiet" || kind === "stale"
        ? null
        : chartOf(customers, weekly, await readMovedByUse(tx, models, weekly ? 7 : 28)),
    thresholds: portfolio.thresholds,
    ...(earlier.published === null ? {} : { published: earlier.published }),
    told: Object.fromEntries(scores),
  };
}

/** The scores behind the lines. */
async function scoresOf(
  tx: TenantTx,
  customers: readonly AccountLine[],
): Promise<ReadonlyMap<string, ScoreOfDay>> {
  const latest = await readLatestScores(tx);
  const shown = customers.flatMap(({ id }): [string, ScoreOfDay][] => {
    const score = latest.get(id);
    return score === undefined ? [] : [[id, score]];
  });
  return new Map(shown);
}

/** The day that a digest compares with, and what its reader was told then, if they were: the last time, on Mondays a week ago. */
async function comparedDigest(
  tx: TenantTx,
  { memberId }: Reader,
  {
    last,
    weekly,
    dataDay,
  }: { readonly last: LastDigest | undefined; readonly weekly: boolean; readonly dataDay: Day | null },
): Promise<{ readonly day: Day; readonly facts: DigestFacts | undefined } | null> {
  if (dataDay === null || last === undefined) return null;
  if (!weekly) return last.dataDay === null ? null : { day: last.dataDay, facts: last.facts };
  const day = addDays(dataDay, -7);
  return { day, facts: (await findLastDigest(tx, memberId, day))?.facts };
}

/** Those that need the reader, in the order of the list, and what else moved, the most telling first. */
function toldOf(
  customers: readonly AccountLine[],
  before: EarlierStandings["of"],
  input: {
    readonly alerts: readonly DigestAlert[];
    readonly since: Date;
    readonly endOfToday: Date;
    readonly isToday: (at: Date) => boolean;
  },
): Pick<DigestFacts, "needYou" | "moved"> {
  const { alerts, since, endOfToday, isToday } = input;
  const alertOf = new Map(alerts.map((alert) => [alert.id, alert]));
  const closedOn = new Map(closedAlerts(alerts).map((alert) => [alert.accountId, alert]));
  const needYou: DigestLine[] = [];
  const moved: DigestLine[] = [];
  for (const account of customers) {
    // Of an account's alerts, one that waits leads in the list, if any does: so the digest counts what the list counts.
    const open = account.alert === null ? undefined : alertOf.get(account.alert.id);
    const waits = open !== undefined && isWaiting(open, endOfToday);
    const standing = before.get(account.id);
    const line = lineOf(account, standing, noteOf());
    if (waits) needYou.push(line);
    else if (hasMoved(line, standing?.band)) moved.push(line);

    function noteOf(): DigestLine["note"] {
      if (open?.snoozedUntil && isToday(open.snoozedUntil)) return "snooze-ended";
      if (open && waits) return open.openedAt > since ? "new-alert" : "still-open";
      const closed = closedOn.get(account.id);
      if (closed) return isWithdrawn(closed) ? "withdrawn" : "resolved";
      return bandNote(account, standing);
    }
  }
  return { needYou, moved: moved.sort((one, other) => weightOf(other) - weightOf(one)) };
}

/** Those that have ended; what was resolved says more of an account than what should not have been opened, and comes last. */
function closedAlerts(alerts: readonly DigestAlert[]): readonly DigestAlert[] {
  const closed = alerts.filter(({ closedAt }) => closedAt !== null);
  return closed.toSorted((one, other) => Number(isWithdrawn(other)) - Number(isWithdrawn(one)));
}

function isWithdrawn({ state }: DigestAlert): boolean {
  return state === "withdrawn";
}

function lineOf(
  account: AccountLine,
  before: EarlierStanding | undefined,
  note: DigestLine["note"],
): DigestLine {
  const change = account.score === null || before === undefined ? null : account.score - before.score;
  const byRules = before?.byRules ?? 0;
  const byUse = change === null ? null : change - byRules;
  return {
    account: { ...account, cause: causeSince(account, byUse, before) },
    change,
    ...(change === null || byRules === 0 ? {} : { byRules }),
    note,
  };
}

/** Points that use moved since; what new rules did by themselves makes nobody a mover. */
function movedByUse({ change, byRules = 0 }: DigestLine): number {
  return (change ?? 0) - byRules;
}

function bandNote({ band }: AccountLine, before: EarlierStanding | undefined): DigestLine["note"] {
  return before && band !== null && before.band !== band ? `was-${before.band}` : null;
}

/** A part that is the cause is told of the days that the change beside it is of, where use made one. */
function causeSince(
  { cause }: AccountLine,
  byUse: number | null,
  before: EarlierStanding | undefined,
): AccountLine["cause"] {
  if (before === undefined || byUse === null || byUse === 0) return cause;
  return cause === null || cause.kind === "part" ? before.cause : cause;
}

function hasMoved(line: DigestLine, bandBefore: Band | undefined): boolean {
  if (line.note === "resolved" || line.note === "withdrawn") return true;
  if (bandBefore !== undefined && line.account.band !== null && bandBefore !== line.account.band) return true;
  const small = (line.account.usual ?? 0) < smallAccount;
  return Math.abs(movedByUse(line)) >= (small ? moverPoints.small : moverPoints.usual);
}

/** Bands that changed lead; then the larger change. */
function weightOf(line: DigestLine): number {
  return (line.note?.startsWith("was-") ? 1_000 : 0) + Math.abs(movedByUse(line));
}

function closedLine(alert: DigestAlert, lines: readonly AccountLine[]): DigestFacts["closed"] {
  if (alert.closedAt === null) return [];
  const account = lines.find((line) => line.id === alert.accountId);
  if (!account) return [];
  return [
    {
      accountId: account.id,
      accountName: account.name,
      how: (alert.closedHow ?? "by-hand") as ClosedHow,
      byName: alert.closedByName,
    },
  ];
}

function kindOf(is: { first: boolean; late: boolean; weekly: boolean; quiet: boolean }): DigestFacts["kind"] {
  if (is.late) return "stale";
  if (is.first) return "first";
  if (is.weekly) return "weekly";
  return is.quiet ? "quiet" : "morning";
}

function countBands(
  lines: readonly AccountLine[],
  before: ReadonlyMap<string, EarlierStanding>,
): DigestFacts["counts"] {
  const bands = lines.map((line) => before.get(line.id)?.bandThen ?? null);
  const count = (band: Band | null) => bands.filter((other) => other === band).length;
  return { atRisk: count("at-risk"), watch: count("watch"), healthy: count("healthy"), noData: count(null) };
}

function lowestOf(lines: readonly AccountLine[]): DigestLine[] {
  return lines
    .filter((line) => line.score !== null)
    .sort((one, other) => (one.score ?? 0) - (other.score ?? 0))
    .slice(0, 3)
    .map((account) => ({ account, change: null, note: null }));
}

function renewalsOf(lines: readonly AccountLine[], today: Day): DigestFacts["renewals"] {
  const until = addDays(today, renewalDays);
  return lines
    .flatMap((line) =>
      line.renewalOn !== null && line.renewalOn >= today && line.renewalOn <= until
        ? [{ accountId: line.id, accountName: line.name, on: line.renewalOn }]
        : [],
    )
    .sort((one, other) => (one.on < other.on ? -1 : 1));
}

/**
 * At risk, watch, falling, rising, while there are rows; the rest are ticks. Who fell and who rose goes by what use moved; each end is
 * the score as it was shown.
 */
function chartOf(
  lines: readonly AccountLine[],
  weekly: boolean,
  movedByUse: readonly MovedByUse[],
): DigestChart | null {
  const byUse = new Map(movedByUse.map(({ accountId, points }) => [accountId, points]));
  const scored = lines.flatMap((line) => {
    if (line.score === null || line.band === null) return [];
    const change = weekly ? line.change7d : line.change28d;
    return [
      {
        name: line.name,
        now: line.score,
        before: change === null ? null : line.score - change,
        band: line.band,
        byUse: byUse.get(line.id) ?? change ?? 0,
      },
    ];
  });
  if (scored.length === 0) return null;
  const rank = (row: (typeof scored)[number]) => {
    if (row.band === "at-risk") return 0;
    if (row.band === "watch") return 1;
    return row.byUse <= -moverPoints.usual ? 2 : row.byUse >= moverPoints.usual ? 3 : 4;
  };
  const ordered = scored.toSorted(
    (one, other) => rank(one) - rank(other) || Math.abs(other.byUse) - Math.abs(one.byUse),
  );
  const rows = ordered.filter((row) => rank(row) < 4).slice(0, chartRows);
  const listed = new Set(rows);
  const moved = (row: (typeof scored)[number]) => {
    if (rank(row) === 4) return {};
    return { moved: rank(row) === 3 ? ("rising" as const) : ("low-or-falling" as const) };
  };
  return {
    windowDays: weekly ? 7 : 28,
    rows: rows.map(({ name, now, before, band }) => ({ name, now, before, band })),
    others: ordered
      .filter((row) => !listed.has(row))
      .map((row) => ({ now: row.now, band: row.band, ...moved(row) })),
  };
}
