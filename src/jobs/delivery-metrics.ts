import { Counter, Gauge, type Registry } from "prom-client";

/**
 * What operators see of messages and jobs: a counter of outcomes by channel, and how many jobs wait or run by queue.
 * @returns counts one outcome
 */
export function deliveryMetrics(
  metrics: Registry,
  sizes: () => Promise<Record<string, number>>,
): (channel: string, outcome: string) => void {
  const outcomes = new Counter({
    name: "bellwether_deliveries_total",
    help: "Messages by channel and what became of them.",
    labelNames: ["channel", "outcome"],
    registers: [metrics],
  });
  new Gauge({
    name: "bellwether_queue_jobs",
    help: "Jobs that wait or run, by queue.",
    labelNames: ["queue"],
    registers: [metrics],
    async collect() {
      for (const [queue, size] of Object.entries(await sizes())) this.set({ queue }, size);
    },
  });
  return (channel, outcome) => outcomes.inc({ channel, outcome });
}
