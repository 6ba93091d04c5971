import { sendingChannels } from "../../channels.ts";
import { formatName } from "../../export-formats.ts";
import {
  type DeliveryLog,
  deliveryPageSize,
  type LoggedDelivery,
  mostDeliveriesInFile,
} from "../../usecases/deliveries/list-deliveries.ts";
import { channelName } from "../../words/channels.ts";
import { dayAndClock, placeTime } from "../../words/dates.ts";
import { count } from "../../words/numbers.ts";
import { dayIn } from "../../zones.ts";
import type { FieldFault } from "../forms/field-fault.ts";
import { Choice } from "../parts/choice.tsx";
import { LogFilters } from "../parts/log-filters.tsx";
import { Pager } from "../parts/pager.tsx";
import type { Shell } from "../shell/layout.tsx";
import { SettingsPage } from "../shell/settings-page.tsx";
import { type DeliveryFilterName, type DeliveryView, deliveryViewPath } from "./delivery-view.ts";
import { deliveryPath, deliveryState, deliveryTitle } from "./delivery-words.ts";
import { SendAgain } from "./send-again.tsx";

/** What went where and what became of it: the reader's own messages, for admins everybody's. */
export function DeliveriesPage(props: {
  shell: Shell;
  log: DeliveryLog;
  view: DeliveryView;
  fault: FieldFault | undefined;
  now: Date;
}) {
  const { shell, log, view } = props;
  const admin = shell.reader.role === "admin";
  const filtered = deliveryViewPath({ ...view, page: 1 }) !== deliveryViewPath({ page: 1 });
  return (
    <SettingsPage shell={shell} here="deliveries" title="Deliveries">
      <div class="head">
        <p class="muted">
          {admin ? "Every message to the team" : "Every message to you"} by chat and mail, and what became of
          it. {placeTime(shell.reader.zone)}.
        </p>
        {log.matching > 0 && (
          <p class="actions">
            {(["xlsx", "csv"] as const).map((format) => (
              <a class="button" href={deliveryViewPath(view, format)} download="">
                {formatName(format)}
                {log.matching > mostDeliveriesInFile ? ` (newest ${count(mostDeliveriesInFile)})` : ""}
              </a>
            ))}
          </p>
        )}
      </div>
      <Filters log={log} view={view} fault={props.fault} />
      {log.lines.length === 0 ? (
        <div class="card empty">
          <p>
            {filtered
              ? "No message is like that. "
              : "Nothing was sent yet. Digests and alerts appear here. "}
            {filtered ? (
              <a href="/settings/deliveries">Show all</a>
            ) : (
              <a href="/settings/notices">How you are told</a>
            )}
          </p>
        </div>
      ) : (
        <div class="frame">
          <table class="log">
            <thead>
              <tr>
                <th scope="col">When</th>
                {admin && <th scope="col">To</th>}
                <th scope="col">What</th>
                <th scope="col">By</th>
                <th scope="col">State</th>
                <th scope="col" class="num">
                  Tries
                </th>
              </tr>
            </thead>
            <tbody>
              {log.lines.map((line) => (
                <Line line={line} shell={shell} view={view} now={props.now} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      <Pager
        page={view.page}
        size={deliveryPageSize}
        matching={log.matching}
        order="time"
        path={(page) => deliveryViewPath({ ...view, page })}
      />
    </SettingsPage>
  );
}

function Line(props: { line: LoggedDelivery; shell: Shell; view: DeliveryView; now: Date }) {
  const { line, now } = props;
  const { reader } = props.shell;
  const path = deliveryPath(line, reader.memberId);
  const title = deliveryTitle(line);
  const stuck = line.state === "failed" || line.state === "uncertain";
  return (
    <tr id={`delivery-${line.id}`}>
      <td class="log-when">
        <time datetime={line.queuedAt.toISOString()}>
          {dayAndClock(line.queuedAt, reader.zone, dayIn(now, reader.zone))}
        </time>
      </td>
      {reader.role === "admin" && <td>{line.memberName}</td>}
      <td class="log-what">{path === null ? title : <a href={path}>{title}</a>}</td>
      <td class="log-by">{channelName(line.channel)}</td>
      <td class="log-state">
        <span class={stuck ? "strong" : ""}>{deliveryState(line, reader.zone, now)}</span>
        {line.again && (
          <SendAgain
            deliveryId={line.id}
            about={`“${title}” by ${channelName(line.channel)}`}
            back={deliveryViewPath(props.view)}
          />
        )}
      </td>
      <td class="num log-tries">
        {count(line.attempts)}
        <span class="log-unit"> {line.attempts === 1 ? "try" : "tries"}</span>
      </td>
    </tr>
  );
}

const states: readonly (readonly [DeliveryFilterName, string])[] = [
  ["waiting", "waiting"],
  ["held", "held"],
  ["sent", "sent"],
  ["summary", "told in a summary"],
  ["failed", "failed"],
  ["uncertain", "not confirmed"],
];

function Filters(props: { log: DeliveryLog; view: DeliveryView; fault: FieldFault | undefined }) {
  const { log, view, fault } = props;
  return (
    <LogFilters action="/settings/deliveries" days={view} fault={fault}>
      {log.members.length > 0 && (
        <Choice
          label="Who"
          name="member"
          chosen={view.memberId}
          options={[["", "everybody"], ...log.members.map(({ id, name }) => [id, name] as const)]}
        />
      )}
      <Choice
        label="By"
        name="by"
        chosen={view.channel}
        options={[["", "all"], ...sendingChannels.map((channel) => [channel, channelName(channel)] as const)]}
      />
      <Choice label="State" name="state" chosen={view.state} options={[["", "any"], ...states]} />
    </LogFilters>
  );
}
