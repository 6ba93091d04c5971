import { Counter, type Registry } from "prom-client";
import type { WebCompany } from "../web/web-env.ts";

/** What operators see of sign-ins with providers: what became of them. @returns counts one */
export function signInMetrics(metrics: Registry): WebCompany["count"] {
  const outcomes = new Counter({
    name: "bellwether_sign_ins_total",
    help: "Sign-ins with a provider by what became of them.",
    labelNames: ["provider", "outcome"],
    registers: [metrics],
  });
  return (provider, outcome) => outcomes.inc({ provider, outcome });
}
