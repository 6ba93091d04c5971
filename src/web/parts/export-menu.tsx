/** Export as PDF or CSV: two links that download. */
export function ExportMenu(props: { pdf: string; csv: string }) {
  return (
    <details class="menu" data-menu="" data-export="">
      <summary class="button">Export</summary>
      <div class="sheet">
        <a href={props.pdf} download="">
          PDF
        </a>
        <a href={props.csv} download="">
          CSV
        </a>
      </div>
    </details>
  );
}
