import type { Span, Text } from "../../bot/message.ts";
import { bandWords } from "../../words/status.ts";
import { Mark } from "./status.tsx";

/** Text of a message, as a page writes it. */
export function TextSpans(props: { text: Text }) {
  return (
    <>
      {props.text.map((span) => (
        <OneSpan span={span} />
      ))}
    </>
  );
}

function OneSpan({ span }: { span: Span }) {
  switch (span.kind) {
    case "text":
      return <>{span.text}</>;
    case "strong":
      return <b>{span.text}</b>;
    case "code":
      return <code>{span.text}</code>;
    case "link":
      return <a href={span.path}>{span.strong ? <b>{span.text}</b> : span.text}</a>;
    case "person":
      return <>{span.name}</>;
    case "shape":
      return (
        <>
          <Mark band={span.band} />
          <span class="hidden">{bandWords[span.band]}</span>
        </>
      );
    case "time":
      return <time datetime={span.at}>{span.fallback}</time>;
    default:
      return span satisfies never;
  }
}
