import type { Child } from "hono/jsx";
import type { Reader } from "../../results/reader.ts";
import { PageNav } from "../parts/page-nav.tsx";
import { Page, type Shell } from "./layout.tsx";

/** The pages of settings. */
type SettingsPlace =
  | "digest"
  | "notices"
  | "alerts"
  | "scoring"
  | "metrics"
  | "deliveries"
  | "sign-in"
  | "audit"
  | "profile"
  | "preview";

const pages: readonly (readonly [SettingsPlace, string, string])[] = [
  ["digest", "/settings/digest", "Digest"],
  ["notices", "/settings/notices", "How you are told"],
  ["alerts", "/settings/alerts", "Alerts"],
  ["scoring", "/settings/scoring", "Scoring"],
  ["metrics", "/settings/metrics", "Metrics"],
  ["deliveries", "/settings/deliveries", "Deliveries"],
  ["sign-in", "/settings/sign-in", "Sign-in"],
  ["audit", "/settings/audit", "Audit log"],
  ["profile", "/settings/profile", "Profile"],
  ["preview", "/preview", "Preview"],
];

const forAdmins: readonly SettingsPlace[] = ["scoring", "metrics", "sign-in", "audit", "preview"];

/** A page of settings: where one is, the way to the others, what was done just now, and its own content. */
export function SettingsPage(props: {
  readonly shell: Shell;
  readonly here: SettingsPlace;
  readonly title: string;
  /** The heading, where it is not the title. */
  readonly heading?: string;
  /** Of a page below another: that one. */
  readonly up?: { readonly path: string; readonly name: string } | undefined;
  /** What no other page carries. */
  readonly files?: Readonly<Record<"style" | "script", Parameters<Shell["assets"]["url"]>[0]>>;
  /** The way between the pages of one place. */
  readonly within?: Child;
  /** What has just been done, in words. */
  readonly said?: string | null | undefined;
  readonly children: Child;
}) {
  const { shell, title, up, files, said } = props;
  const heading = <h1>{props.heading ?? title}</h1>;
  return (
    <Page shell={shell} title={title} place="settings">
      {files && <link rel="stylesheet" href={shell.assets.url(files.style)} />}
      {files && <script type="module" src={shell.assets.url(files.script)} />}
      {up === undefined ? (
        heading
      ) : (
        <div>
          <p class="crumb">
            <a href={up.path}>‹ {up.name}</a>
          </p>
          {heading}
        </div>
      )}
      {shell.reader.role !== "viewer" && <SettingsNav reader={shell.reader} here={props.here} />}
      {props.within}
      {said && (
        <p class="saved" role="status">
          {said}
        </p>
      )}
      {props.children}
    </Page>
  );
}

/** Leads from one page of settings to the next; scoring, metrics, sign-in, the audit log and the preview are for admins. */
function SettingsNav(props: { reader: Reader; here: SettingsPlace }) {
  const shown = pages.filter(([place]) => !forAdmins.includes(place) || props.reader.role === "admin");
  return (
    <PageNav
      label="Settings"
      pages={shown.map(([, path, name]) => ({ path, name }))}
      here={pages.find(([place]) => place === props.here)?.[1]}
    />
  );
}
