import { serve } from "@hono/node-server";
import type { Hono } from "hono";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import type { WebEnv } from "../../src/web/web-env.ts";

/** A real browser before the real app on a real port. */
export interface Desk {
  readonly origin: string;
  /** A fresh profile; what its pages complain of or fetch from elsewhere is collected in `faults`. */
  open(options?: BrowserContextOptions): Promise<{ page: Page; faults: string[] }>;
  close(): Promise<void>;
}

/** Starts Chromium and a server for an app that is made for its address. */
export async function openDesk(makeApp: (origin: string) => Promise<Hono<WebEnv>>): Promise<Desk> {
  let app: Hono<WebEnv> | undefined;
  const server = serve({
    fetch: (request) => app?.fetch(request) ?? new Response(null, { status: 503 }),
    port: 0,
  });
  await new Promise((resolve) => server.once("listening", resolve));
  const address = server.address();
  const origin = `http://localhost:${typeof address === "object" && address ? address.port : 0}`;
  app = await makeApp(origin);
  const browser: Browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox"],
  });
  return {
    origin,
    open: async (options = {}) => {
      const context = await browser.newContext({ baseURL: origin, ...options });
      // A busy machine takes its time.
      context.setDefaultTimeout(120_000);
      const page = await context.newPage();
      const faults: string[] = [];
      page.on("console", (message) => {
        if (message.type() === "error" || message.type() === "warning") faults.push(message.text());
      });
      page.on("pageerror", (error) => faults.push(error.message));
      page.on("request", (request) => {
        if (!request.url().startsWith(origin)) faults.push(`asked ${request.url()}`);
      });
      return { page, faults };
    },
    close: async () => {
      await browser.close();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
