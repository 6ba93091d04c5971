import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { TeamsApp } from "../../src/bot/teams/app.ts";
import { oneDriveUpload, teamsService } from "../../src/bot/teams/destinations.ts";
import { isAllowed } from "../../src/outside/destination.ts";
import { type Cast, makeCast, now } from "../fixture.ts";
import { openTestDb, type TestDb } from "../test-db.ts";
import { activityFrom, addPeople, connectTeams, openTeamsApp } from "./organisation.ts";
import { appId, type Forged, type StrictTeams, startStrictTeams } from "./strict-teams.ts";

/*
 * Who may speak to `POST /api/messages`: Teams, for the connected organisation, and nobody else.
 */

describe("POST /api/messages", () => {
  let db: TestDb;
  let teams: StrictTeams;
  let cast: Cast;
  let app: TeamsApp;

  beforeAll(async () => {
    db = await openTestDb();
    teams = await startStrictTeams(() => now.getTime());
    cast = await makeCast(db, "orrery");
    addPeople(teams, "orrery", ["Priya Shah"]);
    await connectTeams(db, cast, teams);
    app = openTeamsApp(db, teams, { tenantId: cast.tenantId, now: () => now.getTime() });
  });
  afterAll(async () => {
    await teams.close();
    await db.close();
  });
  beforeEach(() => {
    teams.messages.length = 0;
    teams.calls.length = 0;
  });

  async function answerTo(request: Request): Promise<number> {
    const { status } = await app.routes.request(request);
    expect(await app.stop(20_000)).toBe(0);
    return status;
  }
  const help = (over: Record<string, unknown> = {}) => activityFrom("Shah", { text: "help", ...over });

  test("what Teams signed is taken and answered", async () => {
    expect(await answerTo(await teams.request(help()))).toBe(200);
    expect(teams.messages).toHaveLength(1);
  });

  test.each<[string, Forged]>([
    ["another issuer", { issuer: "https://evil.example" }],
    [
      "an emulator's issuer, for this very bot",
      {
        issuer: "https://sts.windows.net/d6d49420-f39b-4df7-a1dc-d59a935871db/",
        claims: { ver: "1.0", appid: appId },
      },
    ],
    ["another audience", { audience: "11111111-1111-4111-8111-111111111111" }],
    ["a time that is over", { expiresInSeconds: -301 }],
    [
      "a service URL that the activity does not name",
      { serviceUrl: "https://smba.trafficmanager.net/other/" },
    ],
    ["no service URL", { serviceUrl: null }],
    ["a key that Microsoft did not publish", { otherKey: true }],
    ["a key that nobody knows", { kid: "key-2" }],
  ])("a token with %s is refused, and nothing is done", async (_, forged) => {
    expect(await answerTo(await teams.request(help(), forged))).toBe(401);
    expect(teams.messages).toHaveLength(0);
    expect(teams.calls).toHaveLength(0);
  });

  test("a token with one altered byte, without its scheme, or none at all is refused", async () => {
    const good = await teams.request(help());
    const body = await good.text();
    const token = good.headers.get("authorization") ?? "";
    const at = token.lastIndexOf(".") + 20;
    const altered = token.slice(0, at) + (token[at] === "A" ? "B" : "A") + token.slice(at + 1);
    for (const authorization of [altered, token.slice("Bearer ".length), "Bearer ", "Bearer a.b.c", ""]) {
      const request = new Request(good.url, { method: "POST", headers: { authorization }, body });
      expect(await answerTo(request)).toBe(401);
    }
    expect(teams.messages).toHaveLength(0);
  });

  test("another organisation is refused, whichever field names it, and so is one that names none", async () => {
    const elsewhere = "0c0c0c0c-1111-4222-8333-444444444444";
    const conversation = { id: "a:29:shah", conversationType: "personal" };
    for (const over of [
      { conversation: { ...conversation, tenantId: elsewhere } },
      { channelData: { tenant: { id: elsewhere } } },
      { conversation: { ...conversation, tenantId: elsewhere }, channelData: { tenant: { id: elsewhere } } },
      { conversation, channelData: {} },
    ]) {
      expect(await answerTo(await teams.request(help(over)))).toBe(403);
    }
    expect(teams.messages).toHaveLength(0);
  });

  test("a service that is not Teams' is refused, even where the token names it", async () => {
    const serviceUrl = "https://smba.evil.example/emea/";
    expect(await answerTo(await teams.request(help({ serviceUrl }), { serviceUrl }))).toBe(403);
    expect(teams.calls).toHaveLength(0);
  });

  test("what is no activity of Teams is refused", async () => {
    expect(await answerTo(await teams.request({ ...help(), channelId: "emulator" }))).toBe(400);
    expect(await answerTo(await teams.request({ ...help(), serviceUrl: undefined }))).toBe(400);
    const good = await teams.request(help());
    const headers = { authorization: good.headers.get("authorization") ?? "" };
    expect(await answerTo(new Request(good.url, { method: "POST", headers, body: "{" }))).toBe(400);
    const large = JSON.stringify({ ...help(), text: "x".repeat(1024 * 1024) });
    expect(await answerTo(new Request(good.url, { method: "POST", headers, body: large }))).toBe(413);
  });

  test("without credentials only this machine is answered, and everything is taken at its word", async () => {
    const open = openTeamsApp(db, teams, {
      tenantId: cast.tenantId,
      now: () => now.getTime(),
      withoutCredentials: true,
    });
    const post = (activity: object) =>
      open.routes.request("/api/messages", {
        method: "POST",
        body: JSON.stringify({ channelId: "msteams", ...activity }),
      });
    expect((await post({ ...help(), serviceUrl: teams.serviceUrl })).status).toBe(200);
    expect(await open.stop(20_000)).toBe(0);
    expect((await post({ ...help(), serviceUrl: "https://smba.trafficmanager.net/emea/" })).status).toBe(400);
    expect(teams.calls.length).toBeGreaterThan(0);
  });

  test("the keys are fetched once", () => {
    expect(teams.counts.keys).toBe(1);
  });

  test("an activity that comes twice is answered once", async () => {
    const activity = help({ id: "f:again" });
    for (let time = 0; time < 3; time++) expect(await answerTo(await teams.request(activity))).toBe(200);
    expect(teams.messages).toHaveLength(1);
  });

  test("the answer to Teams does not wait for the work", async () => {
    teams.faults.push({ status: 500, hang: true });
    const slow = openTeamsApp(db, teams, { tenantId: cast.tenantId, now: () => now.getTime() });
    const { status } = await slow.routes.request(await teams.request(help()));
    expect(status).toBe(200);
    expect(await slow.stop(0)).toBe(1);
    await expect.poll(() => teams.calls.length, { timeout: 120_000 }).toBe(1);
    teams.hangUp();
    expect(await slow.stop(20_000)).toBe(0);
  });
});

