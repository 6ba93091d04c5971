import type { PartName } from "../scoring/types.ts";

/** What each part counts, in words (UX 3.4). */
export const partWords: Readonly<Record<PartName, { readonly name: string; readonly counts: string }>> = {
  recent: { name: "Recent", counts: "days in use lately" },
  habit: { name: "Habit", counts: "days in use, 6 months" },
  trend: { name: "Trend", counts: "use against usual" },
  people: { name: "People", counts: "users in 28 days" },
};
