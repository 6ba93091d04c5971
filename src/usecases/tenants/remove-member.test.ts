import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Seed, seedTenant, signInToken } from "../../../test/browser/seed.ts";
import { openVisits, type Visit } from "../../../test/browser/visits.ts";
import { testWebApp } from "../../../test/browser/web-app.ts";
import { as, asSystem, now, readAudit } from "../../../test/fixture.ts";
import { type Owner, openOwner } from "../../../test/owner.ts";
import { openTestDb, type TestDb } from "../../../test/test-db.ts";
import { saveCardPicture } from "../../db/deliveries/card-pictures.ts";
import { writeSubscription } from "../../db/deliveries/digests.ts";
import { listMembers } from "../../db/people/members.ts";
import { type TenantTx, withTenant } from "../../db/with-tenant.ts";
import { newId } from "../../ids.ts";
import { acknowledgeAlert } from "../alerts/change-alert.ts";
import { sendDueDigests } from "../digests/send-digest.ts";
import { listAccounts } from "../portfolio/list-accounts.ts";
import { addMember } from "./add-member.ts";
import { type Removed, removeMember } from "./remove-member.ts";

let db: TestDb;
let owner: Owner;
let seed: Seed;
let visit: Visit;
let round = 0;

beforeAll(async () => {
  db = await openTestDb();
  owner = await openOwner(db);
  const { app } = await testWebApp(db);
  visit = openVisits(db, app, () => seed);
});
beforeEach(async () => {
  seed = await seedTenant(db, `orrery-${++round}`);
});
afterAll(async () => {
  await owner.close();
  await db.close();
});

const inTenant = <T>(work: (tx: TenantTx) => Promise<T>) => asSystem(db, seed.cast.tenantId, work);
const remove = (name: string, heir?: string): Promise<Removed> =>
  inTenant((tx) =>
    removeMember(tx, {
      email: seed.email(name),
      heirEmail: heir === undefined ? undefined : seed.email(heir),
      now,
    }),
  );
const names = () => inTenant(async (tx) => (await listMembers(tx)).map(({ name }) => name));
const seenBy = (memberId: string) =>
  withTenant(db, as(seed.cast.tenantId, memberId), async (tx) =>
    (await listAccounts(tx, { now })).lines.map(({ name }) => name).sort(),
  );

