/** What is exported: an account's page as it is shown, or the portfolio. */
export interface ExportedPage {
  /** Undefined: the portfolio. */
  readonly accountId?: string;
  readonly from?: string;
  readonly to?: string;
  /** Where one is. */
  readonly back: string;
}

/** Export as PDF or CSV: links that download, and where there is mail, buttons that have it mailed. */
export function ExportMenu(props: { pdf: string; csv: string; mailed?: ExportedPage | undefined }) {
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
        {props.mailed && <MailReportButton page={props.mailed} format="pdf" label="Mail PDF to me" plain />}
        {props.mailed && <MailReportButton page={props.mailed} format="csv" label="Mail CSV to me" plain />}
      </div>
    </details>
  );
}

/** A button that has a report mailed to who presses it. */
export function MailReportButton(props: {
  page: ExportedPage;
  format: "pdf" | "csv";
  label: string;
  /** As an entry of a menu. */
  plain?: boolean;
}) {
  const { accountId, from, to, back } = props.page;
  return (
    <form method="post" action="/mail/report">
      <input type="hidden" name="format" value={props.format} />
      <input type="hidden" name="back" value={back} />
      {accountId !== undefined && <input type="hidden" name="account" value={accountId} />}
      {from !== undefined && <input type="hidden" name="from" value={from} />}
      {to !== undefined && <input type="hidden" name="to" value={to} />}
      <button type="submit" class={props.plain ? "plain" : "button"}>
        {props.label}
      </button>
    </form>
  );
}
