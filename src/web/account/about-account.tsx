import type { AccountCard } from "../../results/accounts.ts";
import { proseDay } from "../../words/dates.ts";
import { count, money } from "../../words/numbers.ts";

/** What is known of a customer beside its use: plan, contract, renewal. What is unknown is left out. */
export function AboutAccount(props: { account: AccountCard; today: string }) {
  const { account, today } = props;
  const facts = [
    ["Plan", account.plan],
    ["Stage", account.stage],
    ["Seats", account.seats === null ? null : count(account.seats)],
    ["Contract", account.contractValue && money(account.contractValue)],
    ["Renewal", account.renewalOn && proseDay(account.renewalOn, today)],
    ["Last used", account.lastUsedOn && proseDay(account.lastUsedOn, today)],
    ["Id at the source", account.externalId],
  ] as const;
  return (
    <section class="card later" aria-labelledby="about">
      <h2 id="about">About</h2>
      <dl class="facts">
        {facts.map(
          ([label, value]) =>
            value && (
              <div>
                <dt>{label}</dt>
                <dd>{value}</dd>
              </div>
            ),
        )}
      </dl>
    </section>
  );
}
