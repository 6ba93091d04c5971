import { z } from "zod";
import { longestNote, longestReason } from "../../../results/alert-answers.ts";
import type { AlertFacts } from "../../../results/alerts.ts";
import { earlyWakeWords } from "../../../words/alert-state.ts";
import { shortName } from "../../../words/names.ts";
import type { ResolveInput, SnoozeInput } from "../../answers/act.ts";
import { readResolveForm, readSnoozeForm, resolveChoices } from "../../answers/alert-forms.ts";
import { defaultSnooze, pickableDays, snoozeChoices } from "../../answers/snooze-times.ts";
import { t } from "../../message.ts";
import type { AdaptiveCard, CardElement } from "./card.ts";
import { markdown } from "./card-text.ts";

/** What a dialog carries to its submission. */
export interface Carried {
  readonly form: "snooze" | "resolve";
  readonly alertId: string;
  /** What the dialog is about, for when it is shown again. */
  readonly name: string;
  readonly zone: string;
  /** The message that was clicked, unless it is about more than this alert. */
  readonly clicked?: string | undefined;
}

/** A dialog as Teams opens it (a task module). */
export interface Dialog {
  readonly title: string;
  readonly card: AdaptiveCard;
}

/** What was filled in, for a dialog that is shown again, and what is wrong with it, by field. */
export interface Again {
  readonly given: Readonly<Record<string, unknown>>;
  readonly errors: Readonly<Record<string, string>>;
}

/** The dialog that a snooze or a resolution needs, with the fields of Slack's modals. */
export function renderDialog(carried: Carried, now: Date, again: Again = { given: {}, errors: {} }): Dialog {
  const snooze = carried.form === "snooze";
  const title = snooze ? "Snooze" : "Resolve";
  const question = snooze ? "until when?" : "how did it end?";
  const head: CardElement = {
    type: "TextBlock",
    text: markdown([t(`${carried.name}: ${question}`)], { publicUrl: "", most: 150 }),
    wrap: true,
    weight: "Bolder",
  };
  const fields = snooze ? snoozeFields(carried.zone, now, again) : resolveFields(again);
  const body = [head, ...fields.flatMap(({ id, element }) => [element, ...errorAt(id, again)])];
  return {
    title,
    card: {
      type: "AdaptiveCard",
      $schema: "http://adaptivecards.io/schemas/adaptive-card.json",
      version: "1.5",
      fallbackText: `${title}: ${question}`,
      body,
      actions: [{ type: "Action.Submit", title, data: { ...carried }, style: "positive" }],
    },
  };
}

/** What a dialog for an alert carries. */
export function carriedOf(
  form: "snooze" | "resolve",
  alert: AlertFacts,
  where: { readonly zone: string; readonly clicked?: string | undefined },
): Carried {
  const carried = { form, alertId: alert.id, name: shortName(alert.account.name), zone: where.zone };
  return where.clicked === undefined ? carried : { ...carried, clicked: where.clicked };
}

type Field = { readonly id: string; readonly element: CardElement };

function snoozeFields(zone: string, now: Date, { given }: Again): Field[] {
  const { first, last } = pickableDays(now, zone);
  const choices = snoozeChoices(now, zone).map(({ label, span }) => ({ title: label, value: span }));
  return [
    {
      id: "span",
      element: {
        type: "Input.ChoiceSet",
        id: "span",
        label: "Until",
        style: "expanded",
        value: text(given.span) ?? defaultSnooze,
        choices: [...choices, { title: "Pick a date…", value: "date" }],
      },
    },
    {
      id: "date",
      element: {
        type: "Input.Date",
        id: "date",
        label: "Date, if you pick one",
        min: first,
        max: last,
        ...filledIn(given.date),
      },
    },
    {
      id: "reason",
      element: {
        type: "Input.Text",
        id: "reason",
        label: "Reason (shown on the alert)",
        maxLength: longestReason,
        ...filledIn(given.reason),
      },
    },
    {
      id: "wakeIfWorse",
      element: {
        type: "Input.Toggle",
        id: "wakeIfWorse",
        title: `Wake it ${earlyWakeWords}`,
        value: given.wakeIfWorse === "false" ? "false" : "true",
      },
    },
  ];
}

function resolveFields({ given }: Again): Field[] {
  return [
    {
      id: "how",
      element: {
        type: "Input.ChoiceSet",
        id: "how",
        label: "How did it end?",
        style: "expanded",
        value: text(given.how) ?? "handled",
        choices: resolveChoices.map(({ how, label }) => ({ title: label, value: how })),
      },
    },
    {
      id: "note",
      element: {
        type: "Input.Text",
        id: "note",
        label: "Note (shown on the alert)",
        maxLength: longestNote,
        isMultiline: true,
        ...filledIn(given.note),
      },
    },
  ];
}

function errorAt(id: string, { errors }: Again): CardElement[] {
  const words = errors[id];
  return words === undefined
    ? []
    : [{ type: "TextBlock", text: words, wrap: true, color: "Attention", spacing: "Small" }];
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value.slice(0, 1_000) : undefined;
}

function filledIn(value: unknown): { value?: string } {
  const given = text(value);
  return given === undefined ? {} : { value: given };
}

/** A submitted dialog: what was filled in, or the dialog to show again with what is wrong at its fields. */
export type Submission =
  | {
      readonly ok: true;
      readonly carried: Carried;
      readonly input: SnoozeInput | ResolveInput;
    }
  | { readonly ok: false; readonly again: Dialog };

const carriedSchema = z.object({
  form: z.enum(["snooze", "resolve"]),
  alertId: z.guid(),
  name: z.string().max(100),
  zone: z.string().min(1).max(64).refine(isZone),
  clicked: z.string().max(1_000).optional(),
});

/** Reads a submitted dialog (`task/submit`). Undefined for what is none of ours, or was tampered with. */
export function readDialog(data: unknown, now: Date): Submission | undefined {
  const read = carriedSchema.safeParse(data);
  if (!read.success) return undefined;
  const given = data as Readonly<Record<string, unknown>>;
  const carried = read.data;
  const filled =
    carried.form === "snooze"
      ? readSnoozeForm({ ...given, wakeIfWorse: given.wakeIfWorse === "true" }, { now, zone: carried.zone })
      : readResolveForm(given);
  if (filled.ok) return { ok: true, carried, input: filled.input };
  return { ok: false, again: renderDialog(carried, now, { given, errors: filled.errors }) };
}

function isZone(zone: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat("en-GB", { timeZone: zone }));
  } catch {
    return false;
  }
}
