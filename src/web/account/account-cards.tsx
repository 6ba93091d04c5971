import { accountChartAlt } from "../../bot/views/account-chart.ts";
import { whyPath } from "../../bot/views/paths.ts";
import { scoreChangeAlt } from "../../bot/views/score-change-chart.ts";
import type { AccountCard } from "../../results/accounts.ts";
import type { Reader } from "../../results/reader.ts";
import type { Day } from "../../scoring/types.ts";
import { bandReason } from "../../words/band-reason.ts";
import { liftWords } from "../../words/lift.ts";
import { count } from "../../words/numbers.ts";
import { bandNamesFor } from "../../words/status.ts";
import { ChartFigure } from "../parts/chart-figure.tsx";
import type { AccountFacts } from "./account-facts.ts";
import { ChangeTable, SeriesTable } from "./data-tables.tsx";
import { PeopleTable } from "./people-table.tsx";
import { ScoreParts } from "./score-parts.tsx";

/** Health and use over the range, drawn. */
export function HealthCard(props: { facts: AccountFacts; reader: Reader; today: Day }) {
  const { facts, reader, today } = props;
  const { account } = facts;
  return (
    <section class="card main-chart" aria-labelledby="health">
      <h2 id="health">Health and user-days</h2>
      {account.usual === null && (
        <p class="muted">
          No baseline yet{account.ageDays === null ? "" : `: ${account.ageDays} of 56 days`}.
        </p>
      )}
      <ChartFigure
        name="health and user-days"
        alt={accountChartAlt(account, today, bandNamesFor(reader.role))}
        drawings={facts.drawings.account}
        table={<SeriesTable series={account.series} today={today} />}
      />
    </section>
  );
}

/** Why the score is what it is, and what would lift it most. */
export function WhyCard({ account, reader, today }: { account: AccountCard; reader: Reader; today: Day }) {
  const reason = bandReason(account, account.thresholds, bandNamesFor(reader.role));
  return (
    <section class="card" aria-labelledby="why">
      <h2 id="why">Why {account.score}</h2>
      {reason !== "" && <p class="lift">{reason}</p>}
      <ScoreParts account={account} forCustomer={reader.role === "viewer"} />
      {account.lift && <p class="lift">{liftWords(account.lift, today)}</p>}
      <p>
        <a href={whyPath(account.id)}>What changed it, between any two days</a>
      </p>
    </section>
  );
}

/** What changed the score within 28 days; nothing of an account that is younger. */
export function ChangeCard({ facts, today }: { facts: AccountFacts; today: Day }) {
  const { change, drawings } = facts;
  if (change === null) return null;
  return (
    <section class="card" aria-labelledby="change">
      <h2 id="change">What changed in 28 days</h2>
      <ChartFigure
        name="change"
        alt={scoreChangeAlt(change)}
        drawings={drawings.change}
        table={<ChangeTable change={change} today={today} />}
      />
    </section>
  );
}

/** Who uses it. */
export function PeopleCard({ facts, today }: { facts: AccountFacts; today: Day }) {
  const { account, people } = facts;
  return (
    <section class="card later" aria-labelledby="people">
      <h2 id="people">
        People: {count(account.users28)}, was {count(account.users28Before)}
      </h2>
      <PeopleTable people={people} lastUsedOn={account.lastUsedOn} today={today} />
    </section>
  );
}
