/**
 * Leads from one page of a group to the next: chips, and where there is no room for them, a menu that says where one is.
 * @param props.here path of the page that is shown; one that is in no list is shown by none
 */
export function PageNav(props: {
  label: string;
  pages: readonly { readonly path: string; readonly name: string }[];
  here: string | undefined;
}) {
  const { label, pages, here } = props;
  const current = (path: string) => (path === here ? "page" : undefined);
  const name = pages.find(({ path }) => path === here)?.name;
  return (
    <nav class="page-nav" aria-label={label}>
      <div class="chips">
        {pages.map((page) => (
          <a class="chip" href={page.path} aria-current={current(page.path)}>
            {page.name}
          </a>
        ))}
      </div>
      <details class="menu left" data-menu="">
        <summary class="chip">{name === undefined ? label : `${label}: ${name}`}</summary>
        <div class="sheet">
          {pages.map((page) => (
            <a href={page.path} aria-current={current(page.path)}>
              {page.name}
            </a>
          ))}
        </div>
      </details>
    </nav>
  );
}
