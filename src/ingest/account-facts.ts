import { insteadOf } from "./refused-value.ts";
import { usableDay, usableDayWords } from "./usable-day.ts";

/** The facts of an account that can be told. */
export const factNames = [
  "name",
  "plan",
  "value",
  "currency",
  "renewal",
  "seats",
  "stage",
  "churned",
  "owner",
] as const;
/** One of them. */
export type FactName = (typeof factNames)[number];

/** What is said of an account. A fact that is absent leaves the account's as it is; null takes it away. */
export interface AccountFacts {
  name?: string;
  plan?: string | null;
  /** A year's contract value, in `currency`. */
  value?: number | null;
  /** ISO 4217, upper case. */
  currency?: string | null;
  /** The day of renewal, YYYY-MM-DD. */
  renewal?: string | null;
  seats?: number | null;
  /** Where the customer stands, in the tenant's own word: "trial", "live". */
  stage?: string | null;
  /** The day from which on they are no customer any more. */
  churned?: string | null;
  /** The e-mail address of the member who looks after the account, lower case. */
  owner?: string | null;
}

/** A value that is not one, and why. */
export interface RefusedFact {
  readonly fact: FactName;
  /** The name under which it came. */
  readonly field: string;
  /** To follow the name: "must be …, not “…”". */
  readonly reason: string;
}

type Traits = Readonly<Record<string, unknown>>;

interface FactRule {
  /** The names under which it comes; the first that is readable counts. */
  readonly names: readonly string[];
  readonly read: (value: unknown) => string | number | undefined;
  /** What a value must be, to follow "must be". */
  readonly mustBe: string;
}

const rules: Readonly<Record<FactName, FactRule>> = {
  name: { names: ["name"], read: (value) => textOf(value, 200), mustBe: "a text" },
  plan: { names: ["plan"], read: (value) => textOf(value, 200), mustBe: "a text" },
  value: {
    names: ["contract_value", "contractValue", "arr"],
    read: centsOf,
    mustBe: "an amount of a year, such as 12000 or 12000.50",
  },
  currency: { names: ["currency"], read: currencyOf, mustBe: "a currency of three letters, such as EUR" },
  renewal: {
    names: ["renewal_date", "renewalDate", "renewal_on"],
    read: dayOfValue,
    mustBe: usableDayWords,
  },
  seats: { names: ["seats", "licensed_seats"], read: seatsOf, mustBe: "a whole number of seats" },
  stage: { names: ["stage", "lifecycle_stage"], read: (value) => textOf(value, 80), mustBe: "a text" },
  churned: {
    names: ["churned_on", "churnedOn", "churn_date"],
    read: dayOfValue,
    mustBe: usableDayWords,
  },
  owner: {
    names: ["owner_email", "ownerEmail", "owner"],
    read: emailOf,
    mustBe: "the e-mail address of one of your people",
  },
};

/**
 * Reads an account's facts from the traits of a `group`, or from a row that names them alike. Each is looked for under these
 * names, the first that is readable counts: `name`; `plan`; `contract_value`, `contractValue`, `arr`, else twelve times `mrr`
 * (a number, or a text that is one); `currency`; `renewal_date`, `renewalDate`, `renewal_on` (a date or an instant);
 * `seats`, `licensed_seats`; `stage`, `lifecycle_stage`; `churned_on`, `churnedOn`, `churn_date`; `owner_email`,
 * `ownerEmail`, `owner`. What is there and cannot be read is refused, with a reason; the rest counts.
 * @param clears which facts a null takes away; other nulls say nothing, as some libraries send one for what they do not know
 */
