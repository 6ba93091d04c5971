import type { Hono } from "hono";
import type { TenantContext } from "../context.ts";
import type { Db } from "../db/connection.ts";
import type { SignInDoor } from "../outside/sign-in-door.ts";
import type { ChartPainter } from "../render/png.ts";
import type { Chart, ChartSvg } from "../render/types.ts";
import type { Secrets } from "../secrets.ts";
import type { LinkSigner } from "../signed-links.ts";
import type { Assets } from "./assets.ts";
import type { Previews } from "./previews/previews.ts";

/** The part of a logger that the surfaces use; pino's own type fits. */
export interface Log {
  info(facts: object, message?: string): void;
  warn(facts: object, message?: string): void;
  error(facts: object, message?: string): void;
}

/** What pages stand on; passed in by main. */
export interface WebDeps {
  readonly db: Db;
  readonly now: () => Date;
  /** Without a trailing slash. */
  readonly publicUrl: string;
  readonly assets: Assets;
  /** Prints reports on a thread of its own. */
  readonly painter: Pick<ChartPainter, "print">;
  /** Draws a themed chart without its title. */
  readonly drawChart: (chart: Chart, width: number) => Promise<ChartSvg>;
  /** Undefined: no mail server is configured, and nothing is offered by mail. */
  readonly mail?: WebMail;
  /** Undefined: no provider is configured to sign in with. */
  readonly company?: WebCompany;
  /** How platforms lay messages out; undefined: there is no preview. */
  readonly previews?: Previews;
}

/** What pages need where there is mail. */
export interface WebMail {
  /** Opens the links in the feet of mails. */
  readonly secrets: Secrets;
  /** Does something that nobody waits for; the stop of the service does. */
  readonly later: (work: () => Promise<void>) => void;
}

/** What a request carries. `context`, `sessionToken` and `sessionId` exist behind the session wall only. */
export interface WebEnv {
  Variables: {
    requestId: string;
    context: TenantContext;
    sessionToken: string;
    sessionId: string;
    log: Log;
  };
}

/** What pages need to let people in with an account of their company's. */
export interface WebCompany {
  /** In the order of their buttons. */
  readonly doors: readonly SignInDoor[];
  readonly signer: LinkSigner;
  /** Counts what became of a try. */
  readonly count: (provider: string, outcome: SignInOutcome) => void;
}

/** What became of a try to sign in with a provider. */
export type SignInOutcome = "begun" | "signed-in" | "asked-which" | "refused" | "unavailable";

/** A router of the web view. */
export type WebRoutes = Hono<WebEnv>;
