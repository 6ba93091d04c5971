import fc from "fast-check";
import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createPictures } from "../../src/bot/teams/outbound/pictures.ts";
import { accountCardMessage } from "../../src/bot/views/account-card.ts";
import { digestMessage } from "../../src/bot/views/digest.ts";
import { revokeCardPictures } from "../../src/db/deliveries/card-pictures.ts";
import type { ExportFormat } from "../../src/export-formats.ts";
import { newId } from "../../src/ids.ts";
import { createLinkSigner } from "../../src/signed-links.ts";
import { assignNamedAccount } from "../../src/usecases/accounts/assign-account.ts";
import { fileFacts, fileLinkLifeMs } from "../../src/usecases/exports/open-file-link.ts";
import { keepTidy } from "../../src/usecases/usage/keep-tidy.ts";
import { signedRoutes } from "../../src/web/exports/signed-routes.ts";
import * as examples from "../cast.ts";
import { addAccount, asSystem, type Cast, makeCast, now } from "../fixture.ts";
import { openTestDb, type TestDb } from "../test-db.ts";
import { publicUrl, signer } from "./organisation.ts";

/*
 * Addresses that work by their signature alone: a card's picture for 30 days, a file for 15 minutes, and nothing else.
 */

const day = 24 * 3_600_000;
const gone = new Uint8Array([0, 0, 0]);
const png = new Uint8Array([137, 80, 78, 71]);

