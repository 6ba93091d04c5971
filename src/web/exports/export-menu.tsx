import { type ExportFormat, formatName } from "../../export-formats.ts";
import { count } from "../../words/numbers.ts";

/** To read, to work with, for another program. */
const menuOrder = ["pdf", "xlsx", "csv"] as const satisfies readonly ExportFormat[];

/** What is exported: an account's page as it is shown, or the portfolio. */
export interface ExportedPage {
  /** Undefined: the portfolio. */
  readonly accountId?: string;
  readonly from?: string;
  readonly to?: string;
  /** Of the portfolio: what its page is narrowed to. */
  readonly filter?: string;
  readonly search?: string | undefined;
  /** Where one is. */
  readonly back: string;
}

/**
 * Every kind of file: links that download, and where there is mail, buttons that have it mailed.
 * @param props.these how many a narrowed list has: the button says that they alone are exported
 */
export function ExportMenu(props: {
  address: (format: ExportFormat) => string;
  mailed?: ExportedPage | undefined;
  these?: number | undefined;
}) {
  const { address, mailed, these } = props;
  return (
    <details class="menu" data-menu="" data-export="">
      <summary class="button">{these === undefined ? "Export" : `Export these ${count(these)}`}</summary>
      <div class="sheet">
        {menuOrder.map((format) => (
          <a href={address(format)} download="">
            {formatName(format)}
          </a>
        ))}
        {mailed &&
          menuOrder.map((format) => (
            <MailReportButton
              page={mailed}
              format={format}
              label={`Mail ${formatName(format)} to me`}
              plain
            />
          ))}
      </div>
    </details>
  );
}

/** A button that has a report mailed to who presses it. */
export function MailReportButton(props: {
  page: ExportedPage;
  format: ExportFormat;
  label: string;
  /** As an entry of a menu. */
  plain?: boolean;
}) {
  const { accountId, from, to, filter, search, back } = props.page;
  return (
    <form method="post" action="/mail/report">
      <input type="hidden" name="format" value={props.format} />
      <input type="hidden" name="back" value={back} />
      {accountId !== undefined && <input type="hidden" name="account" value={accountId} />}
      {from !== undefined && <input type="hidden" name="from" value={from} />}
      {to !== undefined && <input type="hidden" name="to" value={to} />}
      {filter !== undefined && <input type="hidden" name="filter" value={filter} />}
      {search !== undefined && <input type="hidden" name="search" value={search} />}
      <button type="submit" class={props.plain ? "plain" : "button"}>
        {props.label}
      </button>
    </form>
  );
}
