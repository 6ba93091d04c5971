import fc from "fast-check";
import { expect, test } from "vitest";
import { accountOfLink } from "./link-preview.ts";

const site = "https://bellwether.example";
const id = "019a0000-0000-7000-8000-000000000101";

test.each([
  [`${site}/accounts/${id}`, id],
  [`${site}/accounts/${id}?range=90d#alert-1`, id],
  [`${site}/accounts/${id.toUpperCase()}`, id],
  [`${site}/accounts/${id}/why?from=2026-10-22&to=2026-11-19`, id],
  [`${site}/accounts/${id}/`, undefined],
  [`${site}/accounts/${id}/export`, undefined],
  [`${site}/accounts/../accounts/${id}`, id],
  [`${site}/accounts/%2e%2e/sign-in`, undefined],
  [`${site}//accounts/${id}`, undefined],
  [`/accounts/${id}`, undefined],
])("%s leads to %s", (link, account) => {
  expect(accountOfLink(link, site)).toBe(account);
});

test("an installation on another port is another", () => {
  const local = "http://localhost:3000";
  expect(accountOfLink(`${local}/accounts/${id}`, local)).toBe(id);
  expect(accountOfLink(`http://localhost:3001/accounts/${id}`, local)).toBeUndefined();
});

test("whatever somebody posts is read, and only the address of an account leads to one", () => {
  const path = fc.constantFrom("/accounts/", "/sign-in?token=", "/files/", "/", "//", "/accounts", "#", "?");
  const piece = fc.oneof(fc.string(), fc.webPath(), fc.constant(id));
  const host = fc.oneof(fc.constant(site), fc.webUrl(), fc.string());
  fc.assert(
    fc.property(host, path, piece, (start, middle, end) => {
      const link = start + middle + end;
      const found = accountOfLink(link, site);
      if (found === undefined) return;
      expect(URL.parse(link)?.origin).toBe(site);
      expect(URL.parse(link)?.pathname.toLowerCase()).toMatch(new RegExp(`^/accounts/${found}(/why)?$`));
    }),
    { numRuns: 500 },
  );
});
