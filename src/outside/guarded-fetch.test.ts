import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Destination } from "./destination.ts";
import { createGuardedFetch, type ResolveName } from "./guarded-fetch.ts";

/*
 * A trap listens on this machine, by IPv4 and where there is one by IPv6, and counts who connects. It stands for whatever
 * should not be called: the machine itself, its network, a metadata service.
 */
const traps: Server[] = [];
const sockets = new Set<Socket>();
let port = 0;
let connections = 0;
/** What the trap says to who got through: nothing, or an answer. */
let answer = "";

beforeAll(async () => {
  const trap = async (host: string) => {
    const server = createServer((socket) => {
      connections++;
      sockets.add(socket);
      socket.on("error", () => {});
      if (answer !== "") socket.end(answer);
      else socket.destroy();
    });
    await new Promise<void>((done, fail) => {
      server.once("error", fail);
      server.listen(port, host, done);
    });
    port = (server.address() as AddressInfo).port;
    traps.push(server);
  };
  await trap("127.0.0.1");
  await trap("::1").catch(() => undefined);
});
beforeEach(() => {
  connections = 0;
  answer = "";
});
afterAll(async () => {
  for (const socket of sockets) socket.destroy();
  for (const trap of traps) await new Promise((done) => trap.close(done));
});

const slack: Destination = { name: "Slack", hosts: /^([a-z0-9-]+\.)+slack\.com$/, origins: [] };
/** Whose allow-list lets everything through: what is refused is refused for where it leads. */
const anybody: Destination = { name: "Anybody", hosts: /^.*$/, origins: [] };

/** Where names lead in these tests: into the trap, whatever the name. */
const intoTheTrap: ResolveName = async () => [{ address: "127.0.0.1", family: 4 }];

async function call(address: string, to: Destination, resolve: ResolveName = intoTheTrap): Promise<string> {
  const fetch = createGuardedFetch({ resolve, port });
  return fetch(address.replaceAll("PORT", String(port)), to, {
    method: "POST",
    body: "secret",
    signal: AbortSignal.timeout(20_000),
  }).then(
    (response) => `answered ${response.status}`,
    (error: Error) => String((error.cause as { code?: string } | undefined)?.code ?? error.message),
  );
}

/** Each is tried at a destination that takes Slack's names alone, and at one that takes any name. */
const addresses = [
  // This machine, in all its names
  "https://127.0.0.1:PORT/",
  "https://localhost:PORT/",
  "https://localhost.:PORT/",
  "https://LOCALHOST:PORT/",
  "https://localhost.localdomain:PORT/",
  "https://127.1:PORT/",
  "https://127.0.1:PORT/",
  "https://127.255.255.254:PORT/",
  "https://0:PORT/",
  "https://0.0.0.0:PORT/",
  "https://2130706433:PORT/",
  "https://0x7f000001:PORT/",
  "https://0x7f.0.0.1:PORT/",
  "https://0177.0.0.1:PORT/",
  "https://017700000001:PORT/",
  "https://0x7f.1:PORT/",
  "https://127.0.0.1.:PORT/",
  "https://①②⑦.⓪.⓪.①:PORT/",
  "https://127。0。0。1:PORT/",
  // by IPv6, and IPv4 in its clothes
  "https://[::1]:PORT/",
  "https://[::]:PORT/",
  "https://[0:0:0:0:0:0:0:1]:PORT/",
  "https://[::ffff:127.0.0.1]:PORT/",
  "https://[::ffff:7f00:1]:PORT/",
  "https://[::127.0.0.1]:PORT/",
  "https://[64:ff9b::127.0.0.1]:PORT/",
  "https://[64:ff9b:1::127.0.0.1]:PORT/",
  "https://[2002:7f00:1::]:PORT/",
  "https://[2001:0:7f00:1::]:PORT/",
  "https://[fe80::1]:PORT/",
  "https://[fc00::1]:PORT/",
  "https://[ff02::1]:PORT/",
  // Metadata services
  "https://169.254.169.254:PORT/latest/meta-data/",
  "https://[::ffff:169.254.169.254]:PORT/latest/meta-data/",
  "https://[64:ff9b::a9fe:a9fe]:PORT/",
  "https://[fd00:ec2::254]:PORT/",
  "https://2852039166:PORT/",
  "https://0xa9fea9fe:PORT/",
  "https://0251.0376.0251.0376:PORT/",
  "https://100.100.100.200:PORT/",
  "https://168.63.129.16:PORT/",
  "https://192.0.0.192:PORT/",
  "https://metadata.google.internal:PORT/computeMetadata/v1/",
  "https://instance-data.ec2.internal:PORT/",
  // The network around
  "https://10.0.0.1:PORT/",
  "https://172.16.0.1:PORT/",
  "https://192.168.0.1:PORT/",
  "https://100.64.0.1:PORT/",
  "https://intranet:PORT/",
  // Names that look like Slack's, and tricks before and after the name
  "https://files.slack.com:PORT/",
  "https://files.slack.com.:PORT/",
  "https://slack.com.evil.example:PORT/",
  "https://evilslack.com:PORT/",
  "https://files.slack.com@127.0.0.1:PORT/",
  "https://files.slack.com:443@127.0.0.1:PORT/",
  "https://127.0.0.1:PORT#@files.slack.com/",
  "https://127.0.0.1:PORT\\@files.slack.com/",
  "https://user:pass@files.slack.com:PORT/",
  "https:127.0.0.1:PORT/",
  "https://127.0.0.1:PORT%2f@files.slack.com/",
  // Other schemes and no address at all
  "http://files.slack.com:PORT/",
  "http://127.0.0.1:PORT/",
  "ftp://files.slack.com:PORT/",
  "file:///etc/passwd",
  "data:text/plain,secret",
  "gopher://127.0.0.1:PORT/_secret",
  "//127.0.0.1:PORT/",
  "files.slack.com",
  "",
];

