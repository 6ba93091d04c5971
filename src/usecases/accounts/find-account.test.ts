import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { addAccount, as, type Cast, makeCast, now, readAudit } from "../../../test/fixture.ts";
import { openTestDb, type TestDb } from "../../../test/test-db.ts";
import { withTenant } from "../../db/with-tenant.ts";
import type { AccountMatch } from "../../results/accounts.ts";
import { findAccount } from "./find-account.ts";

describe("findAccount", () => {
  let db: TestDb;
  let cast: Cast;
  const ids = new Map<string, string>();

  beforeAll(async () => {
    db = await openTestDb();
    cast = await makeCast(db, "orrery");
    const named = async (name: string, externalId = name, ownerId = cast.priya) => {
      ids.set(name, await addAccount(db, cast.tenantId, { name, externalId, ownerId, score: 80 }));
    };
    for (const name of [
      "Acme Inc",
      "Acme Logistics",
      "Çelik Systems GmbH",
      "Northwind",
      "Northgate",
      "Great North",
    ]) {
      await named(name);
    }
    await named("Intex", "crm-0042");
    await named("株式会社サクラ", "sakura");
    await named("Meridian Foods");
    await named("100% Juice_Co");
    await named("Initech", "initech", cast.jonas);
    for (let index = 0; index < 12; index++) await named(`Zebra ${index}`);
  });
  afterAll(() => db.close());

  const find = (query: string, memberId = cast.priya): Promise<AccountMatch> =>
    withTenant(db, as(cast.tenantId, memberId), (tx) => findAccount(tx, query, { now }));
  const names = (match: AccountMatch): string[] =>
    match.kind === "one"
      ? [[...ids].find(([, id]) => id === match.accountId)?.[0] ?? "?"]
      : (match.kind === "many" ? match.matches : match.closest).map(({ name }) => name);

  test.each([
    ["acme", "Acme Inc"],
    ["ACME GmbH", "Acme Inc"],
    ["  acme   inc. ", "Acme Inc"],
    ["celik", "Çelik Systems GmbH"],
    ["ÇELİK SYSTEMS", "Çelik Systems GmbH"],
    ["crm-0042", "Intex"],
    ["northwi", "Northwind"],
    ["foods", "Meridian Foods"],
    ["meridan", "Meridian Foods"],
    ["itnex", "Intex"],
    ["株式会社サクラ", "株式会社サクラ"],
    ["100%", "100% Juice_Co"],
  ])("“%s” means %s", async (query, name) => {
    const match = await find(query);
    expect(match.kind).toBe("one");
    expect(names(match)).toEqual([name]);
  });

  test("several that begin so are offered, the beginning of the name before a later word", async () => {
    const match = await find("north");
    expect(match).toMatchObject({ kind: "many", query: "north", total: 3 });
    expect(names(match)).toEqual(["Northgate", "Northwind", "Great North"]);
  });

  test("at most ten are offered, with how many there are", async () => {
    const match = await find("zebra");
    expect(match).toMatchObject({ kind: "many", total: 12 });
    expect(names(match)).toHaveLength(10);
  });

  test("an account of somebody else is not found, in the same words as one that does not exist", async () => {
    const foreign = await find("initech");
    const absent = await find("initfch");
    expect(foreign).toMatchObject({ kind: "none", query: "initech" });
    expect(absent.kind).toBe("none");
    expect(names(foreign)).not.toContain("Initech");
    expect(names(foreign)).toContain("Intex");
    expect(names(await find("initech", cast.dana))).toEqual(["Initech"]);
    const other = await makeCast(db, "other");
    const outside = await withTenant(db, as(other.tenantId, other.tomas), (tx) =>
      findAccount(tx, "acme", { now }),
    );
    expect(outside).toEqual({ kind: "none", query: "acme", closest: [] });
  });

  test.each([
    ["nothing", ""],
    ["a wildcard", "%"],
    ["an underscore", "_"],
    ["quotes", "' or 1=1 --"],
    ["a backslash", "\\"],
    ["a NUL", "\u0000"],
    ["half a surrogate pair", "\udc00"],
    ["a regular expression", "(.*)+$"],
    ["ten thousand letters", "acme ".repeat(2_000)],
    ["ten thousand combining marks", `x${"\u0301".repeat(10_000)}`],
  ])("%s finds nothing and breaks nothing", async (_, query) => {
    const match = await find(query);
    expect(match.kind).toBe("none");
    if (match.kind === "none") expect(match.query.length).toBeLessThanOrEqual(200);
  });

  test("a search is kept with what was typed and what was found", async () => {
    await find("foods");
    const last = (await readAudit(db, cast.tenantId)).at(-1);
    expect(last).toMatchObject({
      verb: "searched accounts",
      memberId: cast.priya,
      accountId: ids.get("Meridian Foods"),
      detail: { query: "foods", matching: 1 },
    });
  });
});
