import { alertHeading, alertKindWords } from "../../bot/views/alert-heading.ts";
import { alertPath } from "../../bot/views/paths.ts";
import type { ReportPeriod } from "../../render/report.ts";
import { listSheet } from "../../render/sheets/list-sheet.ts";
import type { CellKind, CellValue, Sheet, SheetCell, TypedCell, Workbook } from "../../render/workbook.ts";
import type { AccountCard, FeatureUse } from "../../results/accounts.ts";
import type { AlertFacts } from "../../results/alerts.ts";
import type { Reader } from "../../results/reader.ts";
import type { ScoreChange } from "../../results/score-change.ts";
import { eachDay } from "../../scoring/days.ts";
import type { ToldPart } from "../../scoring/explain/told-parts.ts";
import type { Day } from "../../scoring/types.ts";
import { bandReason } from "../../words/band-reason.ts";
import { liftFact } from "../../words/lift.ts";
import { shownName } from "../../words/names.ts";
import { againstUsualShare, count } from "../../words/numbers.ts";
import { rulesFromTo } from "../../words/score-change.ts";
import { sentenceCase } from "../../words/sentence-case.ts";
import { bandNamesFor, partLabels, pointsWords, signalWords } from "../../words/status.ts";
import { whyLine } from "../../words/why.ts";
import { dayIn } from "../../zones.ts";
import { type AccountDays, scoreSheet, usageSheet } from "./account-days.ts";
import { alertStateWords } from "./account-report.ts";
import { healthWords, periodRows, workbookFooter, workbookFor } from "./reader-workbook.ts";
import { reportedChange } from "./report-change.ts";

/** What a workbook of an account says beside the card. */
export interface AccountWorkbookInput {
  readonly reader: Reader;
  readonly period: ReportPeriod;
  readonly now: Date;
  readonly today: Day;
  readonly days: AccountDays;
  /** The parts that its scores have. */
  readonly parts: readonly ToldPart[];
  /** Opened in the period, newest first; null for the customer's own people, to whom alerts are not told. */
  readonly alerts: readonly AlertFacts[] | null;
  readonly publicUrl?: string | undefined;
  readonly change: ScoreChange | null;
}

/** An account as a workbook: what its PDF says and its CSV lists, a tab each. Facts that are unknown are left out. */
export function accountWorkbookOf(card: AccountCard, input: AccountWorkbookInput): Workbook {
  const { reader, period, now, days, parts } = input;
  const name = shownName(card.name);
  return workbookFor(reader, {
    what: `${name}: usage and health`,
    footer: workbookFooter(name, reader, period),
    now,
    sheets: [
      factsSheet(card, input),
      scoreSheet(days, parts),
      usageSheet(days, eachDay(period.from, period.to)),
      weeksSheet(card.series.weeks),
      ...(card.features.length === 0 ? [] : [featuresSheet(card.features)]),
      ...(input.change === null ? [] : [changeSheet(input.change, input.today)]),
      ...(input.alerts === null ? [] : [alertsSheet(input.alerts, input)]),
    ],
    about: {
      filter: `None: every day of ${name} in this period`,
      further: periodRows(period, card.late !== null),
      words: healthWords(parts),
    },
  });
}

function factsSheet(card: AccountCard, { reader, today }: AccountWorkbookInput): Sheet {
  const row = (
    label: string,
    kind: CellKind,
    value: CellValue,
    of: CellValue = null,
    change: CellValue = null,
  ) => (value === null || value === "" ? [] : [[label, { kind, value }, of, change] satisfies SheetCell[]]);
  const lift = card.lift && liftFact(card.lift, today);
  const scored = card.score !== null;
  const names = bandNamesFor(reader.role);
  const reason = bandReason(card, card.thresholds, names);
  const why = `${whyLine(card, today, null, names)} ${reason}`.trim();
  return {
    name: "Facts",
    layout: "card",
    columns: [
      { head: "Fact", kind: "text" },
      { head: "Value", kind: "prose" },
      { head: "Of", kind: "whole" },
      { head: "Change in 28 days", kind: "change" },
    ],
    rows: [
      ...row("Account", "text", card.name),
      ...row("Id", "text", card.externalId),
      ...row("Health", "whole", card.score, 100, card.change28d),
      ...(scored ? row("Band", "band", card.band) : row("Health", "text", "no data")),
      ...row("Signal", "text", card.signal && signalWords(card.signal)),
      ...row("Why", "prose", why),
      ...card.parts.flatMap((part) =>
        part.points === null
          ? row(partLabels[part.part], "text", pointsWords(part), null, part.change28d)
          : row(partLabels[part.part], "whole", part.points, part.max, part.change28d),
      ),
      ...(card.rulesChange === null
        ? []
        : row("Rules", "text", rulesFromTo(card.rulesChange), null, card.rulesChange.points)),
      ...(lift === null ? [] : row(lift[0], "prose", lift[1])),
      ...(scored ? row("User-days in 28 days", "whole", card.actual) : []),
      ...row("Usual in 28 days", "whole", card.usual),
      ...row("Usual week", "text", usualWeekWords(card)),
      ...(scored
        ? row("Users in 28 days", "whole", card.users28, null, card.users28 - card.users28Before)
        : []),
      ...row("Last used", "day", card.lastUsedOn),
      ...(reader.role === "viewer" ? [] : businessRows(card).map((cells) => [...cells, null, null])),
    ],
  };
}