test(`of ${addresses.length} addresses that lead inside, none is connected to, by name or by number`, async () => {
  expect(addresses.length).toBeGreaterThanOrEqual(60);
  for (const address of addresses) {
    for (const to of [slack, anybody]) {
      const said = await call(address, to);
      expect(`${address} at ${to.name}: ${said}`).toBe(`${address} at ${to.name}: refused-address`);
    }
  }
  expect(connections).toBe(0);
});

test("the trap catches what the operator named, so that it would have caught the others", async () => {
  answer = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";
  const own: Destination = { ...slack, origins: [`http://127.0.0.1:${port}`] };
  expect(await call("http://127.0.0.1:PORT/upload", own)).toBe("answered 200");
  expect(await call("http://localhost:PORT/upload", { ...slack, origins: "this machine" }, intoTheTrap)).toBe(
    "answered 200",
  );
  expect(connections).toBe(2);
  expect(await call("http://127.0.0.1:1/upload", own)).toBe("refused-address");
  expect(await call("http://[::1]:PORT/upload", own)).toBe("refused-address");
  expect(connections).toBe(2);
});

test("a name is looked up once, and what that found is what is called: one that leads elsewhere afterwards gains nothing", async () => {
  const rebinding = [
    [{ address: "127.0.0.1", family: 4 }],
    [{ address: "::1", family: 6 }],
    [{ address: "::ffff:127.0.0.1", family: 6 }],
    // One open address beside one inside
    [
      { address: "8.8.8.8", family: 4 },
      { address: "127.0.0.1", family: 4 },
    ],
    [],
  ];
  for (const found of rebinding) {
    let asked = 0;
    const said = await call("https://files.slack.com:PORT/", slack, async () => {
      asked++;
      return found;
    });
    expect({ said, asked }).toEqual({ said: "refused-address", asked: 1 });
  }
  expect(connections).toBe(0);
});

test("a redirect is not followed, and what is no answer is none", async () => {
  const own: Destination = { ...slack, origins: [`http://127.0.0.1:${port}`] };
  for (const status of ["301 Moved", "302 Found", "303 See Other", "307 Temporary", "308 Permanent"]) {
    connections = 0;
    answer = `HTTP/1.1 ${status}\r\nlocation: http://127.0.0.1:${port}/inside\r\ncontent-length: 0\r\n\r\n`;
    expect(await call("http://127.0.0.1:PORT/", own)).toBe("refused-address");
    expect(connections).toBe(1);
  }
  answer = "220 mail.example ESMTP\r\n";
  expect(await call("http://127.0.0.1:PORT/", own)).toBe("HPE_INVALID_CONSTANT");
});

/** Answers the first request of each connection and keeps it, and closes it at the second. */
async function openForgetful() {
  const asked: string[] = [];
  const server = createServer((socket) => {
    let requests = 0;
    socket.on("error", () => {});
    socket.on("data", (sent) => {
      asked.push(String(sent).split(" ")[0] ?? "");
      if (++requests > 1) socket.resetAndDestroy();
      else socket.write("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok");
    });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const fetch = createGuardedFetch();
  const ask = (method: string) =>
    fetch(origin, { ...slack, origins: [origin] }, { method, signal: AbortSignal.timeout(120_000) });
  return { asked, ask, close: () => server.close() };
}

test("what was asked for over a kept connection that is closed by then is asked for over another", async () => {
  const { asked, ask, close } = await openForgetful();
  // Two are kept, and both are found closed.
  await Promise.all([ask("GET"), ask("GET")]);
  asked.length = 0;
  expect((await ask("GET")).status).toBe(200);
  expect(asked).toEqual(["GET", "GET", "GET"]);
  close();
});

test("what does something is never sent twice", async () => {
  const { asked, ask, close } = await openForgetful();
  await ask("POST");
  await expect(ask("POST")).rejects.toMatchObject({ cause: { code: "ECONNRESET" } });
  expect(asked).toEqual(["POST", "POST"]);
  close();
});

test("nor is what finds a new connection closed", async () => {
  const own: Destination = { ...slack, origins: [`http://127.0.0.1:${port}`] };
  const asked = createGuardedFetch()(`http://127.0.0.1:${port}/`, own, {
    method: "GET",
    signal: AbortSignal.timeout(120_000),
  });
  await expect(asked).rejects.toMatchObject({ cause: { code: "ECONNRESET" } });
  expect(connections).toBe(1);
});
