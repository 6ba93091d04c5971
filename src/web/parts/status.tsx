import type { Band } from "../../scoring/types.ts";

/** A band's mark: shape and colour together, so that neither is needed alone. The word stands beside it. */
export function Mark(props: { band: Band | "no-data"; size?: number }) {
  const size = props.size ?? 12;
  return (
    <svg class={`mark ${props.band}`} width={size} height={size} viewBox="0 0 12 12" aria-hidden="true">
      {props.band === "at-risk" ? (
        <rect x="1.25" y="1.25" width="9.5" height="9.5" />
      ) : props.band === "watch" ? (
        <path d="M6 0 12 6 6 12 0 6Z" />
      ) : (
        <circle cx="6" cy="6" r={props.band === "healthy" ? 5 : 4.25} />
      )}
    </svg>
  );
}
