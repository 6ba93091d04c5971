import type { Child } from "hono/jsx";
import type { Reader } from "../../results/reader.ts";
import type { Assets } from "../assets.ts";

/** What every page needs around its content. */
export interface Shell {
  readonly assets: Assets;
  readonly reader: Reader;
  /** Messages in the inbox that the reader has not read; 0 shows no number. */
  readonly unread: number;
  /** Whether reports can be mailed to the reader. */
  readonly mailsReports: boolean;
}

/** Where one is, for the navigation. */
export type Place = "portfolio" | "inbox" | "settings" | "account";

/** A whole page of somebody who is signed in: head, navigation, content, keyboard help. */
export function Page(props: {
  shell: Shell;
  title: string;
  place: Place;
  search?: string | undefined;
  children: Child;
}) {
  const { shell, place } = props;
  const { reader } = shell;
  const staff = reader.role !== "viewer";
  return (
    <Document assets={shell.assets} title={`${props.title} · Bellwether`}>
      <header class="top">
        <div class="top-in">
          <a class="brand" href="/">
            Bellwether
          </a>
          {staff && (
            <nav class="nav" aria-label="Main">
              <NavLinks place={place} unread={shell.unread} />
            </nav>
          )}
          {reader.demo && <span class="badge">Sample data</span>}
          {staff && <Search typed={props.search} />}
          <UserMenu {...props} />
        </div>
      </header>
      <main id="main" tabindex={-1}>
        <p class="print-only muted">
          {props.title} · Confidential, for {reader.tenantName}
          {reader.demo ? " · Sample data" : ""}
        </p>
        {props.children}
      </main>
      <div class="live" role="status" aria-live="polite" data-live="" />
      {staff && <KeyboardHelp />}
    </Document>
  );
}

function Search({ typed }: { typed: string | undefined }) {
  return (
    <search class="search">
      <form action="/">
        <input
          type="search"
          name="search"
          value={typed ?? ""}
          placeholder="Search"
          aria-label="Search accounts"
          maxlength={100}
          autocomplete="off"
          data-search=""
        />
        <span class="key" aria-hidden="true">
          /
        </span>
      </form>
    </search>
  );
}

function UserMenu({ shell, place }: { shell: Shell; place: Place }) {
  const { reader } = shell;
  const staff = reader.role !== "viewer";
  return (
    <details class="menu user" data-menu="">
      <summary>
        <span class="user-name">{reader.firstName}</span>
        <span class="user-menu">Menu</span>
      </summary>
      <div class="sheet">
        {staff && (
          <nav class="sheet-nav" aria-label="Menu">
            <NavLinks place={place} unread={shell.unread} />
          </nav>
        )}
        <p class="who">
          {reader.name}
          <br />
          <small>
            {reader.email} · {reader.tenantName}
          </small>
        </p>
        {staff && (
          <a href="/settings/digest" aria-current={place === "settings" ? "page" : undefined}>
            Settings
          </a>
        )}
        <a href="/settings/profile">Profile</a>
        <button type="button" class="plain" data-keys="" hidden>
          Keyboard
        </button>
        <form method="post" action="/sign-out">
          <button type="submit" class="plain">
            Sign out
          </button>
        </form>
      </div>
    </details>
  );
}

/** A small page without navigation: sign-in, what does not exist, what went wrong. */
export function PlainPage(props: { assets: Assets; title: string; children: Child }) {
  return (
    <Document assets={props.assets} title={`${props.title} · Bellwether`}>
      <main id="main" class="alone" tabindex={-1}>
        <a class="brand" href="/">
          <img src={props.assets.url("icon.svg")} alt="" width={28} height={28} />
          Bellwether
        </a>
        {props.children}
      </main>
    </Document>
  );
}

function Document(props: { assets: Assets; title: string; children: Child }) {
  return (
    <html lang="en-GB">
      <head>
        <meta charset="utf-8" />
        <title>{props.title}</title>
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="robots" content="noindex" />
        <link rel="icon" type="image/svg+xml" href={props.assets.url("icon.svg")} />
        <link rel="stylesheet" href={props.assets.url("page.css")} />
        <script type="module" src={props.assets.url("islands.js")} />
      </head>
      <body>
        <a class="skip" href="#main">
          Skip to content
        </a>
        {props.children}
      </body>
    </html>
  );
}

function NavLinks(props: { place: Place; unread: number }) {
  const current = (place: Place) => (props.place === place ? "page" : undefined);
  return (
    <>
      <a href="/" aria-current={current("portfolio")}>
        Portfolio
      </a>
      <a href="/inbox" aria-current={current("inbox")}>
        Inbox{props.unread > 0 ? `: ${props.unread} new` : ""}
      </a>
    </>
  );
}

const keys: readonly (readonly [string, string])[] = [
  ["/", "search"],
  ["g p", "portfolio"],
  ["g i", "inbox"],
  ["j k", "next, previous row"],
  ["Enter", "open the row"],
  ["a", "acknowledge"],
  ["s", "snooze"],
  ["e", "export"],
  ["[ ]", "range back, forward"],
  ["Esc", "close"],
];

function KeyboardHelp() {
  return (
    <dialog class="keys" data-keys-dialog="" aria-labelledby="keys-title">
      <form method="dialog">
        <h2 id="keys-title">Keyboard</h2>
        <dl>
          {keys.map(([key, does]) => (
            <div>
              <dt>
                {key.split(" ").map((one) => (
                  <kbd>{one}</kbd>
                ))}
              </dt>
              <dd>{does}</dd>
            </div>
          ))}
        </dl>
        <label class="check">
          <input type="checkbox" data-keys-off="" /> Switch single keys off
        </label>
        <button type="submit" class="button">
          Close
        </button>
      </form>
    </dialog>
  );
}
