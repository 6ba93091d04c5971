import { writeFile } from "node:fs/promises";
import { AppError } from "../errors.ts";
import { isId } from "../ids.ts";
import type { Command, CommandRun } from "./command.ts";
import { slackManifest, teamsPackage } from "./manifests.ts";
import { say } from "./tenant-commands.ts";

const url = {
  type: "string",
  help: "The address that people open; default: PUBLIC_URL",
  value: "URL",
} as const;

/** `bellwether manifest slack`. */
export const manifestSlackCommand: Command = {
  name: "manifest slack",
  summary: "Print the manifest of the Slack app for your address",
  options: { url, out: { type: "string", help: "Write it into a file instead", value: "FILE.json" } },
  run: async (run) => {
    const manifest = slackManifest(urlOf(run));
    if (typeof run.values.out !== "string") {
      if (!run.json) run.terminal.out(manifest);
      return JSON.parse(manifest);
    }
    await writeFile(run.values.out, manifest);
    say(run, `Wrote ${run.values.out}. Paste it at api.slack.com/apps: Create New App, From a manifest.`);
    return { file: run.values.out };
  },
};

/** `bellwether manifest teams`. */
export const manifestTeamsCommand: Command = {
  name: "manifest teams",
  summary: "Make the Teams app package for your address and bot",
  options: {
    url,
    out: { type: "string", help: "The package; default: bellwether-teams.zip", value: "FILE.zip" },
    "app-id": { type: "string", help: "The bot's id; default: MicrosoftAppId", value: "ID" },
  },
  run: async (run) => {
    const given = run.values["app-id"];
    const appId = typeof given === "string" ? given : run.config.teams?.appId;
    if (!appId || !isId(appId)) {
      throw new AppError(
        "bad-input",
        "Say whose package it is: --app-id with the bot's id (Azure Bot, Configuration), or set MicrosoftAppId.",
      );
    }
    const file = typeof run.values.out === "string" ? run.values.out : "bellwether-teams.zip";
    await writeFile(file, teamsPackage(urlOf(run), appId.toLowerCase()));
    say(run, `Wrote ${file}. Upload it in Teams: Apps, Manage your apps, Upload an app.`);
    return { file };
  },
};

function urlOf(run: CommandRun): string {
  return typeof run.values.url === "string" ? run.values.url : run.config.publicUrl;
}
