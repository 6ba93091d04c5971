import type { AccountStanding, Portfolio } from "../../results/accounts.ts";
import type { Stakes } from "../../results/renewals.ts";
import { shortDay } from "../../words/dates.ts";
import { behindDay } from "../../words/late-data.ts";
import { count, plural } from "../../words/numbers.ts";
import { filterNames, moversMean } from "../../words/portfolio-filters.ts";
import { renewalCountsLine, valueAtRiskWords } from "../../words/renewals.ts";
import { accountsIn } from "../../words/status.ts";
import { dayIn } from "../../zones.ts";
import { ExportMenu } from "../exports/export-menu.tsx";
import { Pager } from "../parts/pager.tsx";
import { StaleBar } from "../parts/stale-bar.tsx";
import { Page, type Shell } from "../shell/layout.tsx";
import { accountRow, before } from "./account-row.tsx";
import { EmptyPortfolio } from "./empty-portfolio.tsx";
import { type PortfolioView, pageSize, portfolioFilePath, portfolioViewPath } from "./portfolio-view.ts";
import { TailScale, TailZones, tailFloor } from "./tail-chart.tsx";
import { WaitingBar } from "./waiting-bar.tsx";

/** The portfolio: who needs a call, first; every account with its level, its change and its use. */
export function PortfolioPage(props: {
  shell: Shell;
  portfolio: Portfolio<AccountStanding>;
  stakes: Stakes;
  view: PortfolioView;
  now: Date;
}) {
  const { portfolio, view, shell } = props;
  const { renewals } = props.stakes;
  const renewing = accountsIn(renewals);
  const made = { dataDay: portfolio.dataDay, madeAt: props.now.toISOString() };
  const isUpToDate = behindDay(made, shell.reader) === null;
  return (
    <Page shell={shell} title="Portfolio" place="portfolio" search={view.search}>
      {portfolio.late && (
        <StaleBar
          late={portfolio.late}
          dataDay={portfolio.dataDay}
          zone={shell.reader.zone}
          now={props.now}
        />
      )}
      {portfolio.waitingEvents > 0 && <WaitingBar events={portfolio.waitingEvents} />}
      <div class="head">
        <div>
          <h1>{headingOf(portfolio, view)}</h1>
          {props.stakes.atRisk.accounts > 0 && <p class="stakes">{valueAtRiskWords(props.stakes)}</p>}
        </div>
        <div class="head-side">
          {portfolio.dataDay && !portfolio.late && (
            <span class="muted">
              Data to {shortDay(portfolio.dataDay, dayIn(props.now, shell.reader.zone))}
              {isUpToDate && <span aria-hidden="true"> ✓</span>}
            </span>
          )}
          {portfolio.matching > 0 && (
            <ExportMenu
              address={(format) => portfolioFilePath(view, format)}
              mailed={
                shell.mailsReports
                  ? { filter: view.filter, search: view.search, back: portfolioViewPath(view) }
                  : undefined
              }
              these={view.filter === "all" && !view.search ? undefined : portfolio.matching}
            />
          )}
        </div>
      </div>
      <Chips portfolio={portfolio} renewals={renewing} view={view} />
      {view.filter === "renewal" && renewing > 0 && <p class="found">{renewalCountsLine(renewals)}</p>}
      {view.filter === "movers" && <p class="found">{moversMean}</p>}
      {view.search && (
        <p class="found">
          {count(portfolio.matching)} of {count(portfolio.total)} match “{view.search}”.{" "}
          <a href={portfolioViewPath({ ...view, search: undefined, page: 1 })}>Clear search</a>
        </p>
      )}
      {portfolio.lines.length === 0 ? (
        <EmptyPortfolio portfolio={portfolio} view={view} role={shell.reader.role} />
      ) : (
        <>
          <AccountTable portfolio={portfolio} view={view} />
          <Pager
            page={view.page}
            size={pageSize}
            matching={portfolio.matching}
            path={(page) => portfolioViewPath({ ...view, page })}
          />
        </>
      )}
    </Page>
  );
}

