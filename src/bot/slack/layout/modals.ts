import type { KnownBlock, ModalView, PlainTextOption } from "@slack/types";
import { z } from "zod";
import { longestNote, longestReason } from "../../../results/alert-answers.ts";
import type { AlertFacts } from "../../../results/alerts.ts";
import { earlyWakeWords } from "../../../words/alert-state.ts";
import { shortName } from "../../../words/names.ts";
import type { ResolveInput, SnoozeInput } from "../../answers/act.ts";
import { readResolveForm, readSnoozeForm, resolveChoices } from "../../answers/alert-forms.ts";
import { defaultSnooze, pickableDays, snoozeChoices } from "../../answers/snooze-times.ts";
import type { ShareSubject } from "../../message.ts";
import { shareQuestion } from "../../views/share.ts";
import { plainText } from "./elements.ts";
import { slackLimits } from "./limits.ts";
import { escapeMrkdwn } from "./mrkdwn.ts";

/** What a modal carries to its submission; `ref` is the caller's, to find the message that was clicked. */
interface Carried {
  readonly alertId: string;
  readonly zone: string;
  readonly ref: string;
}

/** A submitted alert form: what was filled in, or the errors to show at its fields (`response_action: "errors"`). */
export type Submission =
  | {
      readonly ok: true;
      readonly form: "snooze";
      readonly alertId: string;
      readonly ref: string;
      readonly input: SnoozeInput;
    }
  | {
      readonly ok: true;
      readonly form: "resolve";
      readonly alertId: string;
      readonly ref: string;
      readonly input: ResolveInput;
    }
  | { readonly ok: false; readonly errors: Readonly<Record<string, string>> };

/** Callback ids of the modals. */
const modalIds = { snooze: "snooze-alert", resolve: "resolve-alert", share: "share" } as const;

/** "Snooze Acme's drop alert": until when, why, and whether it wakes when it gets worse. Dates are the member's. */
export function renderSnoozeModal(
  alert: AlertFacts,
  options: { readonly now: Date; readonly zone: string; readonly ref: string },
): ModalView {
  const choices = snoozeChoices(options.now, options.zone).map(({ label, span }) => option(label, span));
  const { first } = pickableDays(options.now, options.zone);
  const wake = option(`Wake it ${earlyWakeWords}`, "yes");
  return modal(modalIds.snooze, "Snooze", "Snooze", carry(alert, options), [
    subject(`${shortName(alert.account.name)}: until when?`),
    {
      type: "input",
      block_id: "span",
      label: plainText("Until", slackLimits.inputLabel),
      element: {
        type: "radio_buttons",
        action_id: "span",
        options: [...choices, option("Pick a date…", "date")],
        ...initial(choices, defaultSnooze),
      },
    },
    {
      type: "input",
      block_id: "date",
      optional: true,
      label: plainText("Date, if you pick one", slackLimits.inputLabel),
      element: {
        type: "datepicker",
        action_id: "date",
        placeholder: plainText(`From ${first}`, slackLimits.placeholder),
      },
    },
    {
      type: "input",
      block_id: "reason",
      optional: true,
      label: plainText("Reason", slackLimits.inputLabel),
      hint: plainText("Shown on the alert", slackLimits.inputLabel),
      element: { type: "plain_text_input", action_id: "reason", max_length: longestReason },
    },
    {
      type: "input",
      block_id: "wakeIfWorse",
      optional: true,
      label: plainText("If it gets worse", slackLimits.inputLabel),
      element: { type: "checkboxes", action_id: "wakeIfWorse", options: [wake], initial_options: [wake] },
    },
  ]);
}

/** "How did it end?" and a note. */
export function renderResolveModal(
  alert: AlertFacts,
  options: { readonly zone: string; readonly ref: string },
): ModalView {
  const choices = resolveChoices.map(({ how, label }) => option(label, how));
  return modal(modalIds.resolve, "Resolve", "Resolve", carry(alert, options), [
    subject(`${shortName(alert.account.name)}: how did it end?`),
    {
      type: "input",
      block_id: "how",
      label: plainText("How did it end?", slackLimits.inputLabel),
      element: { type: "radio_buttons", action_id: "how", options: choices, ...initial(choices, "handled") },
    },
    {
      type: "input",
      block_id: "note",
      optional: true,
      label: plainText("Note", slackLimits.inputLabel),
      hint: plainText("Shown on the alert", slackLimits.inputLabel),
      element: { type: "plain_text_input", action_id: "note", multiline: true, max_length: longestNote },
    },
  ]);
}

