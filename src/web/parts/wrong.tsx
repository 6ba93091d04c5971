/**
 * Why what was typed cannot be, and what to do; nothing without a sentence.
 * @param props.id what its field names in `aria-describedby`
 */
export function Wrong(props: { sentence: string | undefined; id?: string }) {
  return props.sentence === undefined ? null : (
    <span class="error" id={props.id} role="alert">
      {props.sentence}
    </span>
  );
}
