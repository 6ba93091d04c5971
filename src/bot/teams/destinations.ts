import type { Destination } from "../../outside/destination.ts";

/**
 * Teams' service: an activity that names another is not answered there. Anybody can have a trafficmanager.net.
 * Hosts: learn.microsoft.com, "Create custom bots", and the clouds of governments.
 */
export function teamsService(origins: readonly string[]): Destination {
  const hosts = /^(smba\.trafficmanager\.net|([a-z0-9-]+\.)+(botframework\.com|teams\.microsoft\.(com|us)))$/;
  return { name: "Teams", hosts, origins };
}

/** Where OneDrive and SharePoint take uploads. Hosts: learn.microsoft.com, "Microsoft 365 URLs and IP address ranges". */
export function oneDriveUpload(origins: readonly string[]): Destination {
  const hosts =
    /^([a-z0-9-]+\.)+(sharepoint\.com|sharepoint\.us|sharepoint-df\.com|svc\.ms|1drv\.com|onedrive\.com)$/;
  return { name: "OneDrive", hosts, origins };
}
