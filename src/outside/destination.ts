import { isThisMachine } from "../this-machine.ts";

/** Where calls of one kind may go. */
export interface Destination {
  /** What is there, for the sentence of a refusal: "Slack". */
  readonly name: string;
  /** Names of its hosts, whole and in lower case. They are called by HTTPS on its own port. */
  readonly hosts: RegExp;
  /**
   * What the operator named besides, as origins ("http://127.0.0.1:1234"): called as it is, wherever it lies. "this machine":
   * whatever listens here, for development.
   */
  readonly origins?: readonly string[] | "this machine";
}

/** Nowhere but on this machine, on any port: for development without a platform. */
export function onThisMachine(name: string): Destination {
  return { name, hosts: /(?!)/, origins: "this machine" };
}

/** Whether the operator of the service named this very origin. */
export function isOperators(url: URL, { origins = [] }: Destination): boolean {
  return origins === "this machine" ? isThisMachine(url.hostname) : origins.includes(url.origin);
}

/**
 * Whether an address that came from outside may be called: by name, scheme and port. Where its name leads is looked at when it
 * is called (`guardedFetch`).
 * @param port the one that is called beside the operator's own
 */
export function isAllowed(address: string, destination: Destination, port = 443): boolean {
  const url = URL.parse(address);
  if (url === null || !/^https?:$/.test(url.protocol) || url.username !== "" || url.password !== "")
    return false;
  if (isOperators(url, destination)) return true;
  return (
    url.protocol === "https:" && Number(url.port || 443) === port && destination.hosts.test(url.hostname)
  );
}
