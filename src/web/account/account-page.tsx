import type { AccountCard } from "../../results/accounts.ts";
import type { Day } from "../../scoring/types.ts";
import { placeTime, shortDay } from "../../words/dates.ts";
import { shownName } from "../../words/names.ts";
import { gentleBandWords, shapeBand, statusWords } from "../../words/status.ts";
import { dayIn } from "../../zones.ts";
import { ExportMenu } from "../exports/export-menu.tsx";
import { StaleBar } from "../parts/stale-bar.tsx";
import { Mark } from "../parts/status.tsx";
import { Page, type Shell } from "../shell/layout.tsx";
import { AboutAccount } from "./about-account.tsx";
import { AccountAlerts } from "./account-alerts.tsx";
import { ChangeCard, HealthCard, PeopleCard, WhyCard } from "./account-cards.tsx";
import type { AccountFacts } from "./account-facts.ts";
import { AccountMetrics } from "./account-metrics.tsx";
import type { AccountRange } from "./account-range.ts";
import { AlertBanner } from "./alert-banner.tsx";
import { FeatureTable } from "./feature-table.tsx";
import { RangePicker } from "./range-picker.tsx";

interface AccountPageProps {
  readonly shell: Shell;
  readonly facts: AccountFacts;
  readonly range: AccountRange;
  readonly now: Date;
}

/** An account: how it stands, why, since when, who uses what. A customer's own admin reads gentler words. */
export function AccountPage(props: AccountPageProps) {
  const { shell, facts, now } = props;
  const { account } = facts;
  const { reader } = shell;
  const staff = reader.role !== "viewer";
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
      <AccountHead {...props} />
      {account.openAlerts.map((alert, index) => (
        <AlertBanner alert={alert} reader={reader} now={now} back={pathOf(account)} first={index === 0} />
      ))}
      {account.dataDay === null || account.score === null ? (
        <WithoutUse {...props} />
      ) : (
        <InUse {...props} dataDay={account.dataDay} />
      )}
    </Page>
  );
}

function pathOf({ id }: AccountCard): string {
  return `/accounts/${id}`;
}

function AccountHead({ shell, facts, range }: AccountPageProps) {
  const { account } = facts;
  const staff = shell.reader.role !== "viewer";
  const path = pathOf(account);
  const { from, to } = range;
  return (
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
          address={(format) => `/exports${path}/account.${format}?from=${from}&to=${to}`}
          mailed={shell.mailsReports ? { accountId: account.id, from, to, back: path } : undefined}
        />
      </div>
    </div>
  );
}

function gentleStanding(account: AccountCard): string {
  if (account.score === null) return "no data";
  return `${account.score} of 100, ${gentleBandWords[shapeBand(account)]}`;
}

function WithoutUse({ shell, facts, now }: AccountPageProps) {
  const { account, alerts, metrics } = facts;
  const { reader } = shell;
  const today = dayIn(now, reader.zone);
  return (
    <>
      <div class="card empty">
        <p>No usage has arrived from this account yet. Its health appears with the first event.</p>
      </div>
      <div class="pair-of-cards">
        <AccountMetrics metrics={metrics} today={today} />
        {reader.role !== "viewer" && (
          <div class="stack">
            <AboutAccount account={account} today={today} />
            <AccountAlerts accountId={account.id} alerts={alerts} reader={reader} now={now} />
          </div>
        )}
      </div>
    </>
  );
}

function InUse({ shell, facts, range, now, dataDay }: AccountPageProps & { dataDay: Day }) {
  const { account } = facts;
  const { reader } = shell;
  const staff = reader.role !== "viewer";
  const today = dayIn(now, reader.zone);
  return (
    <>
      <RangePicker
        range={range}
        shown={account.series}
        path={pathOf(account)}
        end={dataDay}
        zone={reader.tenantZone}
        leftOn={account.signal?.kind === "left" ? account.signal.on : null}
      />
      <div class="grid">
        <HealthCard facts={facts} reader={reader} today={today} />
        <div class="stack why">
          <WhyCard account={account} reader={reader} today={today} />
          <ChangeCard facts={facts} today={today} />
          {staff && <AccountAlerts accountId={account.id} alerts={facts.alerts} reader={reader} now={now} />}
          <PeopleCard facts={facts} today={today} />
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
        Data to {shortDay(dataDay, today)}, {placeTime(reader.tenantZone)}.
      </p>
    </>
  );
}
