import { parseInstant } from "./event-time.ts";

/** What the traits of a `group` say about an account. A fact that is absent or unreadable leaves the account's as it is. */
export interface AccountFacts {
  name?: string;
  plan?: string;
  /** A year's contract value, in `currency`. */
  value?: number;
  /** ISO 4217, upper case. */
  currency?: string;
  /** The day of renewal, YYYY-MM-DD. */
  renewal?: string;
  /** The e-mail address of the member who looks after the account, lower case. */
  owner?: string;
}

type Traits = Readonly<Record<string, unknown>>;

/**
 * Reads an account's facts from the traits of a `group`. Each is looked for under these names, the first that is readable
 * counts: `name`; `plan`; `contract_value`, `contractValue`, `arr`, else twelve times `mrr` (a number, or a text that is
 * one); `currency`; `renewal_date`, `renewalDate`, `renewal_on` (a date or an instant); `owner_email`, `ownerEmail`,
 * `owner`. All traits are kept as they came, beside these.
 */
export function readAccountFacts(traits: Traits): AccountFacts {
  const facts: AccountFacts = {};
  const name = firstOf(traits, ["name"], (value) => textOf(value, 200));
  if (name !== undefined) facts.name = name;
  const plan = firstOf(traits, ["plan"], (value) => textOf(value, 200));
  if (plan !== undefined) facts.plan = plan;
  const mrr = firstOf(traits, ["mrr"], amountOf);
  const value =
    firstOf(traits, ["contract_value", "contractValue", "arr"], amountOf) ??
    (mrr === undefined ? undefined : mrr * 12);
  if (value !== undefined && value < 1e12) facts.value = Math.round(value * 100) / 100;
  const currency = firstOf(traits, ["currency"], currencyOf);
  if (currency !== undefined) facts.currency = currency;
  const renewal = firstOf(traits, ["renewal_date", "renewalDate", "renewal_on"], dayOfValue);
  if (renewal !== undefined) facts.renewal = renewal;
  const owner = firstOf(traits, ["owner_email", "ownerEmail", "owner"], emailOf);
  if (owner !== undefined) facts.owner = owner;
  return facts;
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

function amountOf(value: unknown): number | undefined {
  const amount = typeof value === "string" && /^\d{1,13}(\.\d+)?$/.test(value.trim()) ? Number(value) : value;
  return typeof amount === "number" && Number.isFinite(amount) && amount >= 0 ? amount : undefined;
}

function currencyOf(value: unknown): string | undefined {
  return typeof value === "string" && /^[a-z]{3}$/i.test(value) ? value.toUpperCase() : undefined;
}

function dayOfValue(value: unknown): string | undefined {
  if (typeof value !== "string" || parseInstant(value) === undefined) return undefined;
  return value.startsWith("0000") ? undefined : value.slice(0, 10);
}

function emailOf(value: unknown): string | undefined {
  const email = typeof value === "string" ? value.trim().toLowerCase() : "";
  return email.length <= 320 && /^[^@\s]+@[^@\s]+$/.test(email) ? email : undefined;
}
