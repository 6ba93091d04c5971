import { describe, expect, test } from "vitest";
import { toPlainText } from "../src/bot/plain-text.ts";
import { priya } from "../src/bot/samples/people.ts";
import { heldMessage } from "../src/bot/views/held.ts";
import { newId } from "../src/ids.ts";
import { addDays } from "../src/scoring/days.ts";
import { acknowledgeAlert, snoozeAlert } from "../src/usecases/alerts/change-alert.ts";
import { getAlert } from "../src/usecases/alerts/get-alert.ts";
import { getHeldSummary } from "../src/usecases/deliveries/get-held-summary.ts";
import type { HeldFacts } from "../src/usecases/deliveries/release-held.ts";
import { listInbox } from "../src/usecases/inbox/list-inbox.ts";
import type { ScoredAccountDay } from "../src/usecases/scoring/score-days.ts";
import { dataDay, now } from "./fixture.ts";
import { fallen, scored, useAlertDesk } from "./use-alert-desk.ts";

/* What becomes of an alert that was told and falls further. */

const { account, judge, say, alerts, untold, asPriya, its } = useAlertDesk();

describe("an alert that gets worse", () => {
  const at = (days: number) => new Date(now.getTime() + days * 86_400_000);
  const on = (id: string, days: number, given: Partial<ScoredAccountDay>) =>
    scored(id, { day: addDays(dataDay, days), ...given });
  const worse = { actual: 30, actual14: 15 } as const;

  /** Acme fell from 92 to 47 user-days; the inbox has been read. */
  async function acmeAlert(): Promise<[accountId: string, alertId: string]> {
    const acme = await account("Acme");
    await judge([scored(acme, fallen)]);
    await its.owner.rows("update app.delivery set read_at = now(), state = 'sent' where tenant_id = $1", [
      its.cast.tenantId,
    ]);
    const [alert] = await alerts();
    return [acme, alert?.id ?? ""];
  }
  const told = () =>
    its.owner.rows<{ subject: string; facts: object }>(
      "select subject, facts from app.delivery where tenant_id = $1 and subject like '%:worse:%' order by subject",
      [its.cast.tenantId],
    );

  test("is told once: by a message of its own, on the alert itself, and unread in the inbox", async () => {
    const [acme, alertId] = await acmeAlert();
    await asPriya((tx) => acknowledgeAlert(tx, { alertId, now }));
    for (const days of [20, 28, 28, 29, 40]) await judge([on(acme, days, worse)], at(days));
    const day = addDays(dataDay, 28);
    const again = { how: "worse", day, actual: 30, usual: 92 };
    expect(await told()).toMatchObject([{ subject: `alert:${alertId}:worse:${day}`, facts: { again } }]);
    expect(await asPriya((tx) => getAlert(tx, alertId))).toMatchObject({ state: "acknowledged", again });
    const { items, unread } = await asPriya((tx) => listInbox(tx, { filter: "open", now }));
    expect(unread).toBe(1);
    const history = items[0]?.history.map(({ channel, state }) => `${channel} ${state}`).sort();
    expect(history).toEqual(["inbox sent", "slack queued", "slack sent"]);
  });

  test("with many others comes as one message, whose list says what is so of each", async () => {
    const ids: string[] = [];
    for (let index = 0; index < 6; index++) ids.push(await account(`Account ${index}`));
    await judge(ids.map((id) => scored(id, fallen)));
    await its.owner.rows("update app.delivery set state = 'sent' where tenant_id = $1", [its.cast.tenantId]);
    await judge(
      ids.map((id) => on(id, 28, worse)),
      at(28),
    );
    const rows = await its.owner.rows<{ state: string }>(
      "select state from app.delivery where tenant_id = $1 and subject like '%:worse:%'",
      [its.cast.tenantId],
    );
    expect(rows.map(({ state }) => state)).toEqual(Array(6).fill("merged"));
    const [summary] = await its.owner.rows<{ facts: HeldFacts }>(
      "select facts from app.delivery where tenant_id = $1 and subject_kind = 'held' and state = 'queued'",
      [its.cast.tenantId],
    );
    const held = await asPriya((tx) => getHeldSummary(tx, summary?.facts as HeldFacts));
    const message = heldMessage(held, { ...priya, memberId: its.cast.priya }, { now: at(28) });
    expect(toPlainText(message)).toMatch(/^6 alerts got worse\n/);
    expect(await untold()).toEqual([]);
  });

  test("of a day that passed while nothing ran is told on the day that is news", async () => {
    const [acme] = await acmeAlert();
    await judge([on(acme, 28, worse), on(acme, 29, worse)], at(29));
    expect(await told()).toHaveLength(1);
  });

  test("while it is put off waits for that to end, unless it was to wake: then that ends", async () => {
    const [acme, alertId] = await acmeAlert();
    const until = at(40);
    await asPriya((tx) => snoozeAlert(tx, { alertId, until, wakeIfWorse: false, now }));
    await judge([on(acme, 30, worse)], at(30));
    expect(await told()).toEqual([]);
    await its.owner.rows("update app.alert set wake_below = 35 where id = $1", [alertId]);
    await judge([on(acme, 31, worse)], at(31));
    expect(await told()).toMatchObject([{ facts: { again: { actual: 30, woken: true } } }]);
    expect(await alerts()).toMatchObject([{ state: "open" }]);
    await judge([on(acme, 32, worse), on(acme, 33, worse)], at(33));
    expect(await told()).toHaveLength(1);
  });

  /** Acme's alert is put off until it is told worse. */
  async function putOff(alertId: string): Promise<void> {
    await asPriya((tx) => snoozeAlert(tx, { alertId, until: at(60), wakeIfWorse: true, now }));
  }

  test("while the feed has stopped wakes nobody; when it is back and it is still so, it does", async () => {
    const [acme, alertId] = await acmeAlert();
    await putOff(alertId);
    await its.owner.rows(
      "insert into app.feed_outage (tenant_id, id, started_at, found_at, figures) values ($1, $2, $3, $3, '{}')",
      [its.cast.tenantId, newId(), at(29)],
    );
    await judge([on(acme, 30, worse)], at(30));
    expect(await told()).toEqual([]);
    expect(await alerts()).toMatchObject([{ state: "snoozed" }]);
    await its.owner.rows("update app.feed_outage set ended_at = $2 where tenant_id = $1", [
      its.cast.tenantId,
      at(31),
    ]);
    await judge([on(acme, 31, fallen)], at(31));
    expect(await alerts()).toMatchObject([{ state: "snoozed" }]);
    await judge([on(acme, 32, worse)], at(32));
    expect(await told()).toMatchObject([{ facts: { again: { actual: 30, woken: true } } }]);
    expect(await alerts()).toMatchObject([{ state: "open" }]);
  });

  test("while its kind is muted, or not told, wakes nobody; afterwards it does", async () => {
    const [acme, alertId] = await acmeAlert();
    await putOff(alertId);
    await say({ accountId: acme }, { mutedTo: { drop: addDays(dataDay, 31) } });
    await judge([on(acme, 30, worse), on(acme, 31, worse)], at(31));
    await say({ accountId: acme }, { told: ["silence"] });
    await judge([on(acme, 32, worse)], at(32));
    expect(await told()).toEqual([]);
    expect(await alerts()).toMatchObject([{ state: "snoozed" }]);
    const { items, unread } = await asPriya((tx) => listInbox(tx, { filter: "all", now }));
    expect([items.length, unread]).toEqual([1, 0]);
    await say({ accountId: acme }, {});
    await judge([on(acme, 33, worse)], at(33));
    expect(await told()).toMatchObject([{ facts: { again: { actual: 30, woken: true } } }]);
    expect(await alerts()).toMatchObject([{ state: "open" }]);
  });

  test("cannot be one of an account that is not used: its snooze lasts", async () => {
    const acme = await account("Acme");
    const silent = { actual: 0, actual14: 0, silentDays: 30 } as const;
    await judge([scored(acme, silent)]);
    const [alert] = await alerts();
    const snooze = { alertId: alert?.id ?? "", until: at(40), wakeIfWorse: true, now };
    await asPriya((tx) => snoozeAlert(tx, snooze));
    await its.owner.rows("update app.alert set wake_below = 0 where tenant_id = $1", [its.cast.tenantId]);
    await judge([on(acme, 1, { ...silent, silentDays: 31 })], at(1));
    expect(await alerts()).toMatchObject([{ state: "snoozed" }]);
  });

  test("and ends on the same day stays ended, also when it was put off", async () => {
    const [acme, alertId] = await acmeAlert();
    await asPriya((tx) => snoozeAlert(tx, { alertId, until: at(200), wakeIfWorse: true, now }));
    await its.owner.rows("update app.alert set wake_below = 35 where id = $1", [alertId]);
    await judge([on(acme, 112, worse)], at(112));
    expect(await alerts()).toMatchObject([{ state: "resolved" }]);
  });
});
