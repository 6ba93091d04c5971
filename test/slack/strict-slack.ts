import type { AddressInfo } from "node:net";
import { type ServerType, serve } from "@hono/node-server";
import { Hono } from "hono";
import { filesShown, refuseBlocks, refuseHome, refuseView } from "./block-rules.ts";
import type { SlackLimits } from "./slack-limits.ts";

/** A person of the workspace, as `users.info` tells. */
export interface FakeUser {
  readonly id: string;
  readonly name: string;
  readonly email?: string;
  /** Anything else of the user object: is_bot, is_restricted, is_email_confirmed: false … */
  readonly flags?: Record<string, unknown>;
}

export interface FakeChannel {
  readonly id: string;
  readonly members: string[];
  readonly kind: "im" | "channel";
  readonly shared?: boolean;
  archived?: boolean;
}

export interface FakeMessage {
  readonly channel: string;
  readonly ts: string;
  text: string;
  blocks: unknown[];
  edits: number;
  /** The message that it answers in a thread. */
  readonly threadTs?: string;
  /** Its picture: there when it was posted, or added by an edit. */
  pictured?: "at once" | "later";
  /** It answers in a thread, and is seen in the conversation too. */
  readonly broadcast?: boolean;
  /** Only this user sees it. */
  readonly ephemeralTo?: string;
}

export interface FakeFile {
  readonly id: string;
  readonly name: string;
  bytes: Uint8Array | undefined;
  complete: boolean;
  sharedTo: string | undefined;
  /** How many messages that show it are refused until it is usable. */
  notReadyFor: number;
}

/** A home as it stands for one person. */
export interface FakeHome {
  readonly view: { readonly blocks: readonly Record<string, unknown>[] };
  readonly hash: string;
}

/** Links that were posted, or are being written, and what they say by themselves. */
export interface FakeLinks {
  readonly channel: string;
  readonly ts: string;
  readonly unfurlId: string;
  readonly source: "composer" | "conversations_history";
  readonly urls: readonly string[];
  readonly unfurled: Map<string, unknown[]>;
}

/** What goes wrong with the next call of a method. */
export type Fault =
  | { readonly kind: "error"; readonly error: string }
  | { readonly kind: "status"; readonly status: number; readonly headers?: Record<string, string> }
  /** Never answers; what was asked is done (`applied`) or not. */
  | { readonly kind: "silence"; readonly applied: boolean };

type Args = Record<string, string>;
type Answer = { ok: boolean; error?: string; [key: string]: unknown };

/** A Slack that refuses what Slack refuses, keeps state, and fails when told to. */
export interface StrictSlack {
  /** For SLACK_API_URL. */
  readonly apiUrl: string;
  readonly token: string;
  readonly teamId: string;
  readonly botUserId: string;
  readonly users: Map<string, FakeUser>;
  readonly channels: Map<string, FakeChannel>;
  readonly messages: FakeMessage[];
  readonly files: Map<string, FakeFile>;
  readonly views: unknown[];
  /** By user. */
  readonly homes: Map<string, FakeHome>;
  readonly links: FakeLinks[];
  /** Somebody posts links, or writes them (`channel` null). @returns the event that Slack sends */
  linksFrom(user: string, channel: string | null, urls: readonly string[]): Record<string, unknown>;
  /** Bodies posted to response URLs. */
  readonly responses: { id: string; body: Record<string, unknown> }[];
  /** Every call, in order: method and arguments. */
  readonly calls: { method: string; args: Args }[];
  /** The next call of a method fails so; several are used up in order. */
  fault(method: string, ...faults: Fault[]): void;
  /** Calls are held to this pace from now on: what is too soon is 429. */
  keepPace(limits: SlackLimits): void;
  /** Files uploaded from now on are refused in so many messages first. */
  setFileDelay(refusals: number): void;
  triggerId(): string;
  expireTriggers(): void;
  responseUrl(): string;
  /** Nothing listens any more, as in an outage; `resume` listens again on the same port. */
  pause(): Promise<void>;
  resume(): Promise<void>;
  close(): Promise<void>;
}

const never = new Promise<never>(() => {});