/** "Everyone in #cs-emea (14 people) will see Acme's health." */
export function renderShareModal(
  subjectWords: string,
  conversation: { readonly name: string | null; readonly people: number },
  carried: { readonly subject: ShareSubject; readonly ref: string },
): ModalView {
  const metadata = JSON.stringify(carried);
  return modal(modalIds.share, "Share", "Share", metadata, [
    {
      type: "section",
      text: { type: "mrkdwn", text: escapeMrkdwn(shareQuestion(subjectWords, conversation)), verbatim: true },
    },
  ]);
}

const carried = z.object({ alertId: z.guid(), zone: z.string().min(1).max(64), ref: z.string() });
const shareCarried = z.object({
  subject: z.discriminatedUnion("kind", [
    z.object({ kind: z.enum(["account", "why"]), accountId: z.guid() }),
    z.object({ kind: z.literal("list"), filter: z.enum(["all", "at-risk", "watch", "movers"]) }),
  ]),
  ref: z.string(),
});
const field = z.looseObject({
  value: z.string().nullish(),
  selected_option: z.looseObject({ value: z.string() }).nullish(),
  selected_options: z.array(z.looseObject({ value: z.string() })).nullish(),
  selected_date: z.string().nullish(),
});
const submitted = z.looseObject({
  callback_id: z.string(),
  private_metadata: z.string(),
  state: z.looseObject({ values: z.record(z.string(), z.record(z.string(), field)) }),
});

/** Reads a submitted snooze or resolve modal (`payload.view`). Undefined for what is neither, or was tampered with. */
export function readSubmission(view: unknown, now: Date): Submission | undefined {
  const read = submitted.safeParse(view);
  const context = read.success ? carried.safeParse(fromJson(read.data.private_metadata)) : undefined;
  if (!read.success || !context?.success || !isZone(context.data.zone)) return undefined;
  const { values } = read.data.state;
  const at = (name: string) => values[name]?.[name];
  const { alertId, ref, zone } = context.data;
  if (read.data.callback_id === modalIds.snooze) {
    const filled = readSnoozeForm(
      {
        span: at("span")?.selected_option?.value,
        date: at("date")?.selected_date,
        reason: at("reason")?.value,
        wakeIfWorse: (at("wakeIfWorse")?.selected_options?.length ?? 0) > 0,
      },
      { now, zone },
    );
    return filled.ok ? { ok: true, form: "snooze", alertId, ref, input: filled.input } : filled;
  }
  if (read.data.callback_id !== modalIds.resolve) return undefined;
  const filled = readResolveForm({ how: at("how")?.selected_option?.value, note: at("note")?.value });
  return filled.ok ? { ok: true, form: "resolve", alertId, ref, input: filled.input } : filled;
}

/** Reads a confirmed share. Undefined for anything else. */
export function readShareSubmission(view: unknown): { subject: ShareSubject; ref: string } | undefined {
  const read = z
    .looseObject({ callback_id: z.literal(modalIds.share), private_metadata: z.string() })
    .safeParse(view);
  return read.success ? shareCarried.safeParse(fromJson(read.data.private_metadata)).data : undefined;
}

function modal(id: string, title: string, submit: string, metadata: string, blocks: KnownBlock[]): ModalView {
  return {
    type: "modal",
    callback_id: id,
    title: plainText(title, slackLimits.modalTitle),
    submit: plainText(submit, slackLimits.modalTitle),
    close: plainText("Cancel", slackLimits.modalTitle),
    private_metadata: metadata,
    blocks,
  };
}

function subject(words: string): KnownBlock {
  return { type: "section", text: plainText(words, slackLimits.section) };
}

function carry(alert: AlertFacts, { ref, zone }: { readonly ref: string; readonly zone: string }): string {
  return JSON.stringify({ alertId: alert.id, zone, ref } satisfies Carried);
}

function option(label: string, value: string): PlainTextOption {
  return { text: plainText(label, slackLimits.optionLabel), value };
}

function initial(options: readonly PlainTextOption[], value: string): { initial_option?: PlainTextOption } {
  const chosen = options.find((candidate) => candidate.value === value);
  return chosen ? { initial_option: chosen } : {};
}

function fromJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isZone(zone: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat("en-GB", { timeZone: zone }));
  } catch {
    return false;
  }
}
