import { cutList } from "../../bot/cut-parts.ts";
import type { Action, Item, Message, MoreLink, Part } from "../../bot/message.ts";
import { moreWords } from "../../bot/plain-text.ts";
import type { Drawings } from "../charts/draw-images.ts";
import { ChartFigure } from "./chart-figure.tsx";
import { ActionButton } from "./command-form.tsx";
import { TextSpans } from "./text.tsx";

/** With what a message is laid out. */
interface Layout {
  readonly drawings: Drawings;
  /** Where a button leads back to. */
  readonly back: string;
}

/** Lines of one list: the portfolio page has all, with filters and pages. */
const mostLines = 60;

/** A message as a page shows it: the parts that a chat gets, in the same order and words. */
export function MessageCard(props: { message: Message; drawings: Drawings; back: string }) {
  return (
    <div class="message">
      {props.message.parts.map((part) => (
        <MessagePart part={cutList(part, mostLines)} layout={props} />
      ))}
    </div>
  );
}

function MessagePart({ part, layout }: { part: Part; layout: Layout }) {
  switch (part.part) {
    case "heading":
      return <h2>{part.text}</h2>;
    case "text":
      return (
        <p>
          <TextSpans text={part.text} />
        </p>
      );
    case "facts":
      return (
        <dl class="facts">
          {part.facts.map(({ label, value }) => (
            <div>
              <dt>{label}</dt>
              <dd>
                <TextSpans text={value} />
              </dd>
            </div>
          ))}
        </dl>
      );
    case "items":
      return (
        <>
          <ul class="items">
            {part.items.map((item) => (
              <ItemLine item={item} layout={layout} />
            ))}
          </ul>
          <More more={part.more} />
        </>
      );
    case "table":
      return (
        <>
          <MessageTable part={part} />
          <More more={part.more} />
        </>
      );
    case "image": {
      const drawings = layout.drawings.get(part.chart);
      return drawings ? (
        <ChartFigure name="chart" alt={part.alt} drawings={drawings} />
      ) : (
        <p class="muted">
          Chart unavailable. <a href={part.path}>{part.label ?? "Open account"}</a>
        </p>
      );
    }
    case "choice":
      return (
        <fieldset class="choice">
          <legend>{part.label}</legend>
          <div class="actions">
            {part.choices.map(({ label, command }) => (
              <ActionButton
                action={{ kind: "command", label, command }}
                back={layout.back}
                shortcut={false}
              />
            ))}
          </div>
        </fieldset>
      );
    case "actions":
      return <Actions actions={part.actions} overflow={part.overflow} layout={layout} />;
    case "context":
      return (
        <p class="muted">
          <small>
            <TextSpans text={part.text} />
          </small>
        </p>
      );
    case "divider":
      return <hr />;
    default:
      return part satisfies never;
  }
}

function Actions(props: { actions: readonly Action[]; overflow: readonly Action[]; layout: Layout }) {
  return (
    <div class="actions">
      {props.actions.map((action) => (
        <ActionButton action={action} back={props.layout.back} />
      ))}
      {props.overflow.length > 0 && (
        <Overflow actions={props.overflow} back={props.layout.back} label="More" />
      )}
    </div>
  );
}

function Overflow(props: { actions: readonly Action[]; back: string; label: string }) {
  return (
    <details class="menu left more-menu" data-menu="">
      <summary class="button" aria-label={props.label}>
        ⋯
      </summary>
      <div class="sheet">
        {props.actions.map((action) => (
          <ActionButton action={action} back={props.back} shortcut={false} />
        ))}
      </div>
    </details>
  );
}

function ItemLine(props: { item: Item; layout: Layout }) {
  const { item, layout } = props;
  return (
    <li>
      <div>
        {item.lines.map((line, index) => (
          <p class={index > 0 ? "muted" : ""}>
            <TextSpans text={line} />
          </p>
        ))}
      </div>
      {item.menu.length > 0 && (
        <Overflow actions={item.menu} back={layout.back} label="More for this account" />
      )}
    </li>
  );
}

function MessageTable({ part }: { part: Extract<Part, { part: "table" }> }) {
  const side = (index: number) => (part.columns[index]?.align === "right" ? "num" : "");
  return (
    <section class="scroll" aria-label="Table" tabindex={0}>
      <table>
        <thead>
          <tr>
            {part.columns.map(({ label }, index) => (
              <th scope="col" class={side(index)}>
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {part.rows.map((row) => (
            <tr>
              {row.map((cell, index) => (
                <td class={side(index)}>
                  <TextSpans text={cell} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function More({ more }: { more: MoreLink }) {
  if (more.hidden === 0) return null;
  const { label, lead } = moreWords(more);
  return (
    <p>
      {lead}
      <a href={more.path}>{label}</a>
    </p>
  );
}
