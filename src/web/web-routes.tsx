import { Hono } from "hono";
import { AppError, httpStatus, notFound } from "../errors.ts";
import { accountRoutes } from "./account/account-routes.tsx";
import { whyRoutes } from "./account/why-routes.tsx";
import { alertReportRoutes } from "./alerts/alert-report-routes.tsx";
import { alertRoutes } from "./alerts/alert-routes.tsx";
import { alertRulesRoutes } from "./alerts/alert-rules-routes.tsx";
import { auditRoutes } from "./audit/audit-routes.tsx";
import { deliveryRoutes } from "./deliveries/delivery-routes.tsx";
import { exportRoutes } from "./exports/export-routes.ts";
import { reportMailRoutes } from "./exports/report-mail-routes.tsx";
import { inboxRoutes } from "./inbox/inbox-routes.tsx";
import { confirmRoutes } from "./mail/confirm-routes.tsx";
import { mailStopRoutes } from "./mail/mail-stop-routes.tsx";
import { metricsRoutes } from "./metrics/metrics-routes.tsx";
import { portfolioRoutes } from "./portfolio/portfolio-routes.tsx";
import { previewRoutes } from "./previews/preview-routes.tsx";
import { compareRoutes } from "./scoring/compare-routes.tsx";
import { publishRoutes } from "./scoring/publish-routes.ts";
import { scoringPreviewRoutes } from "./scoring/scoring-preview-routes.tsx";
import { scoringRoutes } from "./scoring/scoring-routes.tsx";
import { sameOrigin } from "./session/same-origin.ts";
import { writeOnward } from "./session/session-cookie.ts";
import { digestSettingsRoutes } from "./settings/digest-settings-routes.tsx";
import { noticeSettingsRoutes } from "./settings/notice-settings-routes.tsx";
import { profileRoutes } from "./settings/profile-routes.tsx";
import { ErrorPage } from "./shell/error-page.tsx";
import { htmlPage } from "./shell/html-page.ts";
import { companySignInRoutes } from "./sign-in/company-sign-in-routes.tsx";
import { providerLogoutRoutes } from "./sign-in/provider-logout-routes.ts";
import { signInRoutes } from "./sign-in/sign-in-routes.tsx";
import { waysInRoutes } from "./sign-in/ways-in-routes.tsx";
import type { WebDeps, WebEnv, WebRoutes } from "./web-env.ts";

/** Every page of the web view, its files, and its answers to errors. */
export function webRoutes(deps: WebDeps): WebRoutes {
  const routes = new Hono<WebEnv>();

  routes.get("/assets/:file", (c) => {
    const asset = deps.assets.find(c.req.param("file"));
    if (!asset) throw notFound("page");
    const isPacked = asset.gzip !== undefined && /\bgzip\b/.test(c.req.header("accept-encoding") ?? "");
    return c.body(isPacked ? asset.gzip : asset.bytes, 200, {
      "Content-Type": asset.contentType,
      "Cache-Control": "public, max-age=31536000, immutable",
      Vary: "Accept-Encoding",
      ...(isPacked ? { "Content-Encoding": "gzip" } : {}),
    });
  });

  // Before the next line: a mail program asks for it from anywhere, and so does a provider.
  routes.route("/", mailStopRoutes(deps));
  routes.route("/", providerLogoutRoutes(deps));
  routes.use(sameOrigin(deps.publicUrl));
  for (const part of [
    signInRoutes,
    companySignInRoutes,
    profileRoutes,
    waysInRoutes,
    portfolioRoutes,
    accountRoutes,
    whyRoutes,
    alertRoutes,
    alertRulesRoutes,
    alertReportRoutes,
    digestSettingsRoutes,
    noticeSettingsRoutes,
    metricsRoutes,
    scoringRoutes,
    scoringPreviewRoutes,
    publishRoutes,
    compareRoutes,
    deliveryRoutes,
    auditRoutes,
    previewRoutes,
    exportRoutes,
    reportMailRoutes,
    confirmRoutes,
    inboxRoutes,
  ])
    routes.route("/", part(deps));
  routes.all("*", () => {
    throw notFound("page");
  });
  routes.onError((error, c) => {
    const known = error instanceof AppError ? error : internal(error);
    if (known.code === "internal") c.get("log").error({ err: error }, "page failed");
    if (known.code === "not-signed-in") {
      if (c.req.method === "GET") writeOnward(c, deps.publicUrl, c.req.path + new URL(c.req.url).search);
      return c.redirect("/sign-in", c.req.method === "GET" ? 302 : 303);
    }
    const gone = known.code === "not-found";
    c.header("Cache-Control", "private, no-store");
    return htmlPage(
      c,
      <ErrorPage
        assets={deps.assets}
        code={known.code}
        sentence={gone ? missingPage : known.message}
        {...(known.code === "internal" ? { requestId: c.get("requestId") } : {})}
      />,
      httpStatus[known.code],
    );
  });
  return routes;
}

/** What may not be seen and what does not exist read the same. */
const missingPage = "This page doesn't exist, or you can't see it.";

function internal(cause: unknown): AppError {
  return new AppError("internal", "That didn't work. Nothing changed. Try again in a minute.", { cause });
}