describe("taking a member away", () => {
  test("hands their accounts over, signs them out everywhere and tells them nothing more", async () => {
    const { tenantId, priya, jonas } = seed.cast;
    expect((await visit("shah", "GET", "/")).status).toBe(200);
    await signInToken(db, seed, seed.email("shah"));
    const theirs = await seenBy(priya);
    const before = await seenBy(jonas);
    expect(await remove("shah", "lind")).toMatchObject({ memberId: priya, accounts: theirs.length });
    expect(await seenBy(jonas)).toEqual([...before, ...theirs].sort());
    await expect(seenBy(priya)).rejects.toThrow();
    expect(await names()).not.toContain("Priya Shah");

    expect(
      await owner.rows("select id from app.session where member_id = $1 and ended_at is null", [priya]),
    ).toEqual([]);
    expect(
      await owner.rows("select id from app.card_picture where member_id = $1 and revoked_at is null", [
        priya,
      ]),
    ).toEqual([]);
    await expect(signInToken(db, seed, seed.email("shah"))).rejects.toThrow("Nobody here has the address");
    // A link that was made before opens nothing either, also once they are back.
    expect(
      await owner.rows("select id from app.sign_in_token where member_id = $1 and used_at is null", [priya]),
    ).toEqual([]);
    const audit = (await readAudit(db, tenantId)).filter(({ verb }) => /member$|^assigned/.test(verb));
    expect(audit.at(-1)).toMatchObject({ verb: "removed member", detail: { memberId: priya } });
    expect(audit.filter(({ verb }) => verb === "assigned account")).toHaveLength(theirs.length);
  });

  test("takes pictures back that they were sent, and sends them no digest any more", async () => {
    const { tenantId, priya, dana } = seed.cast;
    const sunday = new Date("2026-11-22T12:00:00Z");
    await inTenant(async (tx) => {
      for (const memberId of [priya, dana]) {
        await writeSubscription(tx, {
          id: newId(),
          memberId,
          active: true,
          ...{ zone: "Europe/Berlin", localTime: "08:30", weekdays: [1, 2, 3, 4, 5], skipQuiet: false },
          nextDueAt: new Date("2026-11-23T07:30:00Z"),
        });
        await saveCardPicture(tx, {
          ...{ id: newId(), memberId, accountId: seed.acme, contentHash: `hash of ${memberId}` },
          chart: { kind: "feature-usage", title: "Use by feature", rows: [] },
          now,
          expiresAt: sunday,
        });
      }
    });
    await remove("shah", "lind");
    expect(
      await owner.rows("select member_id from app.card_picture where tenant_id = $1 and revoked_at is null", [
        tenantId,
      ]),
    ).toEqual([{ member_id: dana }]);
    await sendDueDigests(db, tenantId, { now: new Date("2026-11-23T07:31:00Z"), requestId: "t" });
    expect(
      await owner.rows(
        "select member_id from app.delivery where tenant_id = $1 and subject_kind = 'digest' and queued_at > $2",
        [tenantId, sunday],
      ),
    ).toEqual([{ member_id: dana }]);
  });

  test("hands over the very accounts that are theirs, whatever others are called", async () => {
    const { tenantId, dana, jonas } = seed.cast;
    await owner.rows("update app.account set name = $3 where tenant_id = $1 and id = $2", [
      tenantId,
      seed.orbis,
      seed.acme,
    ]);
    await remove("shah", "okafor");
    const owners = await owner.rows("select id, owner_id from app.account where id = any ($1)", [
      [seed.acme, seed.orbis],
    ]);
    expect(owners).toContainEqual({ id: seed.acme, owner_id: dana });
    expect(owners).toContainEqual({ id: seed.orbis, owner_id: jonas });
  });

  test("leaves an alert that they had to nobody, so that it is asked for again, and its message says so", async () => {
    const { tenantId, priya } = seed.cast;
    await withTenant(db, as(tenantId, priya), (tx) => acknowledgeAlert(tx, { alertId: seed.drop, now }));
    await owner.rows("delete from pgboss.job where name = 'refresh-alert'");
    expect((await remove("shah", "lind")).alerts).toBe(1);
    expect(
      await owner.rows("select state, acknowledged_by from app.alert where id = $1", [seed.drop]),
    ).toEqual([{ state: "open", acknowledged_by: null }]);
    expect(
      await owner.rows("select data ->> 'alertId' as id from pgboss.job where name = 'refresh-alert'"),
    ).toEqual([{ id: seed.drop }]);
  });

  test("asks who takes their accounts, and refuses who cannot; then nothing has changed", async () => {
    await expect(remove("shah")).rejects.toThrow(
      /Priya Shah looks after \d+ accounts\. Say who takes them\./,
    );
    await expect(remove("shah", "meyer")).rejects.toThrow("J. Meyer can't take the accounts.");
    await expect(remove("shah", "shah")).rejects.toThrow("Priya Shah can't take the accounts.");
    await expect(remove("shah", "nobody")).rejects.toThrow("Nobody here has the address");
    await expect(remove("reyes")).rejects.toThrow("Tomás Reyes is the only admin. Add another one first.");
    expect(await names()).toHaveLength(5);
    expect((await visit("shah", "GET", "/")).status).toBe(200);
  });

  test("needs no heir of who has no accounts, and who comes back is the same member with none", async () => {
    const { dana, priya } = seed.cast;
    expect(await remove("okafor")).toMatchObject({ memberId: dana, accounts: 0 });
    await expect(remove("okafor")).rejects.toThrow("Nobody here has the address");
    await remove("shah", "lind");
    const again = { name: "Priya Shah-Lindt", role: "manager", zone: "Europe/Paris", now } as const;
    expect(await inTenant((tx) => addMember(tx, { email: seed.email("shah"), ...again }))).toEqual({
      memberId: priya,
    });
    expect(await names()).toContain("Priya Shah-Lindt");
    expect(await seenBy(priya)).toEqual([]);
    expect(
      await owner.rows("select active from app.digest_subscription where member_id = $1", [priya]),
    ).toEqual([{ active: true }]);
    await expect(inTenant((tx) => addMember(tx, { email: seed.email("shah"), ...again }))).rejects.toThrow(
      "is a member already",
    );
    await signInToken(db, seed, seed.email("shah"));
  });
});