function businessRows(card: AccountCard): [string, TypedCell][] {
  const { contractValue } = card;
  const rows: [string, TypedCell][] = [
    ["Owner", { kind: "text", value: card.owner?.name ?? null }],
    ["Renewal", { kind: "day", value: card.renewalOn }],
    ["Plan", { kind: "text", value: card.plan }],
    ["Stage", { kind: "text", value: card.stage }],
    ["Seats", { kind: "whole", value: card.seats }],
    [
      "Contract value",
      {
        kind: "money",
        value: contractValue?.amount ?? null,
        currency: contractValue?.currency ?? null,
      },
    ],
  ];
  return rows.filter(([, { value }]) => value !== null && value !== "");
}

function usualWeekWords({ series: { usualWeek } }: AccountCard): string | null {
  return usualWeek && `${count(usualWeek.low)} to ${count(usualWeek.high)} user-days`;
}

function weeksSheet(weeks: AccountCard["series"]["weeks"]): Sheet {
  return listSheet(
    "Usage by week",
    [
      { head: "First day", kind: "day", cell: ({ firstDay }) => firstDay },
      { head: "Last day", kind: "day", cell: ({ lastDay }) => lastDay },
      { head: "User-days", kind: "whole", cell: ({ userDays }) => userDays },
    ],
    weeks,
  );
}

function featuresSheet(features: readonly FeatureUse[]): Sheet {
  return listSheet(
    "Features",
    [
      { head: "Feature", kind: "text", cell: ({ feature }) => feature },
      { head: "User-days in 28 days", kind: "whole", cell: ({ actual }) => actual },
      { head: "Usual in 28 days", kind: "whole", cell: ({ usual }) => usual },
      { head: "Against usual", kind: "share", cell: (use) => againstUsualShare(use.actual, use.usual) },
    ],
    features,
  );
}

/** The parts, and the whole with its two days: without them a change says nothing. */
function changeSheet(change: ScoreChange, today: Day): Sheet {
  const { rows, score, sentences } = reportedChange(change, today);
  const whole = {
    part: "Health",
    points: `${score} of 100`,
    change: change.to.score - change.from.score,
    figures: sentences.join(" "),
  };
  return listSheet(
    "What changed",
    [
      { head: "Part", kind: "text", cell: ({ part }) => part },
      { head: "Points", kind: "text", cell: ({ points }) => points },
      { head: "Change", kind: "change", cell: (row) => row.change },
      { head: "Figures", kind: "prose", cell: ({ figures }) => figures },
    ],
    [...rows, whole],
  );
}

function alertsSheet(
  alerts: readonly AlertFacts[],
  { reader, today, publicUrl }: Pick<AccountWorkbookInput, "reader" | "today" | "publicUrl">,
): Sheet {
  const dayOf = (at: string) => dayIn(at, reader.tenantZone);
  return listSheet(
    "Alerts",
    [
      { head: "Opened", kind: "day", cell: ({ openedAt }) => dayOf(openedAt) },
      { head: "Alert", kind: "text", cell: ({ kind }) => sentenceCase(alertKindWords(kind)) },
      { head: "What", kind: "prose", cell: (alert) => alertHeading(alert) },
      {
        head: "State",
        kind: "prose",
        cell: (alert) => alertStateWords(alert, { today, zone: reader.tenantZone }),
      },
      { head: "Ended", kind: "day", cell: ({ closed }) => closed && dayOf(closed.at) },
      ...(publicUrl === undefined
        ? []
        : [
            {
              head: "Address",
              kind: "text" as const,
              cell: ({ account, id }: AlertFacts) => `${publicUrl}${alertPath(account.id, id)}`,
            },
          ]),
    ],
    alerts,
  );
}
