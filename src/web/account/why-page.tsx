import type { Message } from "../../bot/message.ts";
import { accountPath, exportPath, whyPath } from "../../bot/views/paths.ts";
import type { FeatureChange, PeopleChange, ScoreChange } from "../../results/score-change.ts";
import type { Day } from "../../scoring/types.ts";
import { placeTime, proseDay } from "../../words/dates.ts";
import { shownName } from "../../words/names.ts";
import { count, plural, signed } from "../../words/numbers.ts";
import type { Drawings } from "../charts/draw-images.ts";
import { ExportMenu } from "../exports/export-menu.tsx";
import type { FieldFault } from "../forms/field-fault.ts";
import { MessageCard } from "../parts/message-card.tsx";
import { Wrong } from "../parts/wrong.tsx";
import { Page, type Shell } from "../shell/layout.tsx";

/** Features that stand open; the rest are folded away. */
const shownFeatures = 12;

/** What the page of an explained change shows, under the reader's rights. */
export interface WhyFacts {
  readonly account: { readonly id: string; readonly name: string };
  /** Why what was asked for could not be compared; the last 28 days are shown then. */
  readonly error: FieldFault | null;
  /** What was typed. The fields keep it where it is wrong; else they hold the days that were taken. */
  readonly asked: { readonly from?: string | undefined; readonly to?: string | undefined };
  /** The last day that can be asked for. */
  readonly end: Day;
  /** The change, and the message that chat and mail get with its drawings; null without a score. */
  readonly shown: {
    readonly change: ScoreChange;
    readonly message: Message;
    readonly drawings: Drawings;
  } | null;
}

/** What changed an account's score between any two days: the same message as in chat, then who and what is behind it. */
export function WhyPage(props: { shell: Shell; facts: WhyFacts }) {
  const { shell, facts } = props;
  const { account, shown } = facts;
  const name = shownName(account.name);
  const range = shown && { from: shown.change.from.day, to: shown.change.to.day };
  return (
    <Page shell={shell} title={`${name}: why`} place="account">
      <div class="head account-head">
        <div>
          <p class="crumb">
            <a href={accountPath(account.id)}>‹ {name}</a>
          </p>
          <h1>Why the score changed</h1>
        </div>
        {range && (
          <div class="head-side">
            <ExportMenu
              address={(format) => exportPath(account.id, format, range)}
              mailed={
                shell.mailsReports
                  ? { accountId: account.id, ...range, back: whyPath(account.id, range) }
                  : undefined
              }
            />
          </div>
        )}
      </div>
      <DaysForm facts={facts} zone={shell.reader.tenantZone} />
      {shown && range && (
        <div class="grid why-grid">
          <section class="card why" aria-label="What changed">
            <MessageCard
              message={shown.message}
              drawings={shown.drawings}
              back={whyPath(account.id, range)}
            />
          </section>
          <div class="stack">
            <PeopleChanges people={shown.change.people} />
            <FeatureChanges features={shown.change.features} />
          </div>
        </div>
      )}
    </Page>
  );
}

function DaysForm({ facts, zone }: { facts: WhyFacts; zone: string }) {
  const { account, asked, end, error, shown } = facts;
  const compared = { from: shown?.change.from.day, to: shown?.change.to.day };
  const field = (name: "from" | "to", label: string) => (
    <label>
      {label}
      <input
        type="date"
        name={name}
        value={error === null ? compared[name] : (asked[name] ?? compared[name])}
        max={end}
        required
        aria-invalid={error?.field === name ? "true" : undefined}
        aria-describedby={error?.field === name ? "days-error" : undefined}
      />
    </label>
  );
  return (
    <form class="dates inline why-days" action={whyPath(account.id)}>
      {field("from", "From")}
      {field("to", "To")}
      <button type="submit" class="button">
        Compare
      </button>
      <Wrong id="days-error" sentence={error?.sentence} />
      <p class="muted">
        Scores at the end of each day, {placeTime(zone)}.{otherDays(facts)}
      </p>
    </form>
  );
}

/** Where other days were taken than those that were asked for: why. */
function otherDays({ asked, end, error, shown }: WhyFacts): string {
  if (error !== null || shown === null) return "";
  const { from, to } = shown.change;
  const begins = asked.from !== undefined && asked.from < from.day;
  const ends = asked.to !== undefined && asked.to > to.day;
  return [
    ...(begins ? [` Scores begin on ${proseDay(from.day, end)}.`] : []),
    ...(ends ? [` They end on ${proseDay(to.day, end)}.`] : []),
  ].join("");
}

function PeopleChanges({ people }: { people: PeopleChange }) {
  const { came, went, named } = people;
  return (
    <section class="card" aria-labelledby="people">
      <h2 id="people">
        People in 28 days: {count(came)} came, {count(went)} went
      </h2>
      {came + went === 0 && <p class="muted">The same people as in the 28 days to the first day.</p>}
      {named && named.went.length > 0 && <Named title="Went" people={named.went} total={went} />}
      {named && named.came.length > 0 && <Named title="Came" people={named.came} total={came} />}
    </section>
  );
}

function Named(props: {
  title: string;
  people: readonly { readonly name: string; readonly days: number }[];
  total: number;
}) {
  const more = props.total - props.people.length;
  return (
    <>
      <table class="people">
        <thead>
          <tr>
            <th scope="col">{props.title}</th>
            <th class="num" scope="col">
              Days in 28
            </th>
          </tr>
        </thead>
        <tbody>
          {props.people.map((person) => (
            <tr>
              <th scope="row">{shownName(person.name)}</th>
              <td class="num">{count(person.days)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {more > 0 && <p class="muted">And {plural(more, "more person", "more people")}.</p>}
    </>
  );
}

function FeatureChanges({ features }: { features: readonly FeatureChange[] }) {
  const rest = features.slice(shownFeatures);
  return (
    <section class="card" aria-labelledby="features">
      <h2 id="features">User-days by feature</h2>
      {features.length === 0 ? (
        <p class="muted">No feature was used in either of the two windows of 28 days.</p>
      ) : (
        <FeatureRows features={features.slice(0, shownFeatures)} />
      )}
      {rest.length > 0 && (
        <details class="data">
          <summary>{plural(rest.length, "other feature")}</summary>
          <FeatureRows features={rest} />
        </details>
      )}
      <p class="muted">In the 28 days to each of the two days. A day counts in each feature used.</p>
    </section>
  );
}

function FeatureRows({ features }: { features: readonly FeatureChange[] }) {
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">Feature</th>
          <th class="num" scope="col">
            Before
          </th>
          <th class="num" scope="col">
            After
          </th>
          <th class="num" scope="col">
            Change
          </th>
        </tr>
      </thead>
      <tbody>
        {features.map(({ feature, before, after }) => (
          <tr>
            <th scope="row">{shownName(feature)}</th>
            <td class="num">{count(before)}</td>
            <td class="num">{count(after)}</td>
            <td class="num">{signed(after - before)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
