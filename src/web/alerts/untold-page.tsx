import { accountAlertRulesPath, accountPath, alertPath, untoldPath } from "../../bot/views/paths.ts";
import type { UntoldPage as UntoldFacts, UntoldLine } from "../../results/untold.ts";
import { type untoldFilters, untoldPageSize } from "../../usecases/alerts/list-untold.ts";
import { dayAndClock } from "../../words/dates.ts";
import { firstName, shownName } from "../../words/names.ts";
import { listed } from "../../words/numbers.ts";
import { seenWords, untoldEnd, untoldReason } from "../../words/untold.ts";
import { dayIn } from "../../zones.ts";
import { Choice } from "../parts/choice.tsx";
import { LogFilters } from "../parts/log-filters.tsx";
import { Pager } from "../parts/pager.tsx";
import type { Shell } from "../shell/layout.tsx";
import { SettingsPage } from "../shell/settings-page.tsx";
import { AlertNav } from "./alert-nav.tsx";

type Why = keyof typeof untoldFilters;

const whys: readonly (readonly [Why, string])[] = [
  ["rule", "by a rule"],
  ["waiting", "waiting, or held"],
  ["merged", "told with others"],
  ["withdrawn", "withdrawn"],
];

/** What was seen and not told by itself, and why. */
export function UntoldPage(props: { shell: Shell; untold: UntoldFacts; why: Why | undefined; now: Date }) {
  const { shell, untold, why } = props;
  const { account } = untold;
  return (
    <SettingsPage
      shell={shell}
      here="alerts"
      title="Not told"
      heading={account === null ? "What was not told" : `What was not told of ${shownName(account.name)}`}
      within={<AlertNav here="untold" />}
    >
      <p class="muted">
        Signals that nobody was told of by themselves, newest first: who would have been told, and why not. A
        score that slips into at risk while use is as usual is no signal: it is a line of the digest.
        {account !== null && (
          <>
            {" "}
            <a href={untoldPath()}>All accounts</a> ·{" "}
            <a href={accountAlertRulesPath(account.id)}>Rules of this account</a>
          </>
        )}
      </p>
      <LogFilters action={untoldPath()}>
        {account !== null && <input type="hidden" name="account" value={account.id} />}
        <Choice label="Why" name="why" chosen={why} options={[["", "all"], ...whys]} />
      </LogFilters>
      {untold.lines.length === 0 ? (
        <div class="card empty">
          <p>{why === undefined ? "No signal was held back." : "Nothing is like that."}</p>
        </div>
      ) : (
        <div class="frame">
          <table class="log">
            <thead>
              <tr>
                <th scope="col">When</th>
                <th scope="col">Account</th>
                <th scope="col">What was seen</th>
                <th scope="col">Why not told</th>
                <th scope="col">Who</th>
              </tr>
            </thead>
            <tbody>
              {untold.lines.map((line) => (
                <Line line={line} zone={shell.reader.zone} now={props.now} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      <Pager
        page={untold.page}
        size={untoldPageSize}
        matching={untold.matching}
        order="time"
        path={(page) => pagePath(untold, why, page)}
      />
    </SettingsPage>
  );
}

function Line({ line, zone, now }: { line: UntoldLine; zone: string; now: Date }) {
  const today = dayIn(now, zone);
  const { account, alertId } = line;
  const path = alertId === null ? accountPath(account.id) : alertPath(account.id, alertId);
  return (
    <tr>
      <td class="log-when">
        <time datetime={line.at}>{dayAndClock(line.at, zone, today)}</time>
      </td>
      <td>
        <a href={path}>{shownName(account.name)}</a>
      </td>
      <td class="log-what">{seenWords(line.opening, today)}</td>
      <td class="log-state">
        {untoldReason(line, zone, today)} <span class="muted">{untoldEnd(line, today)}</span>
      </td>
      <td class="log-by">
        {line.members.length === 0 ? "–" : listed(line.members.slice(0, 4).map(firstName))}
      </td>
    </tr>
  );
}

/** The address of a page of what was not told. */
function pagePath({ account }: UntoldFacts, why: Why | undefined, page: number): string {
  const query = new URLSearchParams({
    ...(account ? { account: account.id } : {}),
    ...(why ? { why } : {}),
    page: String(page),
  });
  return `${untoldPath()}?${query}`;
}