/** "Your 24 accounts", "40 accounts and 8 that left"; under a filter that no count stands for, what it shows: "8 accounts that moved". */
function headingOf(
  { scope, total, matching, counts }: Portfolio<AccountStanding>,
  { filter, search }: PortfolioView,
): string {
  if (filter === "movers" && !search)
    return matching === 1 ? "1 account that moved" : `${count(matching)} accounts that moved`;
  // Who left stands in no band.
  const left = total - counts.atRisk - counts.watch - counts.healthy - counts.noData;
  const accounts = `${plural(total - left, "account")}${left > 0 ? ` and ${count(left)} that left` : ""}`;
  return scope === "mine" ? `Your ${accounts}` : accounts;
}

function Chips(props: { portfolio: Portfolio<AccountStanding>; renewals: number; view: PortfolioView }) {
  const { counts, needYou, total, matching } = props.portfolio;
  const { filter: here, search } = props.view;
  const chips: readonly (readonly [filter: PortfolioView["filter"], accounts: number | null])[] = [
    ["all", total],
    ["needs-you", needYou],
    ["at-risk", counts.atRisk],
    ["watch", counts.watch],
    ["healthy", counts.healthy],
    ...(here === "movers" ? ([["movers", search ? null : matching]] as const) : []),
    ...(props.renewals > 0 || here === "renewal" ? ([["renewal", props.renewals]] as const) : []),
    ...(counts.noData > 0 ? ([["no-data", counts.noData]] as const) : []),
  ];
  return (
    <nav class="chips" aria-label="Filter">
      {chips.map(([filter, accounts]) => (
        <a
          class="chip"
          href={portfolioViewPath({ ...props.view, filter, page: 1 })}
          aria-current={here === filter ? "true" : undefined}
        >
          {filterNames[filter]} {accounts !== null && <b>{count(accounts)}</b>}
        </a>
      ))}
    </nav>
  );
}

function AccountTable(props: { portfolio: Portfolio<AccountStanding>; view: PortfolioView }) {
  const { portfolio, view } = props;
  const { thresholds, lines } = portfolio;
  // The scale is for those one can still do something about.
  const here = lines.filter(({ signal }) => signal?.kind !== "left");
  const floor = tailFloor(here.flatMap((line) => [line.score, before(line)]));
  const owners = portfolio.scope === "all";
  return (
    <div class="frame">
      <TailZones floor={floor} thresholds={thresholds} />
      <table class="accounts" data-rows="">
        <caption class="hidden">
          Accounts, {view.sort === "need" ? "those that need you first" : "sorted"}
        </caption>
        <thead>
          <tr>
            <SortHead view={view} sort="name" label="Account" />
            <SortHead view={view} sort="need" label="Status" />
            <th class="col-tail" scope="col">
              <span class="hidden">Health now, and 28 days ago</span>
              <TailScale floor={floor} thresholds={thresholds} />
            </th>
            <SortHead view={view} sort="now" label="Now" number />
            <SortHead view={view} sort="7d" label="7 d" title="Change in 7 days" number />
            <SortHead view={view} sort="28d" label="28 d" title="Change in 28 days" number />
            <SortHead view={view} sort="usage" label="User-days, 28 d" number />
            {owners && <SortHead view={view} sort="owner" label="Owner" />}
          </tr>
        </thead>
        <tbody>{lines.map((line) => accountRow({ line, floor, owners }))}</tbody>
      </table>
    </div>
  );
}

function SortHead(props: {
  view: PortfolioView;
  sort: PortfolioView["sort"];
  label: string;
  title?: string;
  number?: boolean;
}) {
  const { view, sort } = props;
  const active = view.sort === sort;
  const descending = active && sort !== "need" ? !view.descending : sort !== "need" && props.number === true;
  const direction = view.descending ? "descending" : "ascending";
  return (
    <th
      class={`col-${sort}${props.number ? " num" : ""}`}
      scope="col"
      aria-sort={active && sort !== "need" ? direction : undefined}
    >
      <a href={portfolioViewPath({ ...view, sort, descending, page: 1 })} title={props.title}>
        {props.label}
        {active && (
          <span class="arrow" aria-hidden="true">
            {sort === "need" || !view.descending ? " ↑" : " ↓"}
          </span>
        )}
      </a>
    </th>
  );
}
