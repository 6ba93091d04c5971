import type { Context } from "hono";
import { AppError } from "../../errors.ts";

/**
 * The text fields of a form that was sent; files and repeated fields are left out. Input is data: nothing else gets further,
 * and no zero byte, which no text in the database can hold.
 * @throws AppError `bad-input` for what only claims to be a form
 */
export async function readForm(c: Context): Promise<Record<string, string>> {
  const body = await c.req.parseBody().catch((cause: unknown) => {
    throw new AppError("bad-input", "That form can't be read. Nothing changed. Go back and try again.", {
      cause,
    });
  });
  const fields = Object.entries(body).flatMap(([name, value]) =>
    typeof value === "string" ? [[name, value.replaceAll("\0", "")] as const] : [],
  );
  return Object.fromEntries(fields);
}
