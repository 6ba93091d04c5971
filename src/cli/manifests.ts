import { readFileSync } from "node:fs";
import { join } from "node:path";
import { AppError } from "../errors.ts";
import { zip } from "./zip.ts";

/** The same from the source tree and from the build. */
const folder = join(import.meta.dirname, "..", "..", "manifests");
/** What the files of `manifests/` say where an installation's own is to stand. */
const exampleHost = "bellwether.example.com";
const exampleId = "00000000-0000-0000-0000-000000000000";

/** The manifest of the Slack app for one address. @throws AppError `bad-input` for what is no address */
export function slackManifest(publicUrl: string): string {
  const { hostname, origin } = addressOf(publicUrl);
  const manifest = JSON.parse(
    read("slack.json").replaceAll(`https://${exampleHost}`, origin).replaceAll(exampleHost, hostname),
  );
  // Links to this machine alone (Socket Mode, to try it) are nobody's to preview, and Slack knows no such domain.
  if (!hostname.includes(".")) delete manifest.features.unfurl_domains;
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

/** The manifest of the Teams app for one address and bot. @throws AppError `bad-input` for what is no address of https */
export function teamsManifest(publicUrl: string, appId: string): string {
  const { host, origin, protocol } = addressOf(publicUrl);
  if (protocol !== "https:") {
    throw new AppError(
      "bad-input",
      "Teams reaches a bot by https only: give an address such as --url https://…",
    );
  }
  return read("teams/manifest.json")
    .replaceAll(`https://${exampleHost}`, origin)
    .replaceAll(exampleHost, host)
    .replaceAll(exampleId, appId);
}

/** The Teams app as Teams takes it: manifest and icons in a ZIP archive. */
export function teamsPackage(publicUrl: string, appId: string): Uint8Array {
  const icons = ["color.png", "outline.png"].map((name) => ({
    name,
    bytes: readFileSync(join(folder, "teams", name)),
  }));
  const manifest = { name: "manifest.json", bytes: Buffer.from(teamsManifest(publicUrl, appId), "utf8") };
  return zip([manifest, ...icons]);
}

function read(name: string): string {
  return readFileSync(join(folder, name), "utf8");
}

function addressOf(publicUrl: string): URL {
  const url = URL.parse(publicUrl);
  if (url && /^https?:$/.test(url.protocol) && url.username === "" && url.pathname === "/") return url;
  throw new AppError(
    "bad-input",
    "--url must be the address that people open, without a path: --url https://bellwether.example.com",
  );
}
