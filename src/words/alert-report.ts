import type { AlertReport, Judged } from "../results/alert-report.ts";
import { signalNames } from "./alert-rules.ts";
import { count, percent, plural } from "./numbers.ts";
import { sentenceCase } from "./sentence-case.ts";

/** Answers below which a share would say more than is known. */
const fewestAnswers = 10;

/** How many alerts were judged. */
export function answersOf({ useful, expected, wrong }: Judged): number {
  return useful + expected + wrong;
}

/** Percent of the judged alerts that were right, known before or not; null: too few were judged. */
function rightPercent(judged: Judged): number | null {
  const answers = answersOf(judged);
  return answers < fewestAnswers ? null : Math.round(((judged.useful + judged.expected) / answers) * 100);
}

/** "82%", or "–" where too few answered to say. */
export function rightWords(judged: Judged): string {
  const right = rightPercent(judged);
  return right === null ? "–" : percent(right);
}

/** What "–" means, said once over rows of which only some have it; "" where it was said of all of them (`judgedSentence`), or none has it. */
export function fewAnswersNote({ all, rules, months }: AlertReport): string {
  const isFew = (judged: Judged) => rightPercent(judged) === null;
  if (isFew(all) || ![...rules, ...months].some(isFew)) return "";
  return `–: fewer than ${fewestAnswers} were judged, too few to say.`;
}

/** "18 of the 22 alerts that were judged were right (82%): 15 useful, 3 expected. 4 were wrong." */
export function judgedSentence(judged: Judged): string {
  const answers = answersOf(judged);
  if (answers === 0) return "No alert was judged yet.";
  const { useful, expected, wrong } = judged;
  const right = rightPercent(judged);
  if (right === null)
    return `${plural(answers, "alert")} ${answers === 1 ? "was" : "were"} judged: too few answers to say, ${fewestAnswers} are needed.`;
  return (
    `${count(useful + expected)} of the ${count(answers)} alerts that were judged were right (${percent(right)}): ` +
    `${count(useful)} useful, ${count(expected)} expected. ${wrong === 0 ? "None was" : wrong === 1 ? "1 was" : `${count(wrong)} were`} wrong.`
  );
}

/** Of one rule in one month: "9 of 11", right of judged; "3, none judged"; "none" where it told none. */
export function rightOfJudged(judged: Judged | undefined): string {
  if (judged === undefined || judged.told === 0) return "none";
  const answers = answersOf(judged);
  if (answers === 0) return `${count(judged.told)}, none judged`;
  return `${count(judged.useful + judged.expected)} of ${count(answers)}`;
}

/** What a line of the report is about: "Drops from 30%", "Silences". */
export function ruleName({
  kind,
  fromPercent,
}: Pick<AlertReport["rules"][number], "kind" | "fromPercent">): string {
  const { many } = signalNames[kind];
  const name = sentenceCase(many);
  return fromPercent === null ? name : `${name} from ${percent(fromPercent)}`;
}

/** "November 2026" */
export function monthName(month: string): string {
  return new Intl.DateTimeFormat("en-GB", { month: "long", year: "numeric", timeZone: "UTC" }).format(
    new Date(`${month}-01T00:00:00Z`),
  );
}
