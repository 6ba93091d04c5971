import type { AuditLine, AuditPerson, AuditVerb } from "../results/audit.ts";
import { isDay } from "../scoring/days.ts";
import { auditAction, auditWhoId, personName } from "./audit.ts";
import { clockOf, dayAndClock, placeTime, weekdayWords } from "./dates.ts";
import { datedDay, dayRange } from "./day-words.ts";
import { cutEnd, roleNames, shownName } from "./names.ts";
import { count, plural } from "./numbers.ts";

/*
 * What tells one row of the audit log from another, in words. Rows hold what the code that wrote them thought worth keeping,
 * for years and across versions: what has a phrase of its own is said by it, everything else by its name and value. Ids and what
 * only machines read are left out.
 */

/** What the words need to know. */
export interface DetailReader {
  readonly people: readonly AuditPerson[];
  readonly zone: string;
  readonly today: string;
}

type Detail = Readonly<Record<string, unknown>>;

/** Phrases, the most telling first: ["as PDF", "21 Aug – 19 Nov 2026"], ["Plan: Basic → Pro"]. Who did it is not said again. */
export function auditDetail(
  line: Pick<AuditLine, "actor" | "memberId" | "surface" | "detail">,
  reader: DetailReader,
): string[] {
  const { from, to, before, after, changes, ...all } = line.detail;
  const { memberId, ...others } = all;
  const rest = memberId !== undefined && memberId === auditWhoId(line) ? others : all;
  return [
    ...phrasesOf(rest, reader),
    ...(isObject(changes) ? changed(changes, reader) : []),
    ...(isObject(after) ? changed(pairs(isObject(before) ? before : {}, after), reader) : []),
    ...range(from, to, reader),
  ];
}

/** A value that has a way of its own to be said; "" leaves it out. */
const own: Readonly<Record<string, (value: unknown, reader: DetailReader) => string>> = {
  format: (value) => `as ${String(value).toUpperCase()}`,
  role: (value) => `as ${roleName(value).toLowerCase()}`,
  by: (value) => `by ${spaced(value)}`,
  channel: (value) => `by ${spaced(value)}`,
  page: (value) => (Number(value) > 1 ? `page ${count(Number(value))}` : ""),
  filter: (value) => (value === "all" ? "" : `only ${spaced(value)}`),
  version: (value) => `version ${count(Number(value))}`,
  restores: (value) => `version ${count(Number(value))} again`,
  shown: (value) => `${count(Number(value))} shown`,
  matching: (value) => `${count(Number(value))} found`,
  refused: (value) => (Number(value) > 0 ? `${count(Number(value))} refused` : ""),
  accounts: (value) => plural(Number(value), "account"),
  alerts: (value) => plural(Number(value), "alert"),
  sessions: (value) => plural(Number(value), "session"),
  rows: (value) => plural(Number(value), "row"),
  lines: (value) => plural(Number(value), "line"),
  people: (value) => `seen by ${plural(Number(value), "person", "people")}`,
  weekdays: (value) => (Array.isArray(value) ? weekdayWords(value.map(Number)) : ""),
  localTime: (value) => `at ${clockOf(String(value))}`,
  zone: (value) => placeTime(String(value)),
  verb: (value) => `only “${auditAction(value as AuditVerb)}”`,
  from: (value) => (value === "event" ? "" : spaced(value)),
  scope: (value) => scopes[String(value)] ?? "",
};

const scopes: Readonly<Record<string, string>> = {
  tenant: "of the team",
  portfolio: "of a portfolio",
  account: "of an account",
};

/** Said as they are, without their name: what they are is plain. */
const plain: ReadonlySet<string> = new Set([
  "memberId",
  "of",
  "name",
  "label",
  "source",
  "fileName",
  "query",
  "previewed",
  "why",
  "kind",
  "what",
  "feedback",
  "slug",
]);
/** What only machines read, and what another phrase says already. */
const silent: ReadonlySet<string> = new Set(["conversation", "subjectKind", "named", "metricId", "written"]);

function phrasesOf(detail: Detail, reader: DetailReader): string[] {
  return Object.entries(detail).flatMap(([name, value]) => {
    if (value === null || value === undefined || silent.has(name)) return [];
    const say = own[name];
    if (say && !isObject(value)) return orNone(say(value, reader));
    if (isObject(value)) return phrasesOf(value, reader);
    const said = valueWords(value, reader);
    if (said === "") return [];
    return [plain.has(name) ? said : `${spaced(name)}: ${said}`];
  });
}

/** "Plan: Basic → Pro". */
function changed(changes: Detail, reader: DetailReader): string[] {
  return Object.entries(changes).flatMap(([name, pair]) => {
    if (!Array.isArray(pair)) return [];
    const [was, is] = pair.map((value) => valueWords(value, reader) || "none");
    return was === is ? [] : [`${spaced(name)}: ${was} → ${is}`];
  });
}

function pairs(before: Detail, after: Detail): Detail {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return Object.fromEntries([...names].map((name) => [name, [before[name], after[name]]]));
}

function range(from: unknown, to: unknown, reader: DetailReader): string[] {
  if (isDayText(from) && isDayText(to)) return [dayRange(from, to)];
  if (isDayText(from)) return [`from ${datedDay(from)}`];
  if (isDayText(to)) return [`to ${datedDay(to)}`];
  return phrasesOf({ ...(from == null ? {} : { from }), ...(to == null ? {} : { to }) }, reader);
}

function valueWords(value: unknown, reader: DetailReader): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "number")
    return Number.isInteger(value) ? count(value) : String(value).replace("-", "−");
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (Array.isArray(value))
    return value
      .map((one) => valueWords(one, reader))
      .filter((text) => text !== "")
      .join(", ");
  if (isObject(value))
    return Object.entries(value)
      .flatMap(([name, one]) => orNone(valueWords(one, reader)).map((text) => `${spaced(name)} ${text}`))
      .join(", ");
  const text = String(value);
  if (idShape.test(text)) {
    const person = reader.people.find(({ id }) => id === text);
    return person ? personName(person) : "";
  }
  if (isDayText(text)) return datedDay(text);
  if (/^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(text)) return dayAndClock(text, reader.zone, reader.today);
  if (/^[a-z]+(-[a-z]+)+$/.test(text)) return spaced(text);
  return text === "" ? "" : cutEnd(shownName(text), 120);
}

/** "drop percent" of "dropPercent", "at risk" of "at-risk", "seats" of "seats". */
function spaced(name: unknown): string {
  return shownName(
    String(name)
      .replace(/[-_]+/g, " ")
      .replace(/([a-z\d])([A-Z])/g, (_all, end: string, start: string) => `${end} ${start.toLowerCase()}`),
  );
}

function roleName(role: unknown): string {
  return roleNames[role as keyof typeof roleNames] ?? spaced(role);
}

const idShape = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/;
const isDayText = (value: unknown): value is string => typeof value === "string" && isDay(value);
const isObject = (value: unknown): value is Detail =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const orNone = (text: string) => (text === "" ? [] : [text]);
