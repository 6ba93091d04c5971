import { randomBytes } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import pg from "pg";
import { newId } from "../../src/ids.ts";
import { createSecrets } from "../../src/secrets.ts";
import { createLinkSigner } from "../../src/signed-links.ts";
import { fileFacts } from "../../src/usecases/exports/open-file-link.ts";
import { unsubscribeToken } from "../../src/usecases/mail/unsubscribe-link.ts";
import { pictureFacts } from "../../src/usecases/pictures/show-picture.ts";
import { createSignInToken } from "../../src/usecases/sign-in/sign-in.ts";
import { startRealProvider } from "../company-sign-in/real-provider.ts";
import { asSystem } from "../fixture.ts";
import { startStrictSlack } from "../slack/strict-slack.ts";
import { makeMember } from "../slack/workspace.ts";
import { addDelivery, makeFacts } from "./deliveries.ts";
import { withOwnDatabase } from "./own-database.ts";
import { makeSendingTenant, postBatch, trackEvent } from "./sender.ts";
import { startService } from "./service.ts";
import { startSlackFront } from "./slack-front.ts";
import type { Soak } from "./soak.ts";

/**
 * Secrets by the two dozen, given to the service in every way in which it gets secrets, while everything that can fail is made to fail
 * with the most talkative log. None may be found in the database's rows, in the log, or in what it answers.
 */
