import fc from "fast-check";
import { expect, test } from "vitest";
import { cardMarkdown } from "./card-markdown.ts";

test("links, bold, code and escapes are read, and nothing else", () => {
  expect(cardMarkdown("**[Acme](https://x.example/a)** 79 \\*not bold\\*")).toBe(
    '<b><span class="teams-link">Acme</span></b> 79 &#42;not bold&#42;',
  );
  expect(cardMarkdown("`/health`\nnext")).toBe("<code>/health</code><br>next");
});

test("no text becomes a tag of its own", () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 60 }), (text) => {
      const html = cardMarkdown(`<img src=x onerror="alert(1)">${text}`);
      expect(html).not.toMatch(/<(?!\/?(b|code|span|br)\b)/);
      expect(html).not.toContain('="alert');
    }),
  );
});
