import type { Destination } from "../../outside/destination.ts";

/**
 * Where Slack may send us to with its own answers and requests: uploads and response URLs (docs.slack.dev: files.slack.com,
 * hooks.slack.com; GovSlack's are on slack-gov.com), and whatever stands where the operator said that Slack is.
 * @param apiUrl SLACK_API_URL
 */
export function slackOf(apiUrl: string): Destination {
  const hosts = /^([a-z0-9-]+\.)+slack(-gov)?\.com$/;
  return { name: "Slack", hosts, origins: [new URL(apiUrl).origin] };
}
