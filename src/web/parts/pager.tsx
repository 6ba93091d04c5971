import { count } from "../../words/numbers.ts";

/**
 * Leads through the pages of a list, and says which part of it is shown: "51–100 of 190". Nothing where all is on one page.
 * @param props.order whether the list goes from new to old, so that its pages are newer and older
 * @param props.path the address of a page, which counts from 1
 */
export function Pager(props: {
  page: number;
  size: number;
  matching: number;
  order?: "time";
  path: (page: number) => string;
}) {
  const { page, size, matching, order, path } = props;
  if (matching <= size && page <= 1) return null;
  const first = (page - 1) * size + 1;
  const last = Math.min(matching, page * size);
  return (
    <nav class="pager" aria-label="Pages">
      {page > 1 && (
        <a class="button" rel="prev" href={path(page - 1)}>
          {order === "time" ? "Newer" : "Previous"}
        </a>
      )}
      <span class="muted">
        {first > last ? "Nothing here" : `${count(first)}–${count(last)}`} of {count(matching)}
      </span>
      {last < matching && (
        <a class="button" rel="next" href={path(page + 1)}>
          {order === "time" ? "Older" : "Next"}
        </a>
      )}
    </nav>
  );
}
