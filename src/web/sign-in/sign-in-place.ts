import { isIP } from "node:net";
import type { Context } from "hono";
import type { SignInPlace } from "../../db/sign-in/sessions.ts";
import { clientAddress } from "../session/request-limit.ts";
import { browserName } from "./browser-name.ts";

/** From where a request signs in: what its session is known by. */
export function signInPlace(c: Context): SignInPlace {
  const address = clientAddress(c).replace(/^::ffff:(?=\d+\.)/i, "");
  return {
    browser: browserName(c.req.header("user-agent")),
    networkAddress: isIP(address) === 0 ? undefined : address,
  };
}