test.each([
  ["https://smba.trafficmanager.net/emea/", true],
  ["https://smba.infra.gcc.teams.microsoft.com/teams/", true],
  ["https://api.botframework.com/", true],
  ["http://smba.trafficmanager.net/emea/", false],
  ["https://smba.trafficmanager.net:8443/emea/", false],
  ["https://smba.trafficmanager.net.evil.example/", false],
  ["https://eviltrafficmanager.net/", false],
  ["https://anybody.trafficmanager.net/", false],
  ["https://user@smba.trafficmanager.net/", false],
  ["https://169.254.169.254/", false],
  ["smba.trafficmanager.net", false],
])("%s is Teams' own service: %s", (address, expected) => {
  expect(isAllowed(address, teamsService([]))).toBe(expected);
});

test.each([
  ["https://orrery-my.sharepoint.com/personal/x/_api/upload?session=1", true],
  ["https://orrery.sharepoint.com/", true],
  ["http://orrery-my.sharepoint.com/", false],
  ["https://sharepoint.com.evil.example/", false],
  ["https://evilsharepoint.com/", false],
  ["https://user:pass@orrery.sharepoint.com/", false],
  ["https://127.0.0.1/", false],
])("%s takes files: %s", (address, expected) => {
  expect(isAllowed(address, oneDriveUpload([]))).toBe(expected);
});
