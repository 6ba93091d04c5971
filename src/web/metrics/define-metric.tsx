import { type FieldFault, faultAt } from "../forms/field-fault.ts";
import { Choice } from "../parts/choice.tsx";
import { Wrong } from "../parts/wrong.tsx";
import type { MetricForm } from "./metric-form.ts";

interface Typed {
  readonly form: MetricForm;
  readonly fault: FieldFault | null;
}

interface Defined extends Typed {
  /** Names of the events that are left out of use. */
  readonly leftOut: readonly string[];
}

/** The form of a new metric: what it is called, what kind it is, where its values come from. */
export function DefineMetric(props: Defined) {
  const { form, fault } = props;
  return (
    <form method="post" action="/settings/metrics" class="card form">
      <h2>Define a metric</h2>
      {fault !== null && !(fault.field in form) && <Wrong sentence={fault.sentence} />}
      <div class="typed">
        <MetricText {...props} name="label" label="What it is called" hint="Such as Tickets opened" wide />
        <MetricText
          {...props}
          name="name"
          label="Name in files"
          hint="Such as tickets-opened; empty: made from the label"
        />
        <MetricText {...props} name="unit" label="Unit" hint="Such as tickets, ms or €" />
      </div>
      <div class="typed">
        <Choice label="Kind" name="kind" chosen={form.kind} options={kinds} />
        <Choice label="Good is" name="good" chosen={form.good} options={directions} />
        <MetricText
          {...props}
          name="percentile"
          label="Percentile"
          hint="Of a histogram, 1 to 99"
          of="histogram"
        />
      </div>
      <Source {...props} />
      <div class="actions">
        <button type="submit" name="do" value="define" class="button primary">
          Define metric
        </button>
        <button type="submit" name="do" value="preview" class="button" formaction="/settings/metrics#shown">
          Preview 28 days
        </button>
      </div>
    </form>
  );
}

const kinds = [
  ["counter", "Counter: adds up"],
  ["gauge", "Gauge: the last value counts"],
  ["rate", "Rate: a share of all"],
  ["histogram", "Histogram: a percentile"],
] as const;

/** Which way of a metric is good. */
export const directions = [
  ["up", "more"],
  ["down", "less"],
] as const;

function Source(props: Defined) {
  const { form } = props;
  return (
    <fieldset>
      <legend>Where values come from</legend>
      <div class="checks">
        <label class="check">
          <input type="radio" name="from" value="event" checked={form.from !== "supplied"} /> Counted from an
          event
        </label>
        <label class="check">
          <input type="radio" name="from" value="supplied" checked={form.from === "supplied"} /> Supplied by
          API or CSV
        </label>
      </div>
      <div class="typed of-event">
        {eventFields.map((field) => (
          <MetricText {...props} {...field} />
        ))}
      </div>
      <label class="check of-event">
        <input
          type="checkbox"
          name="notUse"
          checked={form.notUse !== "" || props.leftOut.includes(form.event)}
        />{" "}
        Leave these events out of use: a ticket or an error is no visit
      </label>
    </fieldset>
  );
}

interface TextField {
  readonly name: keyof MetricForm;
  readonly label: string;
  readonly hint: string;
  readonly wide?: boolean;
  /** Of which kind it is asked. */
  readonly of?: "rate" | "histogram" | "no-rate";
}

/** How a metric is counted from an event. */
const eventFields: readonly TextField[] = [
  { name: "event", label: "Event", hint: "Such as Ticket opened", wide: true },
  {
    name: "where",
    label: "Where",
    hint: "Such as priority is urgent and hours at least 3; empty: every such event",
    wide: true,
  },
  {
    name: "value",
    label: "Property with the value",
    hint: "Empty: a counter counts the events themselves",
    wide: true,
    of: "no-rate",
  },
  {
    name: "share",
    label: "Which events count",
    hint: "Such as status at least 500: their share of all of them",
    wide: true,
    of: "rate",
  },
  { name: "numerator", label: "or numerator", hint: "A property, such as answered", of: "rate" },
  { name: "denominator", label: "and denominator", hint: "A property, such as asked", of: "rate" },
];

/** A field of the form, with its hint or what is wrong with it. */
export function MetricText(props: Typed & TextField) {
  const { form, name, label, hint, of } = props;
  const wrong = faultAt(props.fault, name);
  const classes = ["field", props.wide ? "wide" : "", of ? `of-${of}` : ""].filter(Boolean);
  return (
    <label class={classes.join(" ")}>
      {label}
      <input
        type="text"
        name={name}
        value={form[name]}
        maxlength={200}
        aria-describedby={wrong ? `${name}-wrong` : `${name}-hint`}
        aria-invalid={wrong ? "true" : undefined}
      />
      {wrong ? (
        <Wrong id={`${name}-wrong`} sentence={wrong} />
      ) : (
        <span class="muted hint" id={`${name}-hint`}>
          {hint}
        </span>
      )}
    </label>
  );
}
