import { type Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { type Destination, isAllowed } from "../../../outside/destination.ts";
import { channelIssuer, type InvokeAnswer, type TeamsAdapter } from "../adapter.ts";
import type { TeamsLog } from "../log.ts";
import { activitySchema, type InboundActivity, organisationsOf } from "./activity.ts";

/** Teams' own activities stay well below. */
const bodyLimitBytes = 1024 * 1024;

/** A preview for whoever sees a link, signed in or not: who asks is nobody. */
export const anonymousQuery = "composeExtension/anonymousQueryLink";

/** What takes in what Teams sends. */
export interface ReceiverOptions {
  readonly adapter: TeamsAdapter;
  /** The connected organisation. */
  readonly organisationId: string;
  /** For development on this machine: nobody proves who they are, and only this machine is answered. */
  readonly withoutCredentials: boolean;
  /** Where Teams' service is. */
  readonly service: Destination;
  readonly handle: (activity: InboundActivity) => Promise<InvokeAnswer | undefined>;
  readonly log: TeamsLog;
}

/**
 * `POST /api/messages`: everything that Teams sends. What is not proven to be Teams' own is 401 and says no more; what is of
 * another organisation or names another service is 403; what is broken is 400.
 * @example app.route("/", teamsRoutes({ adapter, organisationId, handle, log }))
 */
export function teamsRoutes(options: ReceiverOptions): Hono {
  const { adapter, organisationId, service, handle, log } = options;
  const tooLarge = bodyLimit({ maxSize: bodyLimitBytes, onError: (c) => c.text("Too large.", 413) });

  return new Hono().post("/api/messages", tooLarge, async (c) => {
    const authorization = c.req.header("authorization") ?? "";
    if (options.withoutCredentials) {
      const unproven = activitySchema.safeParse(await c.req.json().catch(() => undefined));
      if (!unproven.success || !isAllowed(unproven.data.serviceUrl, service))
        return c.text("Not an activity of Teams.", 400);
      return answerWith(c, await handle(unproven.data));
    }
    // Bots and emulators have tokens of their own, which the SDK would look into: here only the channel speaks.
    if (issuerOf(authorization) !== channelIssuer) return c.text("Not from Teams.", 401);
    const read = activitySchema.safeParse(await c.req.json().catch(() => undefined));
    if (!read.success) return c.text("Not an activity of Teams.", 400);
    const activity = read.data;
    const proof = await adapter.prove(activity, authorization).catch((error: Error) => {
      log.warn({ reason: error.name }, "A request to the bot was not from Teams");
      return undefined;
    });
    if (!proof) return c.text("Not from Teams.", 401);
    if (!isAllowed(activity.serviceUrl, service)) {
      return c.text("Not a service of Teams.", 403);
    }
    const organisations = organisationsOf(activity);
    const ours =
      organisations.length > 0 && organisations.every((each) => each === organisationId.toLowerCase());
    if (!ours && activity.name !== anonymousQuery) return c.text("Not for this organisation.", 403);
    return answerWith(c, await adapter.take(proof, activity, () => handle(activity)));
  });
}

function answerWith(c: Context, answer: InvokeAnswer | undefined): Response {
  if (!answer) return c.body(null, 200);
  return answer.body === undefined
    ? c.body(null, answer.status as 200)
    : c.json(answer.body as object, answer.status as 200);
}

/** What a token says of itself, unproven. */
function issuerOf(authorization: string): unknown {
  const [scheme, token = ""] = authorization.split(" ");
  if (scheme !== "Bearer") return undefined;
  try {
    const claims: unknown = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString("utf8"));
    return (claims as { iss?: unknown } | null)?.iss;
  } catch {
    return undefined;
  }
}
