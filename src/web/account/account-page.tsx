import { accountChartAlt } from "../../bot/views/account-chart.ts";
import { whyPath } from "../../bot/views/paths.ts";
import { scoreChangeAlt } from "../../bot/views/score-change-chart.ts";
import type { ChartSvg, ScoreChangeChart } from "../../render/types.ts";
import type { AccountCard, AccountUser } from "../../results/accounts.ts";
import type { AlertFacts } from "../../results/alerts.ts";
import { bandReason } from "../../words/band-reason.ts";
import { placeTime, shortDay } from "../../words/dates.ts";
import { liftWords } from "../../words/lift.ts";
import { shownName } from "../../words/names.ts";
import { count } from "../../words/numbers.ts";
import { bandNamesFor, gentleBandWords, shapeBand, statusWords } from "../../words/status.ts";
import { dayIn } from "../../zones.ts";
import { ExportMenu } from "../exports/export-menu.tsx";
import { ChartFigure } from "../parts/chart-figure.tsx";
import { StaleBar } from "../parts/stale-bar.tsx";
import { Mark } from "../parts/status.tsx";
import { Page, type Shell } from "../shell/layout.tsx";
import { AboutAccount } from "./about-account.tsx";
import { AccountAlerts } from "./account-alerts.tsx";
import { AccountMetrics, type DrawnMetric } from "./account-metrics.tsx";
import type { AccountRange } from "./account-range.ts";
import { AlertBanner } from "./alert-banner.tsx";
import { ChangeTable, SeriesTable } from "./data-tables.tsx";
import { FeatureTable } from "./feature-table.tsx";
import { PeopleTable } from "./people-table.tsx";
import { RangePicker } from "./range-picker.tsx";
import { ScoreParts } from "./score-parts.tsx";

/** All that an account's page shows, under the reader's rights. */
export interface AccountFacts {
  readonly account: AccountCard;
  readonly people: readonly AccountUser[];
  readonly alerts: readonly AlertFacts[];
  readonly metrics: readonly DrawnMetric[];
  /** Null while the account is younger than the window. */
  readonly change: ScoreChangeChart | null;
  /** Narrow, then wide; none without data. */
  readonly drawings: { readonly account: readonly ChartSvg[]; readonly change: readonly ChartSvg[] };
}

/** An account: how it stands, why, since when, who uses what. A customer's own admin reads gentler words. */
export function AccountPage(props: { shell: Shell; facts: AccountFacts; range: AccountRange; now: Date }) {
  const { shell, facts, range, now } = props;
  const { account } = facts;
  const { reader } = shell;
  const path = `/accounts/${account.id}`;
  const today = dayIn(now, reader.zone);
  const period = `?from=${range.from}&to=${range.to}`;
  const staff = reader.role !== "viewer";
  const names = bandNamesFor(reader.role);
  const reason = bandReason(account, account.thresholds, names);
  return (
    <Page shell={shell} title={shownName(account.name)} place="account">
      {account.late && (
        <StaleBar
          // When the last event came, of whichever customer, is for the team.
          late={staff ? account.late : { ...account.late, lastEventAt: null }}
          dataDay={account.dataDay}
          zone={reader.zone}
          now={now}
        />
      )}
      <div class="head account-head">
        <div>
          {staff && (
            <p class="crumb">
              <a href="/">‹ Portfolio</a>
            </p>
          )}
          <h1>{shownName(account.name)}</h1>
          <p class="standing">
            <Mark band={shapeBand(account)} size={14} />
            {staff ? statusWords(account) : gentleStanding(account)}
          </p>
        </div>
        <div class="head-side">
          {staff && account.owner && <span class="muted">Owner {shownName(account.owner.name)}</span>}
          <ExportMenu
            address={(format) => `/exports${path}/account.${format}${period}`}
            mailed={
              shell.mailsReports
                ? { accountId: account.id, from: range.from, to: range.to, back: path }
                : undefined
            }
          />
        </div>
      </div>
      {account.openAlerts.map((alert, index) => (
        <AlertBanner alert={alert} reader={reader} now={now} back={path} first={index === 0} />
      ))}
      {account.dataDay === null || account.score === null ? (
        <>
          <div class="card empty">
            <p>No usage has arrived from this account yet. Its health appears with the first event.</p>
          </div>
          <div class="pair-of-cards">
            <AccountMetrics metrics={facts.metrics} today={today} />
            {staff && (
              <div class="stack">
                <AboutAccount account={account} today={today} />
                <AccountAlerts accountId={account.id} alerts={facts.alerts} reader={reader} now={now} />
              </div>
            )}
          </div>
        </>
      ) : (
        <>
          <RangePicker
            range={range}
            shown={account.series}
            path={path}
            end={account.dataDay}
            zone={reader.tenantZone}
            leftOn={account.signal?.kind === "left" ? account.signal.on : null}
          />
          <div class="grid">
            <section class="card main-chart" aria-labelledby="health">
              <h2 id="health">Health and user-days</h2>
              {account.usual === null && (
                <p class="muted">
                  No baseline yet{account.ageDays === null ? "" : `: ${account.ageDays} of 56 days`}.
                </p>
              )}
              <ChartFigure
                name="health and user-days"
                alt={accountChartAlt(account, today, names)}
                drawings={facts.drawings.account}
                table={<SeriesTable series={account.series} today={today} />}
              />
            </section>
            <div class="stack why">
              <section class="card" aria-labelledby="why">
                <h2 id="why">Why {account.score}</h2>
                {reason !== "" && <p class="lift">{reason}</p>}
                <ScoreParts account={account} forCustomer={!staff} />
                {account.lift && <p class="lift">{liftWords(account.lift, today)}</p>}
                <p>
                  <a href={whyPath(account.id)}>What changed it, between any two days</a>
                </p>
              </section>
              {facts.change && (
                <section class="card" aria-labelledby="change">
                  <h2 id="change">What changed in 28 days</h2>
                  <ChartFigure
                    name="change"
                    alt={scoreChangeAlt(facts.change)}
                    drawings={facts.drawings.change}
                    table={<ChangeTable change={facts.change} today={today} />}
                  />
                </section>
              )}
              {staff && (
                <AccountAlerts accountId={account.id} alerts={facts.alerts} reader={reader} now={now} />
              )}
              <section class="card later" aria-labelledby="people">
                <h2 id="people">
                  People: {count(account.users28)}, was {count(account.users28Before)}
                </h2>
                <PeopleTable people={facts.people} lastUsedOn={account.lastUsedOn} today={today} />
              </section>
              {staff && <AboutAccount account={account} today={today} />}
            </div>
            <div class="stack more">
              <AccountMetrics metrics={facts.metrics} today={today} />
              <section class="card" aria-labelledby="features">
                <h2 id="features">Usage by feature</h2>
                <FeatureTable features={account.features} hasUsual={account.usual !== null} />
              </section>
            </div>
          </div>
          <p class="muted foot">
            Data to {shortDay(account.dataDay, today)}, {placeTime(reader.tenantZone)}.
          </p>
        </>
      )}
    </Page>
  );
}

function gentleStanding(account: AccountCard): string {
  if (account.score === null) return "no data";
  return `${account.score} of 100, ${gentleBandWords[shapeBand(account)]}`;
}
