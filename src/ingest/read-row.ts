import { AppError } from "../errors.ts";
import { dayIn, startOfDay } from "../zones.ts";
import { storableText } from "./clean-text.ts";
import { columnPlace } from "./csv-columns.ts";
import { maxIdLength } from "./event-schema.ts";
import { maxEventLeadMs, parseInstant } from "./event-time.ts";
import { earliestDay } from "./usable-day.ts";

/** Which column of a file holds what, by the names in its header. Capitals do not matter. */
export interface ImportColumns {
  readonly account: string;
  readonly user: string;
  readonly time: string;
  readonly event: string;
  /** Columns that are kept as properties of the event, by the name that metrics call them. */
  readonly properties?: readonly PropertyColumn[];
}

/** A column that is kept as a property. */
export interface PropertyColumn {
  readonly column: string;
  readonly name: string;
}

/** Properties of an event that a file may have. */
const maxProperties = 50;
/** Longest value of one, in characters. */
const maxPropertyLength = 1_000;

/** Why a row was refused. */
export type RowRefusal =
  | "no account"
  | "no user"
  | "no event"
  | "too long"
  | "property too long"
  | "no such time"
  | "in the future";

/** An event as a row states it. */
export interface RowEvent {
  readonly account: string;
  readonly user: string;
  readonly event: string;
  readonly at: Date;
  /** The calendar day in the tenant's zone. */
  readonly day: string;
  /** As tracking keeps them; undefined where the row has none. */
  readonly properties: Readonly<Record<string, string>> | undefined;
}

/** Reads one row. */
export type RowReader = (fields: readonly string[]) => RowEvent | RowRefusal;

const earliest = Date.parse(earliestDay);

/**
 * Makes the reader of a file's rows. A time is an ISO 8601 instant (without a zone: UTC) or a date, which means that day
 * in the tenant's zone. Of any age from 1970 on; not in the future. A property is text, as it stands in its field; an empty
 * field is none.
 * @throws AppError `bad-input` when the header lacks a column, or a property is named twice
 */
export function rowReader(
  header: readonly string[],
  columns: ImportColumns,
  options: { zone: string; now: Date },
): RowReader {
  const placeOf = (option: "account" | "user" | "time" | "event") =>
    columnPlace(header, { name: columns[option], what: option, option });
  const place = {
    account: placeOf("account"),
    user: placeOf("user"),
    time: placeOf("time"),
    event: placeOf("event"),
  };
  const propertiesOf = propertyReader(header, columns.properties ?? []);
  const timeOf = timeReader(options.zone, options.now);
  return (fields) => {
    const text = (at: number) => storableText((fields[at] ?? "").trim());
    const [account, user, event] = [text(place.account), text(place.user), text(place.event)];
    if (account === "") return "no account";
    if (user === "") return "no user";
    if (event === "") return "no event";
    if (Math.max(account.length, user.length, event.length) > maxIdLength) return "too long";
    const properties = propertiesOf(fields);
    if (properties === "property too long") return properties;
    const time = timeOf(text(place.time));
    return typeof time === "string" ? time : { account, user, event, ...time, properties };
  };
}

function propertyReader(header: readonly string[], properties: readonly PropertyColumn[]) {
  if (properties.length > maxProperties)
    throw new AppError("bad-input", `A file has at most ${maxProperties} properties.`);
  const places = new Map<string, number>();
  for (const { column, name } of properties) {
    if (name === "" || name.length > maxIdLength || places.has(name))
      throw new AppError(
        "bad-input",
        `Name each property once, in 1 to ${maxIdLength} characters: “${name}”.`,
      );
    places.set(
      storableText(name),
      columnPlace(header, { name: column, what: `property “${name}”`, option: "property" }),
    );
  }
  return (fields: readonly string[]): Record<string, string> | undefined | "property too long" => {
    const found: Record<string, string> = {};
    for (const [name, at] of places) {
      const text = storableText((fields[at] ?? "").trim());
      if (text.length > maxPropertyLength) return "property too long";
      if (text !== "") found[name] = text;
    }
    return Object.keys(found).length === 0 ? undefined : found;
  };
}

function timeReader(zone: string, now: Date): (text: string) => { at: Date; day: string } | RowRefusal {
  const today = dayIn(now, zone);
  // Logs name few days, each very often.
  const starts = new Map<string, Date>();
  return (text) => {
    const time = parseInstant(text);
    if (time === undefined || time < earliest) return "no such time";
    if (text.length > 10) {
      if (time > now.getTime() + maxEventLeadMs) return "in the future";
      const at = new Date(time);
      return { at, day: dayIn(at, zone) };
    }
    if (text > today) return "in the future";
    let at = starts.get(text);
    if (at === undefined) {
      if (starts.size > 40_000) starts.clear();
      at = startOfDay(text, zone);
      starts.set(text, at);
    }
    return { at, day: text };
  };
}
