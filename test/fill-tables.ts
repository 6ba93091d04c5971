import { newId } from "../src/ids.ts";
import { startModel } from "../src/scoring/models/compile-model.ts";
import type { Seed } from "./browser/seed.ts";
import { dataDay, now } from "./fixture.ts";
import type { Owner } from "./owner.ts";

/**
 * Gives a seeded tenant a row in every table that its seed leaves empty, about Acme and Priya where a row is about
 * somebody. Written by the owner, as if it had always been there.
 */
export async function fillTables(owner: Owner, seed: Seed): Promise<void> {
  const { tenantId, priya } = seed.cast;
  const source = newId();
  const mark = tenantId.slice(-12);
  const put = async (table: string, row: Record<string, unknown>): Promise<void> => {
    const all = { tenant_id: tenantId, ...row };
    const columns = Object.keys(all).join(", ");
    await owner.rows(
      `insert into app.${table} (${columns}) select ${columns} from jsonb_populate_record(null::app.${table}, $1::jsonb)
       on conflict do nothing`,
      [JSON.stringify(all)],
    );
  };
  const account = { account_id: seed.acme };
  const session = { member_id: priya, created_at: now, expires_at: "2027-01-01T00:00:00Z" };
  await put("write_key", {
    id: source,
    key_hash: `key ${mark}`,
    hint: "abcd",
    source: "web",
    created_at: now,
  });
  await put("session", { ...session, id: newId(), token_hash: `session ${mark}`, way: "link" });
  await put("sign_in_address", { member_id: priya, address_hash: mark.padEnd(64, "0") });
  await put("sign_in_subject", {
    member_id: priya,
    issuer: "https://sign-in.example",
    subject_hash: mark.padEnd(64, "1"),
    bound_at: now,
  });
  await put("sign_in_token", { ...session, id: newId(), token_hash: `link ${mark}`, way: "link" });
  await put("installation", { id: newId(), platform: "slack", workspace_id: `T${mark}`, created_at: now });
  await put("teams_conversation", {
    id: newId(),
    conversation_id: `a:${mark}`,
    kind: "personal",
    service_url: "https://smba.trafficmanager.net/emea/",
    bot_id: "28:bot",
    member_id: priya,
    added_at: now,
  });
  await put("card_picture", {
    ...account,
    id: newId(),
    member_id: priya,
    content_hash: mark,
    chart: {},
    created_at: now,
    expires_at: "2027-01-01T00:00:00Z",
    of_all: false,
  });
  await put("inbound_seen", { event_id: "Ev1", seen_at: now });
  await put("event_seen", { message_id: newId(), seen_at: now });
  await put("event_left_out", { name: "Ticket opened", since: now });
  const event = { ...account, user_key: "u:1", kind: "track", name: "Board", received_at: now };
  await put("event", { ...event, id: newId(), at: now });
  await put("tracked_user", { ...account, user_key: "u:1", name: "Someone", traits: {}, updated_at: now });
  await put("rollup_due", { id: newId(), day: dataDay, account_ids: [seed.acme], marked_at: now });
  await put("rescore_due", { ...account, from_day: dataDay });
  await put("feed_hour", { source_id: source, hour: now, lane: 0, events: 7 });
  const file = { file_name: "use.csv", content_hash: mark, rows_in: 1, rows_new: 1, rows_refused: 0 };
  await put("import_run", { ...file, id: newId(), state: "done", started_at: now });
  const document = startModel("b2b");
  await put("scoring_model", { version: 2, state: "draft", document, saved_at: now });
  await put("model_preview", {
    id: newId(),
    document,
    kind: "draft",
    live_version: 1,
    state: "waiting",
    done: 0,
    total: 0,
    asked_at: now,
  });
  await put("market_day", { day: dataDay, factor: 1, median: 1, accounts: 12, model: 1 });
  const outage = { started_at: now, found_at: now, figures: {}, version: 1, ended_at: now };
  await put("feed_outage", { ...outage, id: newId(), source_id: source });
  const digest = {
    local_time: "08:30",
    weekdays: [1],
    zone: "Europe/Berlin",
    skip_quiet: false,
    active: true,
  };
  await put("digest_subscription", { ...digest, id: newId(), member_id: priya, next_due_at: now });
  await put("digest_sent", { id: newId(), member_id: priya, due_at: now, made_at: now, facts: {} });
  await put("notice_setting", {
    member_id: priya,
    fallback: ["email", "slack", "teams"],
    quiet_weekend: true,
    mail_ended: [],
    updated_at: now,
  });
  const metric = newId();
  await put("metric", {
    id: metric,
    name: "tickets",
    label: "Tickets opened",
    unit: "tickets",
    kind: "counter",
    good: "down",
    percentile: 95,
    source: "supplied",
    filter: [],
    scored: false,
    created_at: now,
  });
  await put("metric_day", { ...account, metric_id: metric, day: dataDay, value: 3 });
  await put("fact_change", { ...account, fact: "seats", day: dataDay, before: "20", after: "55" });
  await put("account_standing", {
    ...account,
    ...{
      band: "watch",
      need: 1,
      waiting: true,
      waiting_since: now,
      change: 0,
      search_name: "acme",
      name: "Acme",
    },
    ...{ alerted: true, renews: false, currency: "EUR" },
  });
  await put("standing_tally", {
    ...{ band: "watch", waiting: true, renews: false, currency: "" },
    ...{ accounts: 1, valued: 0, amount: 0 },
  });
  await put("standing_due", { ...account, id: newId() });
  await put("alert_rule", { ...account, id: newId(), settings: {}, updated_by: priya, updated_at: now });
  const untold = {
    kind: "drop",
    cause: `drop:${dataDay}`,
    day: dataDay,
    seen_at: now,
    why: "muted",
    opening: {},
  };
  await put("untold_signal", { ...account, ...untold, id: newId(), member_ids: [priya] });
  await put("audit_log", {
    ...account,
    id: newId(),
    at: now,
    actor: "member",
    member_id: priya,
    verb: "looked at account",
    surface: "web",
    detail: {},
  });
}
