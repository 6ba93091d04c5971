import type { Context } from "hono";
import { matchedRoutes } from "hono/route";
import { isId } from "../ids.ts";

/**
 * An address as the log keeps it: the pattern of the route that answered, with ids in their places
 * (`/accounts/0199…/why`, `/files/:token/:name`). Anything else that a caller wrote may open something by itself, or be a
 * customer's name: it stays out, on routes to come as well, and so does an address that no route knows. Never a query.
 * @param c after the route has answered or failed
 */
export function loggedPath(c: Context): string {
  const route = matchedRoutes(c).find(({ method, path }) => method !== "ALL" && !path.includes("*"));
  if (!route) return "(none)";
  const given = c.req.path.split("/");
  const shown = route.path.split("/").flatMap((part, at) => {
    if (!part.startsWith(":")) return [part];
    const value = given[at];
    if (value === undefined) return [];
    return [isId(value) ? value : part.replace(/[{?].*$/, "")];
  });
  return shown.join("/");
}
