import { Writable } from "node:stream";
import { describe, expect, test } from "vitest";
import { createLogger } from "./logger.ts";

describe("an error in the log", () => {
  const logged = (error: unknown) => {
    let written = "";
    const sink = new Writable({
      write(chunk, _, done) {
        written += chunk;
        done();
      },
    });
    createLogger("info", sink).error({ err: error }, "request failed");
    return JSON.parse(written);
  };

  test("says what it was, where, by which code and why", () => {
    const cause = Object.assign(new TypeError("socket closed"), { code: "ECONNRESET" });
    const error = Object.assign(new Error("fetch failed", { cause }), { status: 503 });
    const { err, msg } = logged(error);
    expect(msg).toBe("request failed");
    expect(err).toMatchObject({ type: "Error", message: "fetch failed", status: 503 });
    expect(err.stack).toContain("logger.test.ts");
    expect(err.causes).toMatchObject([{ type: "TypeError", message: "socket closed", code: "ECONNRESET" }]);
  });

  test("says all of several", () => {
    const { err } = logged(new AggregateError([new Error("one"), new Error("two")], "both"));
    expect(err.causes.map(({ message }: Error) => message)).toEqual(["one", "two"]);
  });

  test("holds nothing that a library hung on it: requests, rows, addresses, tokens", () => {
    const secret = "canary-0123456789";
    const hung = {
      code: "23502",
      table: "member",
      detail: `Failing row contains (${secret}).`,
      where: secret,
      config: { headers: { authorization: `Bearer ${secret}` } },
      request: { url: `https://example.com/${secret}` },
      input: secret,
      data: { ok: false, response_metadata: [secret] },
      cause: Object.assign(new Error("below"), { options: { password: secret } }),
    };
    const error = Object.assign(new Error("it failed"), hung);
    const { err } = logged(error);
    expect(err).toMatchObject({ code: "23502", table: "member" });
    expect(JSON.stringify(err)).not.toContain(secret);
    expect(JSON.stringify(logged({ password: secret }))).not.toContain(secret);
  });

  test("ends where causes go round", () => {
    const error = new Error("round");
    error.cause = error;
    expect(logged(error).err.message).toBe("round");
  });
});