export function readAccountFacts(
  traits: Traits,
  clears: readonly FactName[] = ["churned"],
): { facts: AccountFacts; refused: RefusedFact[] } {
  const facts: Partial<Record<FactName, string | number | null>> = {};
  const refused: RefusedFact[] = [];
  for (const fact of factNames) {
    const { names, read } = rules[fact];
    const given = names.filter((name) => Object.hasOwn(traits, name));
    const value = given.map((name) => read(traits[name])).find((found) => found !== undefined);
    const wrong = given.find((name) => isSaid(traits[name]));
    if (value !== undefined) facts[fact] = value;
    else if (wrong !== undefined) refused.push(refusedAs(fact, wrong, traits));
    else if (given.some((name) => traits[name] === null) && clears.includes(fact)) {
      if (fact === "name")
        refused.push({ fact, field: fact, reason: "can't be taken away: send another one" });
      else facts[fact] = null;
    }
  }
  if (facts.value === undefined && Object.hasOwn(traits, "mrr")) {
    const monthly = centsOf(traits.mrr);
    if (monthly !== undefined && monthly * 12 < 1e12) facts.value = Math.round(monthly * 1_200) / 100;
    else if (isSaid(traits.mrr) && !refused.some(({ fact }) => fact === "value"))
      refused.push({
        fact: "value",
        field: "mrr",
        reason: `must be an amount of a month, such as 1000 or 1000.50${insteadOf(traits.mrr)}`,
      });
  }
  return { facts: facts as AccountFacts, refused };
}

function isSaid(value: unknown): boolean {
  return value !== null && value !== undefined && value !== "";
}

function refusedAs(fact: FactName, field: string, traits: Traits): RefusedFact {
  return { fact, field, reason: `must be ${rules[fact].mustBe}${insteadOf(traits[field])}` };
}

/** Whether anything is said under a name that facts come by. */
export function namesFact(traits: Traits): boolean {
  const names = ["mrr", ...factNames.flatMap((fact) => rules[fact].names)];
  return names.some((name) => Object.hasOwn(traits, name));
}

/** The trait under which a fact is read first. */
export function traitOf(fact: FactName): string {
  return rules[fact].names[0] ?? fact;
}

/** The name to show for a user: `name`, else first and last name, else `email`; undefined when there is none. */
export function readUserName(traits: Traits): string | undefined {
  const parts = [
    firstOf(traits, ["firstName", "first_name"], (value) => textOf(value, 99)),
    firstOf(traits, ["lastName", "last_name"], (value) => textOf(value, 99)),
  ].filter((part) => part !== undefined);
  return (
    firstOf(traits, ["name"], (value) => textOf(value, 200)) ??
    (parts.length > 0 ? parts.join(" ") : firstOf(traits, ["email"], (value) => textOf(value, 200)))
  );
}

function firstOf<T>(
  traits: Traits,
  names: readonly string[],
  read: (value: unknown) => T | undefined,
): T | undefined {
  for (const name of names) {
    const value = Object.hasOwn(traits, name) ? read(traits[name]) : undefined;
    if (value !== undefined) return value;
  }
  return undefined;
}

function textOf(value: unknown, maxLength: number): string | undefined {
  if (typeof value !== "string") return undefined;
  return [...value.trim()].slice(0, maxLength).join("") || undefined;
}

function centsOf(value: unknown): number | undefined {
  const amount = typeof value === "string" && /^\d{1,13}(\.\d+)?$/.test(value.trim()) ? Number(value) : value;
  if (typeof amount !== "number" || !Number.isFinite(amount) || amount < 0 || amount >= 1e12)
    return undefined;
  return Math.round(amount * 100) / 100;
}

function seatsOf(value: unknown): number | undefined {
  const seats = typeof value === "string" && /^\d{1,7}$/.test(value.trim()) ? Number(value) : value;
  return typeof seats === "number" && Number.isInteger(seats) && seats >= 0 && seats < 1e7
    ? seats
    : undefined;
}

function currencyOf(value: unknown): string | undefined {
  const code = typeof value === "string" ? value.trim() : "";
  return /^[a-z]{3}$/i.test(code) ? code.toUpperCase() : undefined;
}

function dayOfValue(value: unknown): string | undefined {
  return typeof value === "string" ? usableDay(value.trim()) : undefined;
}

function emailOf(value: unknown): string | undefined {
  const email = typeof value === "string" ? value.trim().toLowerCase() : "";
  return email.length <= 320 && /^[^@\s]+@[^@\s]+$/.test(email) ? email : undefined;
}
