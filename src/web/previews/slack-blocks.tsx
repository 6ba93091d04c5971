import type { Child } from "hono/jsx";
import { SlackText } from "./slack-text.tsx";

/** A block as it goes over the wire, as far as a drawing reads it. */
interface Block {
  readonly type: string;
  readonly text?: TextObject;
  readonly fields?: readonly TextObject[];
  readonly accessory?: Element;
  readonly elements?: readonly (Element & TextObject)[];
  readonly alt_text?: string;
  readonly rows?: readonly (readonly RichText[])[];
  readonly column_settings?: readonly { readonly align?: string }[];
}
interface TextObject {
  readonly type: string;
  readonly text: string;
}
interface Element {
  readonly type: string;
  readonly style?: string;
  readonly placeholder?: TextObject;
}
interface RichText {
  readonly elements: readonly {
    readonly elements: readonly {
      readonly type: string;
      readonly text: string;
      readonly style?: { readonly bold?: boolean; readonly code?: boolean };
    }[];
  }[];
}

/**
 * Slack's blocks drawn in HTML, near enough to judge order, weight and length. Buttons are drawn and do nothing.
 * @param blocks what `chat.postMessage` would get
 * @param imageUrl stands for the uploaded picture
 */
export function SlackBlocks(props: { blocks: readonly object[]; imageUrl: string; at: string }) {
  return (
    <div class="slack">
      <div class="slack-who">
        <span class="slack-face" aria-hidden="true" />
        <b>Bellwether</b> <span class="slack-app">APP</span> <span class="slack-time">{props.at}</span>
      </div>
      {(props.blocks as readonly Block[]).map((block) => (
        <BlockView block={block} imageUrl={props.imageUrl} />
      ))}
    </div>
  );
}

function BlockView({ block, imageUrl }: { block: Block; imageUrl: string }): Child {
  switch (block.type) {
    case "header":
      return <p class="slack-header">{block.text?.text}</p>;
    case "section":
      return (
        <div class="slack-section">
          {block.text && (
            <p>
              <SlackText text={block.text.text} />
            </p>
          )}
          {block.fields && (
            <div class="slack-fields">
              {block.fields.map((field) => (
                <p>
                  <SlackText text={field.text} />
                </p>
              ))}
            </div>
          )}
          {block.accessory && <ElementView element={block.accessory} />}
        </div>
      );
    case "actions":
      return (
        <div class="slack-actions">
          {block.elements?.map((element) => (
            <ElementView element={element} />
          ))}
        </div>
      );
    case "context":
      return (
        <p class="slack-context">
          {block.elements?.map((element) => (
            <SlackText text={element.text} />
          ))}
        </p>
      );
    case "divider":
      return <hr />;
    case "image":
      return <img class="slack-image" src={imageUrl} alt={block.alt_text ?? ""} />;
    case "table":
      return <SlackTable block={block} />;
    default:
      return <p class="error">A block of the kind “{block.type}” that this page does not draw.</p>;
  }
}

function ElementView({ element }: { element: Element & { readonly text?: unknown } }) {
  if (element.type === "overflow") return <span class="slack-button slack-more">⋯</span>;
  if (element.type === "static_select")
    return <span class="slack-button">{element.placeholder?.text} ▾</span>;
  const { text } = element.text as TextObject;
  return (
    <span class={element.style === "primary" ? "slack-button slack-primary" : "slack-button"}>{text}</span>
  );
}

function SlackTable({ block }: { block: Block }) {
  const [head = [], ...rows] = block.rows ?? [];
  const side = (at: number) => (block.column_settings?.[at]?.align === "right" ? "num" : "");
  return (
    <section class="scroll" aria-label="Table in Slack" tabindex={0}>
      <table class="slack-table">
        <thead>
          <tr>
            {head.map((cell, at) => (
              <th scope="col" class={side(at)}>
                <Cell cell={cell} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr>
              {row.map((cell, at) => (
                <td class={side(at)}>
                  <Cell cell={cell} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Cell({ cell }: { cell: RichText }) {
  return (
    <>
      {cell.elements.flatMap((section) =>
        section.elements.map((run) =>
          run.type === "link" ? (
            <span class="slack-link">{run.text}</span>
          ) : run.style?.bold ? (
            <b>{run.text}</b>
          ) : run.style?.code ? (
            <code>{run.text}</code>
          ) : (
            run.text
          ),
        ),
      )}
    </>
  );
}
