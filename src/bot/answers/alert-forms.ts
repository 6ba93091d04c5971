import { z } from "zod";
import { AppError } from "../../errors.ts";
import { longestNote, longestReason, resolvedHows } from "../../results/alert-answers.ts";
import { isDay } from "../../scoring/days.ts";
import { isStorable, notStorable } from "../../storable-text.ts";
import type { ResolveInput, SnoozeInput } from "./act.ts";
import { morningOf, pickableDays, snoozeChoices, snoozeSpans } from "./snooze-times.ts";

/** How an alert ended, in the order in which it is asked. */
export const resolveChoices = [
  { how: "handled", label: "Handled" },
  { how: "told-why", label: "Customer told us why" },
  { how: "expected", label: "Expected (holiday, season)" },
  { how: "wrong", label: "Wrong alert" },
] as const satisfies readonly { readonly how: ResolveInput["how"]; readonly label: string }[];

/** A form as it was filled in, or what is wrong, by field. */
export type Filled<T> =
  | { readonly ok: true; readonly input: T }
  | { readonly ok: false; readonly errors: Readonly<Record<string, string>> };

const text = (most: number) =>
  z
    .string()
    .nullish()
    .transform((value) => value?.trim() || null)
    .refine((value) => value === null || value.length <= most, `At most ${most} characters.`)
    .refine((value) => value === null || isStorable(value), notStorable);

const snoozeForm = z.object({
  span: z.enum([...snoozeSpans, "date"], "Choose how long."),
  date: z
    .string()
    .nullish()
    .transform((value) => value || null),
  reason: text(longestReason),
  wakeIfWorse: z.boolean(),
});

const resolveForm = z.object({
  how: z.enum(resolvedHows, "Choose how it ended."),
  note: text(longestNote),
});

/** Reads a snooze form from any surface: fields `span`, `date` (with span "date"), `reason`, `wakeIfWorse`. Never throws. */
export function readSnoozeForm(
  fields: Readonly<Record<string, unknown>>,
  { now, zone }: { readonly now: Date; readonly zone: string },
): Filled<SnoozeInput> {
  const read = snoozeForm.safeParse(fields);
  if (!read.success) return { ok: false, errors: errorsOf(read.error) };
  const { date, reason, span, wakeIfWorse } = read.data;
  if (span !== "date") {
    const choice = snoozeChoices(now, zone).find((candidate) => candidate.span === span);
    if (!choice) throw new AppError("internal", `There is no snooze called ${span}.`);
    return { ok: true, input: { until: choice.until, reason, wakeIfWorse } };
  }
  const { first, last } = pickableDays(now, zone);
  if (date === null) return { ok: false, errors: { date: "Pick a date." } };
  if (!isDay(date) || date < first) return { ok: false, errors: { date: "Pick a day from tomorrow on." } };
  if (date > last) return { ok: false, errors: { date: "A snooze lasts a year at most." } };
  return { ok: true, input: { until: morningOf(date, zone), reason, wakeIfWorse } };
}

/** Reads a resolve form: fields `how` and `note`. Never throws. */
export function readResolveForm(fields: Readonly<Record<string, unknown>>): Filled<ResolveInput> {
  const read = resolveForm.safeParse(fields);
  return read.success ? { ok: true, input: read.data } : { ok: false, errors: errorsOf(read.error) };
}

function errorsOf(error: z.ZodError): Record<string, string> {
  return Object.fromEntries(error.issues.map(({ message, path }) => [String(path[0] ?? ""), message]));
}
