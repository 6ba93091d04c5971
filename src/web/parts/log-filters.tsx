import type { Child } from "hono/jsx";
import { type FieldFault, faultAt } from "../forms/field-fault.ts";
import { Wrong } from "./wrong.tsx";

/** Which lines of a log are shown: its own fields, then the days if it has any, then the button. */
export function LogFilters(props: {
  readonly action: string;
  /** What is filtered, where it is no log: "Message". */
  readonly label?: string;
  readonly days?: { readonly from?: string | undefined; readonly to?: string | undefined };
  readonly fault?: FieldFault | undefined;
  readonly children: Child;
}) {
  const { days, fault } = props;
  return (
    <form class="log-filters" action={props.action} aria-label={props.label ?? "Filter"}>
      {props.children}
      {days && <DayField label="From" name="from" day={days.from} fault={fault} />}
      {days && <DayField label="To" name="to" day={days.to} fault={fault} />}
      <button type="submit" class="button">
        Show
      </button>
      <Wrong id={wrongId} sentence={fault?.sentence} />
    </form>
  );
}

const wrongId = "filter-wrong";

/** What a field of the filter says of itself to who hears it, where it is the wrong one. */
export function filterFault(fault: FieldFault | undefined, field: string) {
  if (faultAt(fault, field) === undefined) return {};
  return { "aria-invalid": "true", "aria-describedby": wrongId } as const;
}

function DayField(props: {
  label: string;
  name: "from" | "to";
  day: string | undefined;
  fault: FieldFault | undefined;
}) {
  const { label, name, day, fault } = props;
  return (
    <label class="field">
      {label}
      <input type="date" name={name} value={day ?? ""} {...filterFault(fault, name)} />
    </label>
  );
}
