import type { Reader } from "../../results/reader.ts";
import { PageNav } from "../parts/page-nav.tsx";

/** The pages of settings. */
export type SettingsPlace =
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

/** Leads from one page of settings to the next; scoring, metrics, sign-in, the audit log and the preview are for admins. */
export function SettingsNav(props: { reader: Reader; here: SettingsPlace }) {
  const shown = pages.filter(([place]) => !forAdmins.includes(place) || props.reader.role === "admin");
  return (
    <PageNav
      label="Settings"
      pages={shown.map(([, path, name]) => ({ path, name }))}
      here={pages.find(([place]) => place === props.here)?.[1]}
    />
  );
}
