import type { MailStop } from "../../usecases/mail/stop-mail.ts";
import type { Assets } from "../assets.ts";
import { PlainPage } from "../shell/layout.tsx";

/** Asks before one kind of mail ends, or says that it has ended. Whoever holds the link sees no more than its mail said. */
export function MailStopPage(props: { assets: Assets; stop: MailStop; action: string }) {
  const { stop } = props;
  const { what, they } = words[stop.kind];
  const elsewhere = ["your inbox in Bellwether", ...stop.stillBy.map((channel) => channelNames[channel])];
  if (stop.ended) {
    return (
      <PlainPage assets={props.assets} title="Mail stopped">
        <h1>{what} no longer come by mail</h1>
        <p>
          Nothing of that kind is mailed to {stop.email} any more. {they} still come to {listed(elsewhere)}.
        </p>
        <p>
          <a href="/settings/notices">Choose what comes how</a>
        </p>
      </PlainPage>
    );
  }
  return (
    <PlainPage assets={props.assets} title="Stop mail">
      <h1>Stop mailing {what.toLowerCase()}?</h1>
      <p>
        {they} of {stop.tenantName} are mailed to {stop.email}. Without mail they come to {listed(elsewhere)}.
      </p>
      <form method="post" action={props.action}>
        <button type="submit" class="button primary wide">
          Stop mailing {what.toLowerCase()}
        </button>
      </form>
      <p class="muted">
        Other mail goes on. <a href="/settings/notices">Choose what comes how</a>
      </p>
    </PlainPage>
  );
}

/** The member of the link has left: nothing is mailed to them. */
export function NoMailPage(props: { assets: Assets }) {
  return (
    <PlainPage assets={props.assets} title="Mail stopped">
      <h1>Nothing is mailed to you</h1>
      <p>You are no longer a member, so no mail comes.</p>
    </PlainPage>
  );
}

const words = {
  alerts: { what: "Alerts", they: "Alerts" },
  digests: { what: "Digests", they: "Digests" },
  notices: { what: "Notices", they: "Notices" },
} as const;

const channelNames = { slack: "Slack", teams: "Teams" } as const;

function listed(names: readonly string[]): string {
  const last = names.at(-1) ?? "";
  return names.length < 2 ? last : `${names.slice(0, -1).join(", ")} and ${last}`;
}
