import { afterAll, beforeAll, expect, test } from "vitest";
import { trackingRoutes } from "../src/api/tracking.ts";
import { systemContext } from "../src/context.ts";
import { ensureEventMonths } from "../src/db/usage/events.ts";
import { withTenant } from "../src/db/with-tenant.ts";
import { listAccounts } from "../src/usecases/portfolio/list-accounts.ts";
import { runPass } from "../src/usecases/scoring/run-pass.ts";
import { createTenant } from "../src/usecases/tenants/create-tenant.ts";
import { createWriteKey } from "../src/usecases/tenants/create-write-key.ts";
import { openTestDb, type TestDb } from "./test-db.ts";

const now = new Date("2026-11-20T10:00:00Z");
const tomorrow = new Date("2026-11-21T02:00:00Z");
let db: TestDb;

beforeAll(async () => {
  db = await openTestDb();
});
afterAll(() => db.close());

test("the very first event of a new tenant is a score within one pass, and the end of the day makes it final", async () => {
  const { tenantId } = await createTenant(db, {
    slug: "fresh",
    name: "Fresh",
    zone: "UTC",
    kind: "b2b",
    demo: false,
    now,
    requestId: "t",
  });
  const context = systemContext(tenantId, "t");
  const { key } = await withTenant(db, context, async (tx) => {
    await ensureEventMonths(tx, "2026-10-01", "2026-12-01");
    return createWriteKey(tx, { source: "Segment", now });
  });
  const accepted = await trackingRoutes({ db, now: () => now }).request("/batch", {
    method: "POST",
    headers: {
      authorization: `Basic ${Buffer.from(`${key}:`).toString("base64")}`,
      "content-type": "application/json",
    },
    body: JSON.stringify({
      batch: [
        {
          type: "track",
          messageId: "1",
          userId: "u1",
          event: "Reports",
          context: { groupId: "acme" },
          timestamp: now.toISOString(),
        },
      ],
    }),
  });
  expect(accepted.status).toBe(200);

  await runPass(db, tenantId, { now, requestId: "t", full: false });
  const [first] = await list(now);
  expect(first).toMatchObject({ name: "acme", band: "at-risk", signal: { kind: "new" } });
  expect(first?.score).toBeGreaterThan(0);

  await runPass(db, tenantId, { now: tomorrow, requestId: "t", full: false });
  const [final] = await list(tomorrow);
  expect(final?.score).toBe(first?.score);

  async function list(at: Date) {
    const portfolio = await withTenant(db, context, (tx) => listAccounts(tx, { now: at }));
    return portfolio.lines;
  }
});