export const soak: Soak = {
  promises: [11],
  title: "28 canaries in rows, logs and errors",
  minutes: 1,
  run: (log) =>
    withOwnDatabase({ durable: false }, async ({ db, owner, server }) => {
      const canary = (name: string) => `canary-${name}-${randomBytes(9).toString("hex")}`;
      const slack = await startStrictSlack();
      // Slack takes the canary for its token.
      const front = await startSlackFront(slack.apiUrl, Date.now, slack.token);
      const { tenantId, key } = await makeSendingTenant(db, "orrery");
      const email = "priya@orrery.example";
      const priya = await makeMember(db, tenantId, {
        name: "Priya Shah",
        email,
        role: "admin",
        now: new Date(),
      });
      const password = canary("database");
      await owner.rows(`create role canary login superuser password '${password}'`);
      const address = new URL(server.url);
      address.username = "canary";
      address.password = password;
      const secretKey = randomBytes(32);
      const given: Record<string, string> = {
        "Slack's bot token": `xoxb-${canary("bot")}`,
        "Slack's signing secret": canary("signing"),
        "the mail server's password": canary("smtp"),
        "the Teams app's password": canary("teams"),
        "the secret at the sign-in provider": canary("oidc"),
        "the secret key, in hex": secretKey.toString("hex"),
        "the secret key, in base64": secretKey.toString("base64"),
        "the database's password": password,
        "a write key": key,
      };
      const provider = await startRealProvider({ redirectUri: "http://localhost/" });
      const service = await startService({
        DATABASE_URL: address.href,
        SECRET_KEY: secretKey.toString("hex"),
        LOG_LEVEL: "trace",
        SLACK_BOT_TOKEN: given["Slack's bot token"] ?? "",
        SLACK_SIGNING_SECRET: given["Slack's signing secret"] ?? "",
        SLACK_API_URL: front.apiUrl,
        SMTP_URL: `smtp://bellwether:${given["the mail server's password"]}@127.0.0.1:9`,
        MAIL_FROM: "Bellwether <bellwether@orrery.example>",
        SIGN_IN_OIDC_ISSUER: provider.provider.issuer,
        SIGN_IN_OIDC_CLIENT_ID: provider.provider.clientId,
        SIGN_IN_OIDC_CLIENT_SECRET: given["the secret at the sign-in provider"] ?? "",
      });
      const answers: string[] = [];
      const ask = async (path: string, init: RequestInit = {}): Promise<Response | undefined> => {
        const answer = await fetch(service.url + path, { redirect: "manual", ...init }).catch(
          () => undefined,
        );
        if (!answer) return undefined;
        const shown = [...answer.headers].filter(([name]) => name !== "set-cookie").join("\n");
        answers.push(`${answer.status} ${shown} ${await answer.text()}`);
        return answer;
      };
      await service.ready(30_000);
      const origin = { origin: service.url, "sec-fetch-site": "same-origin" };
      const form = { ...origin, "content-type": "application/x-www-form-urlencoded" };
      const signIn = await asSystem(db, tenantId, (tx) => createSignInToken(tx, { email, now: new Date() }));
      given["a sign-in link"] = signIn.token;
      const signedIn = await ask("/sign-in", {
        method: "POST",
        headers: form,
        body: new URLSearchParams({ token: signIn.token }),
      });
      const cookie = signedIn?.headers.getSetCookie()[0]?.split(";")[0] ?? "";
      given["a session"] = cookie.split("=")[1] || canary("none");
      // Begun with a provider; what comes back is made up, and our secret there is none that it knows.
      const begun = await fetch(`${service.url}/sign-in/with/oidc`, { redirect: "manual" });
      const attempt = begun.headers.getSetCookie()[0]?.split(";")[0] ?? "";
      const asked = new URL(begun.headers.get("location") ?? "about:blank").searchParams;
      log.hold("a sign-in with a provider begins", begun.status, "302", begun.status === 302);
      given["a try to sign in"] = attempt.split("=")[1] || canary("none");
      given["a try's state"] = asked.get("state") || canary("none");
      given["a code"] = canary("code");
      for (const state of [given["a try's state"], canary("state")]) {
        const iss = provider.provider.issuer;
        const query = new URLSearchParams({ code: given["a code"], state, iss });
        await ask(`/sign-in/with/oidc/callback?${query}`, { headers: { cookie: attempt } });
      }
      for (const name of ["a", "b", "c", "d"]) {
        const token = canary(`link-${name}`);
        given[`a link that nobody has, ${name}`] = token;
        await ask(`/sign-in?token=${token}`);
        await ask("/sign-in", { method: "POST", headers: form, body: new URLSearchParams({ token }) });
      }
      for (const name of ["a", "b", "c"]) {
        const wrong = canary(`key-${name}`);
        given[`a write key that nobody has, ${name}`] = wrong;
        await postBatch(service.url, wrong, [trackEvent(newId(), new Date(), { account: "a", user: "u" })]);
      }
      for (const name of ["a", "b", "c"]) {
        const token = canary(`session-${name}`);
        given[`a session that nobody has, ${name}`] = token;
        await ask("/inbox", { headers: { cookie: `bellwether_session=${token}` } });
      }
      // Addresses that work by themselves: they may be fetched, and stand nowhere.
      const signer = createLinkSigner(secretKey);
      const soon = new Date(Date.now() + 15 * 60_000);
      const file = { tenantId, memberId: priya, accountId: null, format: "csv" } as const;
      const picture = { tenantId, memberId: priya, pictureId: newId() };
      const mail = { tenantId, memberId: priya, kind: "digests" } as const;
      const links: Record<string, { token: string; path: (token: string) => string; status: number }> = {
        "a link to a file": {
          token: signer.sign("file", fileFacts(file), soon),
          path: (token) => `/files/${token}/portfolio.csv`,
          status: 200,
        },
        "a link to a file, cut short": {
          token: signer.sign("file", fileFacts({ ...file, format: "pdf" }), soon),
          path: (token) => `/files/${token}`,
          status: 404,
        },
        "a picture's address": {
          token: signer.sign("picture", pictureFacts(picture), soon),
          path: (token) => `/pictures/${token}.png`,
          status: 200,
        },
        "a link that ends mails": {
          token: unsubscribeToken(createSecrets(secretKey), mail),
          path: (token) => `/mail/stop?token=${token}`,
          status: 200,
        },
      };
      for (const [name, { token, path, status }] of Object.entries(links)) {
        given[name] = token;
        const answer = await fetch(service.url + path(token));
        await answer.arrayBuffer();
        log.hold(`${name} answers`, answer.status, String(status), answer.status === status);
      }
      await postBatch(service.url, key, [{ type: "track", messageId: 1, event: {} }]);
      await ask("/inbox", {
        method: "POST",
        headers: { ...form, cookie },
        body: new URLSearchParams({ text: "why\0 ''" }),
      });
      await ask("/slack/events", {
        method: "POST",
        headers: { "x-slack-signature": "v0=00", "x-slack-request-timestamp": "1" },
        body: "{}",
      });
      // Messages that fail on their way, and a database that goes away beneath.
      const facts = await makeFacts(db, tenantId, priya, new Date());
      await addDelivery(db, { tenantId, memberId: priya }, facts, new Date());
      await wait(2_000);
      front.set("gone");
      await addDelivery(db, { tenantId, memberId: priya }, facts, new Date());
      await wait(2_000);
      await owner.rows("select pg_terminate_backend(pid) from pg_stat_activity where usename = 'canary'");
      await Promise.all(
        ["/", "/inbox", "/readyz", "/metrics"].map((path) => ask(path, { headers: { cookie } })),
      );
      await owner.rows("alter role canary nologin");
      await owner.rows("select pg_terminate_backend(pid) from pg_stat_activity where usename = 'canary'");
      await Promise.all(
        ["/", "/inbox", "/readyz", "/metrics"].map((path) => ask(path, { headers: { cookie } })),
      );
      await postBatch(service.url, key, [trackEvent(newId(), new Date(), { account: "a", user: "u" })]);
      service.child.kill("SIGTERM");
      await service.ended;
      await provider.close();
      await front.close();
      await slack.close();
      const places: Record<string, string> = {
        "the log": service.output(),
        "what it answered": answers.join("\n"),
        "the database's rows": await everyRow(server.url),
      };
      log.state("canaries", Object.keys(given).length);
      log.state(
        "bytes looked through",
        Object.values(places).reduce((sum, text) => sum + text.length, 0),
      );
      for (const [place, text] of Object.entries(places)) {
        const found = Object.entries(given)
          .filter(([, secret]) => text.includes(secret))
          .map(([name]) => name);
        log.hold(`found in ${place}`, found.length === 0 ? 0 : found.join(", "), "0", found.length === 0);
      }
    }),
};

/** Every row of every table of ours and of the queue, as a dump would hold it. */
async function everyRow(url: string): Promise<string> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const tables = await client.query(
    `select n.nspname || '.' || quote_ident(c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind = 'r' and n.nspname in ('app', 'pgboss', 'public')`,
  );
  let text = "";
  for (const { name } of tables.rows) {
    const found = await client.query(`select string_agg(t::text, E'\\n') as rows from ${name} t`);
    text += found.rows[0].rows ?? "";
  }
  // Bytes are printed in hex: a secret that is kept in clear in a bytea column would hide there.
  text += text.replace(/\\+x((?:[0-9a-f]{2})+)/g, (_, hex: string) =>
    Buffer.from(hex, "hex").toString("latin1"),
  );
  await client.end();
  return text;
}
