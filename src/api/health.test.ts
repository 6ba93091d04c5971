import { Registry } from "prom-client";
import { describe, expect, it } from "vitest";
import { healthRoutes, type ReadinessChecks } from "./health.ts";

const fine: ReadinessChecks = { database: async () => {}, migrations: async () => {}, queue: async () => {} };
const routes = (checks: Partial<ReadinessChecks> = {}, isStopping = () => false) =>
  healthRoutes({ checks: { ...fine, ...checks }, metrics: new Registry(), isStopping });

describe("health", () => {
  it("answers healthz without asking anything", async () => {
    const broken = async () => Promise.reject(new Error("down"));
    const app = routes({ database: broken, migrations: broken, queue: broken });
    expect((await app.request("/healthz")).status).toBe(200);
  });

  it("is ready when database, migrations and queue are, and names what is not", async () => {
    expect((await routes().request("/readyz")).status).toBe(200);
    const response = await routes({
      queue: async () => {
        throw new Error("secret address");
      },
    }).request("/readyz");
    expect(response.status).toBe(503);
    const body = await response.text();
    expect(JSON.parse(body)).toMatchObject({ ok: false, database: true, queue: false });
    expect(body).not.toContain("secret");
  });

  it("is not ready once a stop has begun", async () => {
    const response = await routes({}, () => true).request("/readyz");
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({ stopping: true });
  });

  it("takes a check that hangs for one that failed", async () => {
    const response = await routes({ database: () => new Promise(() => {}) }).request("/readyz");
    expect(response.status).toBe(503);
  });
});
