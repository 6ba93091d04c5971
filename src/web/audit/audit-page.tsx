import type { AuditLine } from "../../results/audit.ts";
import type { AuditLog } from "../../usecases/tenants/list-audit.ts";
import {
  auditAction,
  auditActions,
  auditSurface,
  auditTopics,
  auditVerbs,
  auditWho,
  personName,
} from "../../words/audit.ts";
import { auditDetail } from "../../words/audit-detail.ts";
import { dayAndClock, placeTime } from "../../words/dates.ts";
import { shownName } from "../../words/names.ts";
import { dayIn } from "../../zones.ts";
import type { FieldFault } from "../forms/field-fault.ts";
import { filterFault, LogFilters } from "../parts/log-filters.tsx";
import type { Shell } from "../shell/layout.tsx";
import { SettingsPage } from "../shell/settings-page.tsx";
import { type AuditView, auditViewPath, slugOf } from "./audit-view.ts";

/** Phrases that a line shows of what tells it from others; all of them are in the file. */
const shownPhrases = 8;

/** Who looked at what and who changed what, for admins. */
export function AuditPage(props: {
  shell: Shell;
  log: Pick<AuditLog, "lines" | "older" | "people">;
  view: AuditView;
  fault: FieldFault | undefined;
  now: Date;
}) {
  const { shell, log, view, fault } = props;
  const { zone } = shell.reader;
  const isFiltered = auditViewPath({ ...view, after: undefined }) !== auditViewPath({});
  return (
    <SettingsPage shell={shell} here="audit" title="Audit log">
      <div class="head">
        <p class="muted">
          Who looked at what, and who changed what. It is kept as it was written: nobody can change it here.{" "}
          {placeTime(zone)}.
        </p>
        {log.lines.length > 0 && (
          <p class="actions">
            <a class="button" href={auditViewPath(view, "csv")} download="">
              CSV
            </a>
          </p>
        )}
      </div>
      <Filters log={log} view={view} fault={fault} />
      {fault ? null : log.lines.length === 0 ? (
        <div class="card empty">
          <p>Nothing in the log is like that. {isFiltered && <a href="/settings/audit">Show all</a>}</p>
        </div>
      ) : (
        <div class="frame">
          <table class="log audit">
            <thead>
              <tr>
                {["When", "Who", "What", "Account", "Where"].map((head) => (
                  <th scope="col">{head}</th>
                ))}
              </tr>
            </thead>
            <tbody>
              {log.lines.map((line) => (
                <Line line={line} log={log} zone={zone} now={props.now} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {(view.after || log.older) && (
        <nav class="pager" aria-label="Pages">
          {view.after && (
            <a class="button" rel="prev" href={auditViewPath({ ...view, after: undefined })}>
              Newest
            </a>
          )}
          {log.older && (
            <a class="button" rel="next" href={auditViewPath({ ...view, after: log.older })}>
              Older
            </a>
          )}
        </nav>
      )}
    </SettingsPage>
  );
}

function Line(props: { line: AuditLine; log: Pick<AuditLog, "people">; zone: string; now: Date }) {
  const { line, zone } = props;
  const today = dayIn(props.now, zone);
  const { people } = props.log;
  const phrases = auditDetail(line, { people, zone, today });
  const more = phrases.length - shownPhrases;
  return (
    <tr>
      <td class="log-when">
        <time datetime={line.at.toISOString()}>{dayAndClock(line.at, zone, today)}</time>
      </td>
      <td>{auditWho(line, people)}</td>
      <td class="log-what">
        {auditAction(line.verb)}{" "}
        {phrases.length > 0 && (
          <small class="log-more">
            {phrases.slice(0, shownPhrases).join(" · ")}
            {more > 0 ? ` · ${more} more in the file` : ""}
          </small>
        )}
      </td>
      <td class="log-account">
        {line.accountId !== null && line.accountName !== null && (
          <a href={`/accounts/${line.accountId}`}>{shownName(line.accountName)}</a>
        )}
      </td>
      <td class="log-by">{auditSurface(line.surface)}</td>
    </tr>
  );
}

function Filters(props: { log: Pick<AuditLog, "people">; view: AuditView; fault: FieldFault | undefined }) {
  const { log, view, fault } = props;
  return (
    <LogFilters action="/settings/audit" days={view} fault={fault}>
      <Who people={log.people} view={view} />
      <What view={view} />
      <label class="field">
        Account
        <input
          type="text"
          name="account"
          value={view.account ?? ""}
          maxlength={200}
          {...filterFault(fault, "account")}
        />
      </label>
    </LogFilters>
  );
}

function Who({ people, view }: Pick<AuditLog, "people"> & { view: AuditView }) {
  return (
    <label class="field">
      Who
      <select name="who">
        <option value="">everybody</option>
        <option value="bellwether" selected={view.actor === "system"}>
          Bellwether and its operator
        </option>
        <option value="feeds" selected={view.actor === "source"}>
          feeds
        </option>
        <optgroup label="People, and what was done about them">
          {people.map((person) => (
            <option value={person.id} selected={person.id === view.memberId}>
              {personName(person)}
            </option>
          ))}
        </optgroup>
      </select>
    </label>
  );
}

function What({ view }: { view: AuditView }) {
  return (
    <label class="field">
      What
      <select name="what">
        <option value="">anything</option>
        {Object.entries(auditTopics).map(([topic, label]) => (
          <optgroup label={label}>
            {auditVerbs
              .filter((verb) => auditActions[verb].topic === topic)
              .map((verb) => (
                <option value={slugOf(verb)} selected={verb === view.verb}>
                  {auditActions[verb].said}
                </option>
              ))}
          </optgroup>
        ))}
      </select>
    </label>
  );
}
