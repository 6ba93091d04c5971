import { expect, test } from "vitest";
import { readConfig } from "./config.ts";

const teamsBot = "0a0a0a0a-1111-4222-8333-444444444444";

test("Teams takes three values, or none of them on this machine for development", () => {
  const set = { MicrosoftAppId: teamsBot, MicrosoftAppPassword: "a secret", MicrosoftAppTenantId: teamsBot };
  expect(readConfig(set).teams).toMatchObject({
    appId: teamsBot,
    appType: "SingleTenant",
    withoutCredentials: false,
  });
  expect(readConfig({ TEAMS_WITHOUT_CREDENTIALS: "true" }).teams).toMatchObject({ withoutCredentials: true });
  expect(readConfig({}).teams).toBeUndefined();
});

test("nothing set gives the embedded database on loopback and no chat platform", () => {
  expect(readConfig({})).toMatchObject({
    host: "127.0.0.1",
    port: 3000,
    publicUrl: "http://localhost:3000",
    databaseUrl: undefined,
    dataDir: "./data",
    slack: undefined,
  });
});

test("an empty value counts as not set", () => {
  expect(readConfig({ PORT: "", DATABASE_URL: "" })).toEqual(readConfig({}));
});

test.each([
  [{ PORT: "eighty" }, "PORT must be a number"],
  [{ PORT: "70000" }, "PORT must be a number"],
  [{ DATABASE_URL: "mysql://x" }, "DATABASE_URL must look like postgres://"],
  [{ DATABASE_URL: "postgres://a@b/c" }, "SECRET_KEY is required with DATABASE_URL"],
  [{ SECRET_KEY: "short" }, "openssl rand -hex 32"],
  [{ SECRET_KEYS_OLD: `${"ab".repeat(32)},short` }, "with commas between them"],
  [{ LOG_LEVEL: "loud" }, "LOG_LEVEL must be one of"],
  [{ PUBLIC_URL: "example.com" }, "PUBLIC_URL must be the address"],
  [{ SLACK_BOT_TOKEN: "token" }, "SLACK_BOT_TOKEN must start with xoxb-"],
  [{ SLACK_BOT_TOKEN: "xoxb-1" }, "SLACK_BOT_TOKEN needs SLACK_SIGNING_SECRET"],
  [{ SLACK_APP_TOKEN: "x" }, "SLACK_APP_TOKEN must start with xapp-"],
  [{ MicrosoftAppId: "bot" }, "MicrosoftAppId must be the id of your bot registration"],
  [{ MicrosoftAppId: teamsBot }, "MicrosoftAppId needs MicrosoftAppPassword"],
  [{ TEAMS_WITHOUT_CREDENTIALS: "true", HOST: "0.0.0.0" }, "TEAMS_WITHOUT_CREDENTIALS is for development"],
  [
    { TEAMS_WITHOUT_CREDENTIALS: "true", NODE_ENV: "production" },
    "TEAMS_WITHOUT_CREDENTIALS is for development",
  ],
])("a wrong value %o stops with a sentence that says how to set it", (source, sentence) => {
  expect(() => readConfig(source)).toThrow(sentence);
});

test("a key is read from hex and from base64", () => {
  const hex = "ab".repeat(32);
  const base64 = Buffer.from(hex, "hex").toString("base64");
  expect(readConfig({ SECRET_KEY: hex }).secretKey).toEqual(readConfig({ SECRET_KEY: base64 }).secretKey);
  expect(readConfig({ SECRET_KEYS_OLD: `${hex}, ${base64}` }).oldSecretKeys).toEqual(
    Array(2).fill(Buffer.from(hex, "hex")),
  );
  expect(readConfig({}).oldSecretKeys).toEqual([]);
});