describe("signed addresses", () => {
  let db: TestDb;
  let cast: Cast;
  let acme: string;
  let clock = now.getTime();
  let painted = 0;

  beforeAll(async () => {
    db = await openTestDb();
    cast = await makeCast(db, "orrery");
    acme = await addAccount(db, cast.tenantId, { name: "Acme", ownerId: cast.priya, score: 79 });
  });
  afterAll(() => db.close());

  const routes = () =>
    signedRoutes({
      db,
      signer,
      painter: {
        paint: async () => {
          painted++;
          return { png, width: 1024, height: 1024 };
        },
        print: async () => new TextEncoder().encode("%PDF-1.7"),
      },
      assets: {
        url: () => "/assets/gone-picture-1.png",
        find: (name) =>
          name === "gone-picture-1.png" ? { bytes: gone, contentType: "image/png" } : undefined,
      },
      publicUrl,
      now: () => new Date(clock),
    });

  const place = (memberId: string, accountId = acme) =>
    createPictures({ db, signer, publicUrl, now: () => clock }).place({
      tenantId: cast.tenantId,
      memberId,
      message: accountCardMessage({ ...examples.acmeCard, id: accountId }, examples.priya, {
        now,
        place: "private",
      }),
    });
  /** A picture of all that somebody sees, as a digest shows it. */
  const placeDigest = (memberId: string) =>
    createPictures({ db, signer, publicUrl, now: () => clock }).place({
      tenantId: cast.tenantId,
      memberId,
      message: digestMessage(examples.morning, examples.priya, { now }),
    });
  const get = async (address: string | null) => {
    const answer = await routes().request(String(address));
    return { answer, bytes: new Uint8Array(await answer.arrayBuffer()) };
  };

  test("a picture is painted once for those who ask again, kept by nobody between, and shown on Teams' own pages", async () => {
    const { answer, bytes } = await get(await place(cast.priya));
    expect(answer.status).toBe(200);
    expect(bytes).toEqual(png);
    expect(answer.headers.get("cache-control")).toBe("private, max-age=3600");
    expect(answer.headers.get("cross-origin-resource-policy")).toBe("cross-origin");
    const app = routes();
    painted = 0;
    const address = String(await place(cast.priya));
    for (let time = 0; time < 3; time++) await app.request(address);
    expect(painted).toBe(1);
  });

  test("after 30 days a plain picture says that it is over", async () => {
    const address = await place(cast.priya);
    clock += 30 * day - 1_000;
    expect((await get(address)).bytes).toEqual(png);
    clock += 1_000;
    const { answer, bytes } = await get(address);
    expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "image/png"]);
    expect(bytes).toEqual(gone);
    await keepTidy(db, cast.tenantId, { now: new Date(clock + 2 * day), requestId: "test" });
    expect((await get(address)).bytes).toEqual(gone);
  });

  test("a message that is sent again lets its picture live on, under one row", async () => {
    const first = await place(cast.priya);
    clock += 20 * day;
    const second = await place(cast.priya);
    clock += 20 * day;
    expect((await get(first)).bytes).toEqual(gone);
    expect((await get(second)).bytes).toEqual(png);
  });

  test("what was taken back is not shown, nor what its reader may not see any more", async () => {
    const address = await place(cast.priya);
    await asSystem(db, cast.tenantId, (tx) =>
      revokeCardPictures(tx, { memberId: cast.priya, now: new Date(clock) }),
    );
    expect((await get(address)).bytes).toEqual(gone);
    const again = await place(cast.priya);
    expect((await get(again)).bytes).toEqual(png);
    expect((await get(address)).bytes, "the address that was taken back stays dead").toEqual(gone);
    await asSystem(db, cast.tenantId, (tx) =>
      tx.db.deleteFrom("app.account_member").where("member_id", "=", cast.priya).execute(),
    );
    expect((await get(again)).bytes).toEqual(gone);
    const jonas = await place(cast.jonas);
    expect((await get(jonas)).bytes).toEqual(gone);
    const dana = await place(cast.dana);
    expect((await get(dana)).bytes).toEqual(png);
    await asSystem(db, cast.tenantId, (tx) =>
      tx.db
        .updateTable("app.member")
        .set({ removed_at: new Date(clock) })
        .where("id", "=", cast.dana)
        .execute(),
    );
    expect((await get(dana)).bytes).toEqual(gone);
  });

  test("what we never signed is not there, whatever is changed in it", async () => {
    const address = String(await place(cast.tomas));
    const other = createLinkSigner(Buffer.alloc(32, 8));
    const facts = [cast.tenantId, cast.tomas, acme].join("/");
    const file = signer.sign("file", facts, new Date(clock + day));
    const forged = other.sign("picture", facts, new Date(clock + day));
    for (const token of [file, forged, "", "a.b", "%00"]) {
      expect((await get(`/pictures/${token}.png`)).answer.status, token).toBe(404);
    }
    await fc.assert(
      fc.asyncProperty(fc.nat(address.length), fc.constantFrom("A", "z", "0", "_"), async (at, character) => {
        const from = address.indexOf("/pictures/") + "/pictures/".length;
        const index = from + (at % (address.length - from - 4));
        if (address[index] === character || address[index] === ".") return;
        const changed = address.slice(0, index) + character + address.slice(index + 1);
        const { answer } = await get(changed);
        // The last character of a signature carries two bits that mean nothing.
        if (answer.status !== 404) expect(index).toBe(address.length - ".png".length - 1);
      }),
      { numRuns: 40 },
    );
  });

  const fileAt = (memberId: string, accountId: string | null, format: ExportFormat = "csv") => {
    const facts = fileFacts({ tenantId: cast.tenantId, memberId, accountId, format });
    return `/files/${signer.sign("file", facts, new Date(clock + fileLinkLifeMs))}/x.${format}`;
  };

  test("a file's link works for 15 minutes, makes the file anew, and is kept by nobody", async () => {
    const address = fileAt(cast.tomas, acme);
    const { answer, bytes } = await get(address);
    expect(answer.status).toBe(200);
    expect(answer.headers.get("cache-control")).toBe("private, no-store");
    expect(answer.headers.get("content-disposition")).toMatch(
      /^attachment; filename="Acme-health-[0-9-]+\.csv"$/,
    );
    expect(Buffer.from(bytes).toString("utf8")).toContain("2026-11-19,79,healthy");
    expect(Buffer.from((await get(fileAt(cast.tomas, null, "pdf"))).bytes).toString()).toContain("%PDF");
    const workbook = await get(fileAt(cast.tomas, null, "xlsx"));
    expect(workbook.answer.headers.get("content-type")).toContain("spreadsheetml.sheet");
    expect(workbook.answer.headers.get("content-disposition")).toMatch(/"Portfolio-health-[0-9-]+\.xlsx"$/);
    clock += fileLinkLifeMs;
    const late = await get(address);
    expect(late.answer.status).toBe(410);
    expect(Buffer.from(late.bytes).toString()).toBe("This link has expired. Ask for the file again.");
  });

  test("a file's link gives no more than its owner may see when it is used", async () => {
    for (const address of [
      fileAt(cast.jonas, acme),
      fileAt(cast.dana, acme),
      `/files/${"x".repeat(50)}/x.csv`,
    ]) {
      const { answer, bytes } = await get(address);
      expect(answer.status).toBe(404);
      expect(Buffer.from(bytes).toString()).toBe("This link doesn't work. Ask for the file again.");
    }
  });

  describe("a picture of a whole portfolio", () => {
    const isShown = async (address: string | null) => Buffer.from((await get(address)).bytes).equals(png);
    let nordwind: string;
    let tenant = 0;

    beforeEach(async () => {
      cast = await makeCast(db, `portfolio-${++tenant}`);
      acme = await addAccount(db, cast.tenantId, { name: "Acme", ownerId: cast.priya, score: 79 });
      nordwind = await addAccount(db, cast.tenantId, { name: "Nordwind", ownerId: cast.priya, score: 90 });
    });

    const give = (account: string, memberId: string) =>
      asSystem(db, cast.tenantId, (tx) =>
        assignNamedAccount(tx, { account, memberId, now: new Date(clock) }),
      );

    test("is gone with the first account that is taken from its reader, for good", async () => {
      const [digest, card] = [await placeDigest(cast.priya), await place(cast.priya, nordwind)];
      const others = [await placeDigest(cast.jonas), await placeDigest(cast.dana)];
      expect(await isShown(digest)).toBe(true);
      await give(acme, cast.jonas);
      expect(await isShown(digest)).toBe(false);
      // What is about an account that she still looks after is shown as before, and so is what others were sent.
      expect(await isShown(card)).toBe(true);
      for (const other of others) expect(await isShown(other)).toBe(true);
      const again = await placeDigest(cast.priya);
      expect([await isShown(again), await isShown(digest)]).toEqual([true, false]);
      // An account that comes takes nothing away.
      await give(acme, cast.priya);
      expect([await isShown(again), await isShown(others[0] ?? null)]).toEqual([true, false]);
    });

    test("is gone when a file or the interface names another owner", async () => {
      const digest = await placeDigest(cast.priya);
      await asSystem(db, cast.tenantId, async (tx) => {
        const { externalId } = await tx.db
          .selectFrom("app.account")
          .select("external_id as externalId")
          .where("id", "=", acme)
          .executeTakeFirstOrThrow();
        const { email } = await tx.db
          .selectFrom("app.member")
          .select("email")
          .where("id", "=", cast.jonas)
          .executeTakeFirstOrThrow();
        const rows = JSON.stringify([{ i: 0, a: externalId, id: newId(), f: { owner: email }, p: {} }]);
        await sql`select app.store_facts(${cast.tenantId}, ${rows}::jsonb, ${new Date(clock)}, 'system', 'cli', '{}')`.execute(
          tx.db,
        );
      });
      expect(await isShown(digest)).toBe(false);
    });

    test.each([
      ["becomes a manager", { role: "manager" }, false],
      ["becomes an admin", { role: "admin" }, true],
      ["is removed", { removed_at: now }, false],
      ["moves to another zone", { zone: "Europe/Lisbon" }, true],
    ] as const)("when a lead %s", async (_, change, stays) => {
      const digest = await placeDigest(cast.dana);
      await asSystem(db, cast.tenantId, (tx) =>
        tx.db.updateTable("app.member").set(change).where("id", "=", cast.dana).execute(),
      );
      expect(await isShown(digest)).toBe(stays);
    });

    test("of a lead does not ask whom accounts are assigned to", async () => {
      await give(acme, cast.dana);
      const digest = await placeDigest(cast.dana);
      await give(acme, cast.jonas);
      expect(await isShown(digest)).toBe(true);
    });
  });
});