export async function startStrictSlack(): Promise<StrictSlack> {
  const token = "xoxb-strict-token";
  const teamId = "T0BELL";
  const botUserId = "U0BOT";
  const users = new Map<string, FakeUser>();
  const channels = new Map<string, FakeChannel>();
  const messages: FakeMessage[] = [];
  const files = new Map<string, FakeFile>();
  const views: unknown[] = [];
  const homes = new Map<string, FakeHome>();
  const links: FakeLinks[] = [];
  const responses: { id: string; body: Record<string, unknown> }[] = [];
  const calls: { method: string; args: Args }[] = [];
  const faults = new Map<string, Fault[]>();
  const triggers = new Set<string>();
  const responseUses = new Map<string, number>();
  let fileDelay = 0;
  let limits: SlackLimits | undefined;
  let count = 0;

  const refused = (error: string, messages?: string[]): Answer => ({
    ok: false,
    error,
    ...(messages ? { response_metadata: { messages } } : {}),
  });
  const json = (value: string | undefined): unknown => (value ? JSON.parse(value) : undefined);

  function userFacts(user: FakeUser) {
    return {
      id: user.id,
      team_id: teamId,
      name: user.name,
      is_bot: false,
      is_email_confirmed: true,
      profile: { real_name: user.name, ...(user.email ? { email: user.email } : {}) },
      ...user.flags,
    };
  }

  function wrongBlocks(args: Args): Answer | undefined {
    const blocks = json(args.blocks);
    if (!args.text && !blocks) return refused("no_text");
    if (blocks === undefined) return undefined;
    const wrong = refuseBlocks(blocks);
    if (wrong) return refused(wrong.error, wrong.messages);
    for (const id of filesShown(blocks)) {
      const file = files.get(id);
      if (!file?.complete || file.notReadyFor-- > 0)
        return refused("invalid_blocks", ["[ERROR] invalid slack file"]);
    }
    return undefined;
  }

  function wrongChannel(id: string | undefined): Answer | undefined {
    const channel = channels.get(id ?? "");
    if (!channel) return refused("channel_not_found");
    if (channel.archived) return refused("is_archived");
    return channel.members.includes(botUserId) ? undefined : refused("not_in_channel");
  }

  /** What people say to each other in private does not exist for an app that is not there. */
  function visibleChannel(id: string | undefined): FakeChannel | undefined {
    const channel = channels.get(id ?? "");
    return channel?.kind === "im" && !channel.members.includes(botUserId) ? undefined : channel;
  }

  function publishHome({ user_id: user = "", view: text, hash }: Args): Answer {
    if (!users.has(user)) return refused("invalid_arguments", ["invalid `user_id`"]);
    const view = json(text);
    if (text && text.length > 250_000) return refused("view_too_large");
    const wrong = refuseHome(view);
    if (wrong.length > 0) return refused("invalid_arguments", wrong);
    if (hash && homes.get(user)?.hash !== hash) return refused("hash_conflict");
    const published = { view: view as FakeHome["view"], hash: `1795${++count}.hash` };
    homes.set(user, published);
    return { ok: true, view: { id: `VHOME${user}`, type: "home", hash: published.hash } };
  }

  /** docs.slack.dev, chat.unfurl: by the draft or by the message, for addresses that stand in it. */
  function unfurl({ channel, ts, unfurl_id: id, source, unfurls }: Args): Answer {
    if (!unfurls) return refused("missing_unfurls");
    if (id && !source) return refused("missing_source");
    if (source && !id) return refused("missing_unfurl_id");
    if (!id && !channel) return refused("missing_channel");
    if (!id && !ts) return refused("missing_ts");
    const found = links.find((each) =>
      id ? each.unfurlId === id && each.source === source : each.channel === channel && each.ts === ts,
    );
    if (!found) return refused("cannot_find_message");
    const offered = json(unfurls) as Record<string, { blocks?: unknown }>;
    for (const [url, { blocks, ...more }] of Object.entries(offered)) {
      if (!found.urls.includes(url)) return refused("cannot_unfurl_url");
      if (
        !Array.isArray(blocks) ||
        refuseBlocks(blocks) ||
        Object.keys(more).some((key) => key !== "preview")
      )
        return refused("cannot_parse_attachment");
    }
    for (const [url, { blocks }] of Object.entries(offered)) found.unfurled.set(url, blocks as unknown[]);
    return { ok: true };
  }

  function openDirectMessage(user: string): Answer {
    if (!users.has(user)) return refused("user_not_found");
    const id = `D${user.slice(1)}`;
    if (!channels.has(id)) channels.set(id, { id, kind: "im", members: [user, botUserId] });
    return { ok: true, channel: { id } };
  }

  function write(args: Args, ephemeralTo?: string): Answer {
    const wrong = wrongChannel(args.channel) ?? wrongBlocks(args);
    if (wrong) return wrong;
    const ts = `1795${String(++count).padStart(6, "0")}.000100`;
    const blocks = (json(args.blocks) ?? []) as unknown[];
    const parent = messages.find((each) => each.ts === args.thread_ts && each.channel === args.channel);
    if (parent?.threadTs) return refused("cannot_reply_to_message");
    // What answers a message that is gone becomes one of its own, without a word (slack-go issue 1571).
    const thread = parent ? { threadTs: parent.ts, broadcast: args.reply_broadcast === "true" } : {};
    const said = { channel: args.channel ?? "", ts, text: args.text ?? "", blocks, edits: 0, ...thread };
    const pictured = filesShown(blocks).length > 0 ? { pictured: "at once" as const } : {};
    messages.push({ ...said, ...pictured, ...(ephemeralTo ? { ephemeralTo } : {}) });
    return ephemeralTo ? { ok: true, message_ts: ts } : { ok: true, channel: said.channel, ts };
  }

  const methods: Record<string, (args: Args) => Answer> = {
    "api.test": () => ({ ok: true }),
    "auth.test": () => ({ ok: true, team_id: teamId, team: "Orrery", user_id: botUserId, bot_id: "B0BOT" }),
    "users.info": ({ user }) => {
      const found = users.get(user ?? "");
      return found ? { ok: true, user: userFacts(found) } : refused("user_not_found");
    },
    "users.lookupByEmail": ({ email }) => {
      const found = [...users.values()].find((user) => user.email === email);
      return found ? { ok: true, user: userFacts(found) } : refused("users_not_found");
    },
    "conversations.open": ({ users: user }) => openDirectMessage(user ?? ""),
    "conversations.info": ({ channel: id }) => {
      const channel = visibleChannel(id);
      if (!channel) return refused("channel_not_found");
      const facts = { id, name: id, is_im: channel.kind === "im", is_ext_shared: channel.shared === true };
      return { ok: true, channel: { ...facts, is_member: channel.members.includes(botUserId) } };
    },
    "conversations.members": ({ channel: id, cursor, limit }) => {
      const channel = visibleChannel(id);
      if (!channel) return refused("channel_not_found");
      const from = Number(cursor || 0);
      const to = from + Number(limit || 100);
      const next = to < channel.members.length ? String(to) : "";
      return { ok: true, members: channel.members.slice(from, to), response_metadata: { next_cursor: next } };
    },
    "chat.postMessage": (args) => write(args),
    "chat.postEphemeral": (args) => {
      const channel = channels.get(args.channel ?? "");
      if (channel && !channel.members.includes(args.user ?? "")) return refused("user_not_in_channel");
      return write(args, args.user ?? "");
    },
    "chat.update": (args) => {
      const wrong = wrongChannel(args.channel) ?? wrongBlocks(args);
      if (wrong) return wrong;
      const found = messages.find(
        (each) => each.ts === args.ts && each.channel === args.channel && !each.ephemeralTo,
      );
      if (!found) return refused("message_not_found");
      found.text = args.text ?? "";
      found.blocks = (json(args.blocks) ?? []) as unknown[];
      found.edits++;
      if (filesShown(found.blocks).length > 0) found.pictured ??= "later";
      return { ok: true, channel: found.channel, ts: found.ts };
    },
    "files.getUploadURLExternal": ({ filename, length }) => {
      if (!filename || !(Number(length) > 0)) return refused("invalid_arguments");
      const id = `F${String(++count).padStart(8, "0")}`;
      files.set(id, {
        id,
        name: filename,
        bytes: undefined,
        complete: false,
        sharedTo: undefined,
        notReadyFor: fileDelay,
      });
      return { ok: true, file_id: id, upload_url: `${base()}/upload/${id}/${length}` };
    },
    "files.completeUploadExternal": (args) => {
      const wanted = json(args.files) as { id: string; title?: string }[];
      const wrong = args.channel_id ? wrongChannel(args.channel_id) : undefined;
      if (wrong) return wrong;
      for (const { id } of wanted) {
        const file = files.get(id);
        if (!file?.bytes) return refused("file_not_found");
        file.complete = true;
        file.sharedTo = args.channel_id;
        if (args.channel_id)
          write({ channel: args.channel_id, text: args.initial_comment || `(file) ${file.name}` });
      }
      return { ok: true, files: wanted };
    },
    "views.publish": publishHome,
    "chat.unfurl": unfurl,
    "views.open": (args) => {
      if (!triggers.delete(args.trigger_id ?? "")) return refused("expired_trigger_id");
      const view = json(args.view);
      const wrong = refuseView(view);
      if (wrong.length > 0) return refused("invalid_arguments", wrong);
      views.push(view);
      return { ok: true, view: { id: `V${views.length}` } };
    },
  };

  const app = new Hono();
  app.post("/api/:method", async (c) => {
    const method = c.req.param("method");
    const args = Object.fromEntries(new URLSearchParams(await c.req.text()));
    calls.push({ method, args });
    const fault = faults.get(method)?.shift();
    if (fault?.kind === "status") return c.text("", fault.status as 500, fault.headers);
    if (fault?.kind === "error") return c.json(refused(fault.error));
    if (fault?.kind === "silence" && !fault.applied) return never;
    const tooSoon = limits?.take({ workspace: teamId, method, channel: args.channel });
    if (tooSoon !== undefined) return c.text("", 429, { "retry-after": String(tooSoon) });
    const authorized = c.req.header("authorization") === `Bearer ${token}` || method === "api.test";
    const handle = methods[method];
    const answer = !handle ? refused("unknown_method") : authorized ? handle(args) : refused("invalid_auth");
    return fault ? never : c.json(answer);
  });
  app.post("/upload/:id/:length", async (c) => {
    const fault = faults.get("upload")?.shift();
    if (fault?.kind === "status") return c.text("", fault.status as 500);
    const bytes = new Uint8Array(await c.req.arrayBuffer());
    const file = files.get(c.req.param("id"));
    if (!file || bytes.byteLength !== Number(c.req.param("length"))) return c.text("wrong length", 400);
    file.bytes = bytes;
    return c.text("OK");
  });
  app.post("/response/:id", async (c) => {
    const id = c.req.param("id");
    const uses = (responseUses.get(id) ?? 5) - 1;
    responseUses.set(id, uses);
    if (uses < 0) return c.text("used_url", 404);
    const body = await c.req.json<Record<string, unknown>>();
    const wrong = body.blocks ? refuseBlocks(body.blocks) : undefined;
    if (wrong) return c.text(wrong.error, 400);
    responses.push({ id, body });
    return c.text("ok");
  });

  let port = 0;
  let server: ServerType;
  const base = () => `http://127.0.0.1:${port}`;
  async function listen(): Promise<void> {
    server = await new Promise<ServerType>((resolve) => {
      const started = serve({ fetch: app.fetch, hostname: "127.0.0.1", port }, () => resolve(started));
    });
    port = (server.address() as AddressInfo).port;
  }
  async function stop(): Promise<void> {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    if ("closeAllConnections" in server) server.closeAllConnections();
    await closed;
  }
  await listen();

  return {
    apiUrl: `${base()}/api/`,
    token,
    teamId,
    botUserId,
    users,
    channels,
    messages,
    files,
    views,
    homes,
    links,
    linksFrom: (user, channel, urls) => {
      const ts =
        channel === null ? `${user}-draft-${++count}` : `1795${String(++count).padStart(6, "0")}.000200`;
      const unfurlId = channel === null ? ts : `${channel}.${ts}.unfurl`;
      const source = channel === null ? "composer" : "conversations_history";
      links.push({ channel: channel ?? "COMPOSER", ts, unfurlId, source, urls, unfurled: new Map() });
      return {
        type: "link_shared",
        user,
        channel: channel ?? "COMPOSER",
        message_ts: ts,
        unfurl_id: unfurlId,
        source,
        is_bot_user_member: true,
        links: urls.map((url) => ({ url, domain: URL.parse(url)?.hostname })),
      };
    },
    responses,
    calls,
    fault: (method, ...more) => {
      faults.set(method, [...(faults.get(method) ?? []), ...more]);
    },
    keepPace: (next) => {
      limits = next;
    },
    setFileDelay: (refusals) => {
      fileDelay = refusals;
    },
    triggerId: () => {
      const id = `trigger.${++count}`;
      triggers.add(id);
      return id;
    },
    expireTriggers: () => triggers.clear(),
    responseUrl: () => `${base()}/response/${++count}`,
    pause: stop,
    resume: listen,
    close: stop,
  };
}
