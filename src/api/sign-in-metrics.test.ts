import { Registry } from "prom-client";
import { expect, test } from "vitest";
import { signInMetrics } from "./sign-in-metrics.ts";

test("sign-ins with a provider are counted by what became of them", async () => {
  const metrics = new Registry();
  const count = signInMetrics(metrics);
  count("microsoft", "begun");
  count("microsoft", "begun");
  count("microsoft", "refused");
  const text = await metrics.metrics();
  expect(text).toContain('bellwether_sign_ins_total{provider="microsoft",outcome="begun"} 2');
  expect(text).toContain('bellwether_sign_ins_total{provider="microsoft",outcome="refused"} 1');
});
