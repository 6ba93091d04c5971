import type { Child } from "hono/jsx";

/** One run of mrkdwn: code, a tag in angle brackets, bold, or what stands between. */
const runs = /`([^`]*)`|<([^<>]*)>|\*((?:<[^<>]*>|[^*<>])+)\*|([^`<*]+|[`<*])/gu;
const entities: Readonly<Record<string, string>> = { "&lt;": "<", "&gt;": ">", "&amp;": "&" };

/** Slack's mrkdwn as a reader sees it, as far as our renderer writes it. Links are drawn and lead nowhere. */
export function SlackText({ text }: { text: string }): Child {
  return (
    <>
      {[...text.matchAll(runs)].map(([, code, tag, bold, plain]) => {
        if (code !== undefined) return <code>{read(code)}</code>;
        if (tag !== undefined) return <Tag tag={tag} />;
        if (bold !== undefined)
          return (
            <b>
              <SlackText text={bold} />
            </b>
          );
        return read(plain ?? "");
      })}
    </>
  );
}

/** `<https://…|words>`, `<@U024BE7LH>`, `<!date^…^…|words>`. */
function Tag({ tag }: { tag: string }) {
  const bar = tag.indexOf("|");
  const words = bar === -1 ? tag : tag.slice(bar + 1);
  if (tag.startsWith("!date")) return <>{read(words)}</>;
  if (tag.startsWith("@")) return <span class="slack-link">@{read(words.replace(/^@/, ""))}</span>;
  return <span class="slack-link">{read(words)}</span>;
}

function read(text: string): string {
  return text.replace(/&(?:lt|gt|amp);/g, (entity) => entities[entity] ?? entity);
}
