import {
  type AlertSettings,
  type EveryAlertSetting,
  signalKinds,
} from "../../scoring/detect/alert-settings.ts";

/** The form of alert rules as it was typed: text by field, nothing read yet. */
export type AlertRulesForm = Readonly<Record<string, string>>;

/** Number fields; an empty one is the wider scope's. */
const numbers = [
  "dropPercent",
  "smallDropPercent",
  "renewDays",
  "worsePercent",
  "coolDownDays",
  "minValue",
  "seatsFrom",
  "seatsTo",
] as const;

/** A setting that is typed as a number. */
export type NumberSetting = (typeof numbers)[number];

/** The form of what a scope says. */
export function formOfSettings(own: AlertSettings): AlertRulesForm {
  const form: Record<string, string> = { toldMode: own.told === undefined ? "" : "own" };
  for (const kind of own.told ?? []) form[`told-${kind}`] = "1";
  for (const field of numbers) {
    const value = own[field];
    if (value !== undefined && value !== null) form[field] = String(value);
  }
  if (own.quiet !== undefined) form.quiet = own.quiet ? "1" : "0";
  if (own.checked !== undefined) form.checked = own.checked;
  for (const field of ["plans", "stages"] as const) {
    const names = own[field];
    form[`${field}Mode`] = names === undefined ? "" : names.length === 0 ? "every" : "only";
    form[field] = (names ?? []).join("\n");
  }
  for (const kind of signalKinds) form[`muted-${kind}`] = own.mutedTo?.[kind] ?? "";
  return form;
}

/** What a form says, for the use case to check. A field that the form does not show stays as it is. */
export function settingsOfForm(form: AlertRulesForm): Record<string, unknown> {
  const settings: Record<string, unknown> = {};
  if (form.toldMode === "own") settings.told = signalKinds.filter((kind) => form[`told-${kind}`] === "1");
  for (const field of numbers) {
    const text = form[field]?.trim() ?? "";
    if (text !== "") settings[field] = numberIn(text);
  }
  if (form.quiet === "1" || form.quiet === "0") settings.quiet = form.quiet === "1";
  if (form.checked) settings.checked = form.checked;
  for (const field of ["plans", "stages"]) {
    const mode = form[`${field}Mode`];
    if (mode === "every") settings[field] = [];
    if (mode === "only") settings[field] = linesOf(form[field] ?? "");
  }
  const muted = signalKinds.flatMap((kind) => {
    const day = form[`muted-${kind}`]?.trim();
    return day ? [[kind, day] as const] : [];
  });
  if (muted.length > 0) settings.mutedTo = Object.fromEntries(muted);
  return settings;
}

/** What an empty field means, as its placeholder: the wider scope's value; nothing where that is without one. */
export function placeholderOf(wider: EveryAlertSetting, field: NumberSetting): string {
  return String(wider[field] ?? "");
}

/** "5,000" and "5 000" are numbers as people write them. What is none stays text, and is refused. */
function numberIn(text: string): number | string {
  const plain = text.replace(/[\s,’']/g, "").replace(/%$/, "");
  return /^\d+(\.\d+)?$/.test(plain) ? Number(plain) : text;
}

function linesOf(text: string): string[] {
  return [
    ...new Set(
      text
        .split("\n")
        .map((line) => line.trim())
        .filter((line) => line !== ""),
    ),
  ];
}
