import fc from "fast-check";
import { expect, test } from "vitest";
import { renderSlack } from "../../bot/slack/layout/render.ts";
import { SlackText } from "./slack-text.tsx";

const drawn = async (text: string) => String(await (<SlackText text={text} />));

test("what our renderer writes is read as Slack reads it", async () => {
  expect(await drawn("*<https://x.example/a|Acme>* 79 &amp; more")).toBe(
    '<b><span class="slack-link">Acme</span></b> 79 &amp; more',
  );
  expect(await drawn("*Need you* <@U024BE7LH> `/health &lt;name&gt;`")).toBe(
    '<b>Need you</b> <span class="slack-link">@U024BE7LH</span> <code>/health &lt;name&gt;</code>',
  );
  expect(await drawn("opened <!date^1795158720^{time}|8:12 CET>")).toBe("opened 8:12 CET");
});

test("no text becomes markup, and none is lost", async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: "grapheme", maxLength: 80 }), async (name) => {
      const text = `${name} <script>`;
      const { blocks } = renderSlack(
        { summary: "s", parts: [{ part: "text", text: [{ kind: "text", text }] }] },
        { publicUrl: "https://x.example" },
      );
      const [block] = blocks;
      const html = await drawn(block?.type === "section" ? (block.text?.text ?? "") : "");
      expect(html).not.toMatch(/<(?!\/?(b|code|span)\b)/);
      const read = html
        .replace(/<[^>]*>/g, "")
        .replaceAll("&lt;", "<")
        .replaceAll("&gt;", ">");
      const plain = (said: string) => said.replace(/&(amp|quot|#39);/g, "").replace(/[\u200B&"'*_~`]/gu, "");
      expect(plain(read)).toBe(plain(text));
    }),
  );
});
