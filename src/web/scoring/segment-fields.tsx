import { limits } from "../../scoring/models/model-limits.ts";
import { type FactGroup, namesOfFact } from "../../scoring/models/segment-sizes.ts";
import { metricParts } from "../../scoring/types.ts";
import { shownName } from "../../words/names.ts";
import { Wrong } from "../parts/wrong.tsx";
import { type FormMetric, MetricFields } from "./metric-fields.tsx";
import { hasFaultBelow, wrongAt } from "./model-faults.ts";
import { type ModelNumberProps, SegmentNumber } from "./model-number.tsx";
import { bandFields, type ScoringField, weightFields } from "./scoring-form.ts";
import { joinNames, splitNames } from "./segment-form.ts";

/** One segment of a form, and what it can be made of. */
export interface SegmentFieldsProps extends Pick<ModelNumberProps, "form" | "faults"> {
  readonly at: number;
  readonly metrics: readonly FormMetric[];
  /** What accounts are told apart by, and how many have the same. */
  readonly groups: readonly FactGroup[];
  readonly now: Date;
}

/** Plans, or stages, to tick; the rest is written. */
const mostTicked = 12;

/** What differs in a segment, group by group; the paths are those of the model's own fields. */
const groups: readonly {
  readonly summary: string;
  readonly of: string;
  readonly fields: readonly ScoringField[];
}[] = [
  { summary: "Weights", of: "weights", fields: weightFields },
  { summary: "Bands", of: "bands", fields: bandFields },
  {
    summary: "People, silence and established use",
    of: "use",
    fields: [
      { name: "fullUsers", label: "People: full at", limit: limits.fullUsers },
      { name: "silenceDays", label: "At risk when silent for", limit: limits.silenceDays },
      { name: "established.activeDays", label: "Established: active days", limit: limits.activeDays },
      { name: "established.users", label: "Established: users", limit: limits.users },
    ],
  },
];

/** Name, whom it is for, and what differs: an empty field is as the model, whose value stands in it in grey. */
export function SegmentFields(props: SegmentFieldsProps & { isNew: boolean }) {
  const { at, form, faults } = props;
  const path = (field: string) => `segments.${at}.${field}`;
  const wrongName = wrongAt(faults, path("name"));
  return (
    <div class="segment-fields">
      <div class="field">
        <label for={path("name")}>Name</label>
        <input
          id={path("name")}
          type="text"
          name={path("name")}
          value={form[path("name")] ?? ""}
          maxlength={60}
          autocomplete="off"
          autofocus={props.isNew}
          data-segment-name=""
          aria-describedby={wrongName === undefined ? undefined : `${path("name")}-wrong`}
          aria-invalid={wrongName === undefined ? undefined : "true"}
        />
        <Wrong sentence={wrongName} id={`${path("name")}-wrong`} />
      </div>
      <ForWhom {...props} />
      <p class="muted">What differs. A field that is empty is as the model, whose value it shows in grey.</p>
      {groups.map((group) => (
        <Differing {...props} {...group} />
      ))}
      {(props.metrics.length > 0 || isSet(props, "metrics")) && (
        <details open={metricParts.some((part) => isSet(props, `metrics.${part}`))}>
          <summary>Parts from your own metrics</summary>
          {metricParts.map((part) => (
            <MetricFields {...props} part={part} within={`segments.${at}.`} />
          ))}
        </details>
      )}
    </div>
  );
}

function ForWhom(props: SegmentFieldsProps) {
  const { at, form, faults } = props;
  const path = (field: string) => `segments.${at}.when${field}`;
  const wrong = wrongAt(faults, path(""), path(".seats"));
  return (
    <fieldset id={path("")} aria-describedby={wrong === undefined ? undefined : `${path("")}-wrong`}>
      <legend>For whom</legend>
      <p class="muted">All that is said here must fit.</p>
      <Names {...props} fact="plan" label="Plan" />
      <Names {...props} fact="stage" label="Stage" />
      <div class="numbers">
        {(["from", "to"] as const).map((end) => (
          <SegmentNumber
            form={form}
            faults={faults}
            name={path(`.seats.${end}`)}
            label={`Seats ${end}`}
            limit={{ ...limits.seats, unit: "" }}
            inherits=""
          />
        ))}
      </div>
      <Wrong sentence={wrong} id={`${path("")}-wrong`} />
    </fieldset>
  );
}

/** Plans or stages: those that accounts have, to be ticked, and any other to be written. */
function Names(props: SegmentFieldsProps & { fact: "plan" | "stage"; label: string }) {
  const { at, form, faults, fact, label } = props;
  const path = `segments.${at}.when.${fact}`;
  const chosen = splitNames(form[path] ?? "");
  const isChosen = (name: string) => chosen.some((one) => one.toLowerCase() === name.toLowerCase());
  const known = namesOfFact(props.groups, fact);
  const offered = known.filter((name, place) => place < mostTicked || isChosen(name));
  const isOffered = (name: string) => offered.some((one) => one.toLowerCase() === name.toLowerCase());
  const wrong = faults.find(({ field }) => field === path || field.startsWith(`${path}.`))?.sentence;
  const others = `${offered.length === 0 ? `${label}s` : `Other ${fact}s`}, with commas between`;
  return (
    <fieldset class="names">
      <legend class={offered.length === 0 ? "hidden" : undefined}>{label}</legend>
      {offered.length > 0 && (
        <div class="checks">
          {offered.map((name, place) => (
            <label class="check">
              <input type="checkbox" name={`${path}:${place}`} value={name} checked={isChosen(name)} />{" "}
              {shownName(name)}
            </label>
          ))}
        </div>
      )}
      <label class="field">
        {others}
        <input
          type="text"
          id={path}
          name={path}
          value={joinNames(chosen.filter((name) => !isOffered(name)))}
          maxlength={4_000}
          autocomplete="off"
          aria-describedby={wrong === undefined ? undefined : `${path}-wrong`}
          aria-invalid={wrong === undefined ? undefined : "true"}
        />
        <Wrong sentence={wrong} id={`${path}-wrong`} />
      </label>
    </fieldset>
  );
}

function Differing(props: SegmentFieldsProps & (typeof groups)[number]) {
  const { at, form, faults, of } = props;
  const base = `segments.${at}`;
  const wrong = wrongAt(faults, `${base}.${of}`);
  const isOpen = props.fields.some(({ name }) => isSet(props, name)) || wrong !== undefined;
  return (
    <details open={isOpen}>
      <summary>{props.summary}</summary>
      <fieldset
        id={`${base}.${of}`}
        aria-describedby={wrong === undefined ? undefined : `${base}.${of}-wrong`}
      >
        <legend class="hidden">{props.summary}</legend>
        {of === "weights" && (
          <p class="muted">
            With the model’s where a field is empty, they add up to 100. <output data-sum="" class="sum" />
          </p>
        )}
        <div class="numbers">
          {props.fields.map(({ name, label, limit }) => (
            <SegmentNumber
              form={form}
              faults={faults}
              name={`${base}.${name}`}
              label={label}
              limit={limit}
              inherits={name}
            />
          ))}
        </div>
        <Wrong sentence={wrong} id={`${base}.${of}-wrong`} />
      </fieldset>
    </details>
  );
}

/** Whether the segment says something at a path or below, or something is wrong there. */
function isSet({ at, form, faults }: SegmentFieldsProps, field: string): boolean {
  const path = `segments.${at}.${field}`;
  const said = Object.entries(form).some(
    ([name, text]) => (name === path || name.startsWith(`${path}.`)) && text !== "",
  );
  return said || hasFaultBelow(faults, path);
}
