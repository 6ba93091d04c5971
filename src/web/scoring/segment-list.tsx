import { mostSegments } from "../../scoring/models/model-limits.ts";
import { whenSchema } from "../../scoring/models/model-schema.ts";
import { type SegmentSize, segmentSizes, unknownFacts } from "../../scoring/models/segment-sizes.ts";
import { shownName } from "../../words/names.ts";
import { inNoneWords, sizeWords, unknownFactWords } from "../../words/segments.ts";
import { Wrong } from "../parts/wrong.tsx";
import { hasFaultBelow, wrongAt } from "./model-faults.ts";
import { SegmentFields, type SegmentFieldsProps } from "./segment-fields.tsx";
import { type SegmentAct, segmentCount, segmentsOf } from "./segment-form.ts";

/** The segments of a form; `moved`: what was just done to them, and where the segment is by now. */
export interface SegmentListProps extends Omit<SegmentFieldsProps, "at"> {
  readonly moved?: { readonly act: SegmentAct["act"]; readonly at: number | null } | undefined;
}

/** So few stand open at first. */
const openAtFirst = 2;
const actPath = "/settings/scoring/segments";

/** All segments with what can be done with each; every button works as the post of a form. */
export function SegmentList(props: SegmentListProps) {
  const { form, faults, groups, moved } = props;
  const segments = segmentsOf(form);
  const { sizes, inNone } = segmentSizes(
    segments.map(({ when }) => when),
    groups,
  );
  const whole = wrongAt(faults, "segments");
  return (
    <>
      {segments.length > 0 && (
        <ol class="segments plain-list">
          {segments.map((_, at) => (
            <Segment {...props} at={at} count={segments.length} size={sizes[at] ?? null} />
          ))}
        </ol>
      )}
      <Wrong sentence={whole} />
      <p class="muted" data-size="none">
        {segments.length === 0 ? "" : inNoneWords(inNone)}
      </p>
      <p class="muted" data-size="unknown">
        {unknownWords(props)}
      </p>
      <div>
        {segments.length < mostSegments ? (
          <button
            type="submit"
            class="button"
            formaction={actPath}
            formnovalidate
            name="do"
            value="add"
            data-segments=""
            autofocus={moved?.at === null}
          >
            Add segment
          </button>
        ) : (
          <span class="muted">{mostSegments} segments are the most.</span>
        )}
      </div>
    </>
  );
}

/** How many accounts each segment has, for a page whose form was sent in the background. */
export function SegmentSizes(props: Pick<SegmentListProps, "form" | "groups">) {
  const { sizes, inNone } = segmentSizes(
    segmentsOf(props.form).map(({ when }) => when),
    props.groups,
  );
  return (
    <div hidden>
      {sizes.map((size, at) => (
        <span data-new-size={String(at)}>{sizeWords(size)}</span>
      ))}
      <span data-new-size="none">{segmentCount(props.form) === 0 ? "" : inNoneWords(inNone)}</span>
      <span data-new-size="unknown">{unknownWords(props)}</span>
    </div>
  );
}

/** Plans and stages that segments ask for and no account has. */
function unknownWords({ form, groups }: Pick<SegmentListProps, "form" | "groups">): string {
  const asked = segmentsOf(form).map(({ when }) => whenSchema.safeParse(when).data ?? {});
  return unknownFacts(asked, groups).map(unknownFactWords).join(" ");
}

function Segment(props: SegmentListProps & { at: number; count: number; size: SegmentSize | null }) {
  const { at, count, form, faults, moved, size } = props;
  const isOpen = count <= openAtFirst || moved?.at === at || hasFaultBelow(faults, `segments.${at}`);
  const act = (what: "up" | "down" | "remove", label: string, isOff: boolean) => (
    <button
      type="submit"
      class="link"
      formaction={actPath}
      formnovalidate
      name="do"
      value={`${what}:${at}`}
      data-segments=""
      disabled={isOff}
      autofocus={moved?.at === at && what === focusAfter(moved.act, at, count)}
    >
      {label}
      <span class="hidden">
        {" "}
        <Called at={at} form={form} />
      </span>
    </button>
  );
  return (
    <li class="segment" data-segment="">
      <details open={isOpen}>
        <summary>
          <span class="segment-name">
            <Called at={at} form={form} />
          </span>{" "}
          <span class="muted" data-size={String(at)}>
            {sizeWords(size)}
          </span>
        </summary>
        <SegmentFields {...props} isNew={moved?.act === "add" && moved.at === at} />
      </details>
      <div class="segment-acts">
        {act("up", "Move up", at === 0)}
        {act("down", "Move down", at === count - 1)}
        {act("remove", "Remove", false)}
      </div>
    </li>
  );
}

/** "Segment 2: Small teams"; the name follows what is typed. */
function Called({ at, form }: Pick<SegmentListProps, "form"> & { at: number }) {
  const name = form[`segments.${at}.name`]?.trim() ?? "";
  return (
    <>
      Segment {at + 1}
      <span data-called="">{name === "" ? "" : `: ${shownName(name)}`}</span>
    </>
  );
}

/** The button that was pressed, or where it can't be any more, the other one. */
function focusAfter(act: SegmentAct["act"], at: number, count: number): SegmentAct["act"] | null {
  if (act === "up") return at === 0 ? "down" : "up";
  if (act === "down") return at === count - 1 ? "up" : "down";
  return null;
}
