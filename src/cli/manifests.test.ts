import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { inflateRawSync } from "node:zlib";
import Draft4 from "ajv-draft-04";
import { describe, expect, test } from "vitest";
import { slackManifest, teamsManifest, teamsPackage } from "./manifests.ts";
import { zip } from "./zip.ts";

const schemas = join(import.meta.dirname, "../../../shared/schemas");
const hasSchemas = existsSync(schemas);
if (!hasSchemas)
  process.stderr.write("Manifest schemas not found: manifests are not checked against them.\n");
const appId = "0a0a0a0a-1111-4222-8333-444444444444";
const url = "https://bellwether.orrery.example";

/** What is wrong with a manifest by a vendor's schema. */
function faults(schema: string, manifest: string, except: readonly string[] = []): string[] {
  const ajv = new Draft4.default({ strict: false, allErrors: true, validateFormats: false, logger: false });
  const validate = ajv.compile(JSON.parse(readFileSync(join(schemas, schema), "utf8")));
  validate(JSON.parse(manifest));
  return (validate.errors ?? [])
    .map(({ instancePath, message }) => `${instancePath} ${message}`)
    .filter((fault) => !except.includes(fault));
}

/** The files of an archive, read by their directory. */
function unzip(bytes: Uint8Array): Map<string, Buffer> {
  const all = Buffer.from(bytes);
  const end = all.lastIndexOf(Buffer.from("504b0506", "hex"));
  const files = new Map<string, Buffer>();
  let at = all.readUInt32LE(end + 16);
  for (let index = 0; index < all.readUInt16LE(end + 10); index++) {
    const nameLength = all.readUInt16LE(at + 28);
    const size = all.readUInt32LE(at + 20);
    const local = all.readUInt32LE(at + 42);
    const name = all.toString("ascii", at + 46, at + 46 + nameLength);
    const start = local + 30 + all.readUInt16LE(local + 26) + all.readUInt16LE(local + 28);
    const stored = all.subarray(start, start + size);
    files.set(name, all.readUInt16LE(at + 10) === 8 ? inflateRawSync(stored) : stored);
    at += 46 + nameLength + all.readUInt16LE(at + 30) + all.readUInt16LE(at + 32);
  }
  return files;
}

describe("the manifest of the Slack app", () => {
  test("carries the installation's own address, everywhere", () => {
    const manifest = slackManifest(url);
    expect(manifest).not.toContain("example.com");
    expect(manifest.split(`${url}/slack/events`)).toHaveLength(5);
    expect(JSON.parse(manifest)).toMatchObject({
      features: { unfurl_domains: ["bellwether.orrery.example"] },
    });
  });

  test("asks for what the app's home, its search box and previews of links need", () => {
    const { features, oauth_config, settings } = JSON.parse(slackManifest(url));
    expect(features.app_home.home_tab_enabled).toBe(true);
    expect(settings.event_subscriptions.bot_events).toEqual(
      expect.arrayContaining(["app_home_opened", "link_shared"]),
    );
    expect(settings.interactivity.message_menu_options_url).toBe(`${url}/slack/events`);
    expect(oauth_config.scopes.bot).toEqual(expect.arrayContaining(["links:read", "links:write"]));
    const { features: local } = JSON.parse(slackManifest("http://localhost:3000"));
    expect(local).not.toHaveProperty("unfurl_domains");
  });

  test.skipIf(!hasSchemas)("is one that Slack's schema takes", () => {
    expect(faults("slack-manifest.json", slackManifest(url))).toEqual([]);
    expect(faults("slack-manifest.json", slackManifest(url).replace('"Bellwether"', "7"))).not.toEqual([]);
  });
});

describe("the Teams app", () => {
  test("carries the installation's own address and bot, everywhere", () => {
    const manifest = teamsManifest(url, appId);
    expect(manifest).not.toMatch(/example\.com|00000000-0000/);
    expect(JSON.parse(manifest)).toMatchObject({
      id: appId,
      bots: [{ botId: appId }],
      composeExtensions: [{ botId: appId }],
      validDomains: ["bellwether.orrery.example"],
    });
  });

  test.skipIf(!hasSchemas)("is one that Microsoft's schema takes", () => {
    expect(faults("teams-v1.19.json", teamsManifest(url, appId))).toEqual([]);
    expect(faults("teams-v1.19.json", teamsManifest(url, "no id"))).not.toEqual([]);
  });

  test("is packed with its two icons, of the sizes that Teams wants", () => {
    const files = unzip(teamsPackage(url, appId));
    expect([...files.keys()]).toEqual(["manifest.json", "color.png", "outline.png"]);
    expect(files.get("manifest.json")?.toString("utf8")).toBe(teamsManifest(url, appId));
    const size = (name: string) => {
      const png = files.get(name) ?? Buffer.alloc(24);
      return [png.toString("latin1", 1, 4), png.readUInt32BE(16), png.readUInt32BE(20)];
    };
    expect(size("color.png")).toEqual(["PNG", 192, 192]);
    expect(size("outline.png")).toEqual(["PNG", 32, 32]);
  });

  test("is refused for an address that Teams cannot reach", () => {
    for (const wrong of ["http://bellwether.example", "bellwether.example", "https://a.example/path", ""]) {
      expect(() => teamsManifest(wrong, appId), wrong).toThrow();
    }
  });
});

test("an archive of the same files is the same archive", () => {
  const files = [{ name: "a.txt", bytes: Buffer.from("a") }];
  expect(zip(files)).toEqual(zip(files));
  expect(unzip(zip(files)).get("a.txt")?.toString()).toBe("a");
});
