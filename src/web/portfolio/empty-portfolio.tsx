import type { AccountStanding, Portfolio } from "../../results/accounts.ts";
import type { Reader } from "../../results/reader.ts";
import { type PortfolioView, portfolioViewPath } from "./portfolio-view.ts";

/** Why there is nothing to list: one sentence and one thing to do. */
export function EmptyPortfolio(props: {
  portfolio: Portfolio<AccountStanding>;
  view: PortfolioView;
  role: Reader["role"];
}) {
  const { portfolio, view } = props;
  if (portfolio.total === 0) {
    return (
      <div class="card empty">
        <p>
          {portfolio.scope === "mine" && props.role === "manager"
            ? "No accounts are yours yet. Your admin assigns them."
            : "No usage has arrived yet. An account appears with its first event."}
        </p>
      </div>
    );
  }
  if (view.search) {
    return (
      <div class="card empty">
        <p>
          There is no account called “{view.search}” among those you can see.{" "}
          <a href={portfolioViewPath({ ...view, search: undefined, filter: "all", page: 1 })}>
            Show all accounts
          </a>
        </p>
      </div>
    );
  }
  return (
    <div class="card empty">
      <p>
        {sentences[view.filter]}{" "}
        <a href={portfolioViewPath({ ...view, filter: "all", page: 1 })}>Show all accounts</a>
      </p>
    </div>
  );
}

const sentences: Readonly<Record<PortfolioView["filter"], string>> = {
  all: "Nothing on this page.",
  "needs-you": "No account needs you now.",
  "at-risk": "No account is at risk.",
  watch: "No account is on watch.",
  renewal: "No account renews within 90 days.",
  healthy: "No account is healthy.",
  movers: "No account moved.",
  "no-data": "Every account has data.",
};
