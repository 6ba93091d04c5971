import { createMiddleware } from "hono/factory";
import { AppError } from "../../errors.ts";

/**
 * Refuses a change that another site asks for: whatever is not a look must come from a page of this origin, by
 * `Sec-Fetch-Site`, or where a browser does not send that, by `Origin`. Stricter than hono's csrf, which lets other
 * content types than forms through.
 * @throws AppError `not-allowed`
 */
export function sameOrigin(publicUrl: string) {
  const ownOrigin = new URL(publicUrl).origin;
  return createMiddleware(async (c, next) => {
    if (!["GET", "HEAD", "OPTIONS"].includes(c.req.method)) {
      const site = c.req.header("sec-fetch-site");
      const origin = c.req.header("origin");
      const ours = site
        ? site === "same-origin"
        : origin === ownOrigin || origin === new URL(c.req.url).origin;
      if (!ours)
        throw new AppError(
          "not-allowed",
          "That came from another site. Nothing changed. Use the buttons here.",
        );
    }
    await next();
  });
}
