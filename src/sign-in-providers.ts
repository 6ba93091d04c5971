import { AppError } from "./errors.ts";
import { isId } from "./ids.ts";
import { isThisMachine } from "./this-machine.ts";

/** Who can say who somebody is. `oidc` is the company's own provider: Okta, Keycloak, any that speaks OpenID Connect. */
export type SignInProviderId = (typeof providerIds)[number];
const providerIds = ["slack", "microsoft", "google", "oidc"] as const;

/** A provider that the operator set up for the installation. */
export interface SignInProvider {
  readonly id: SignInProviderId;
  /** As the button says it: "Continue with Okta". */
  readonly name: string;
  /** Its issuer, exactly as its discovery document says it. */
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Slack: the workspace's id. Microsoft: the directory's. Nobody else's word is taken; undefined for the others. */
  readonly directory: string | undefined;
  /** Domains of addresses that it is believed about, in lower case; none: all. */
  readonly domains: readonly string[];
}

interface Scheme {
  readonly name: string;
  readonly issuer: (given: (field: string) => string) => string;
  /** Fields that it cannot do without, by the ends of their names. */
  readonly needs: readonly string[];
  readonly mayHave: readonly string[];
  /** The field that names its directory. */
  readonly directory?: string;
}

const client = ["CLIENT_ID", "CLIENT_SECRET"];
const schemes: Readonly<Record<SignInProviderId, Scheme>> = {
  slack: {
    name: "Slack",
    issuer: () => "https://slack.com",
    needs: [...client, "TEAM_ID"],
    mayHave: ["DOMAINS"],
    directory: "TEAM_ID",
  },
  microsoft: {
    name: "Microsoft",
    issuer: (given) => `https://login.microsoftonline.com/${given("TENANT_ID").toLowerCase()}/v2.0`,
    needs: [...client, "TENANT_ID"],
    mayHave: ["DOMAINS"],
    directory: "TENANT_ID",
  },
  google: {
    name: "Google",
    issuer: () => "https://accounts.google.com",
    needs: client,
    mayHave: ["DOMAINS"],
  },
  oidc: {
    name: "your company account",
    issuer: (given) => given("ISSUER"),
    needs: ["ISSUER", ...client],
    mayHave: ["NAME", "DOMAINS"],
  },
};

/** What a field must look like, and the sentence of who gets it wrong. */
const shapes: Readonly<Record<string, readonly [fits: (value: string) => boolean, otherwise: string]>> = {
  TEAM_ID: [(value) => /^[TE][A-Z0-9]{6,}$/.test(value), "must be your workspace's id, such as T0123ABCD."],
  TENANT_ID: [
    isId,
    "must be your directory's own id (Entra ID, Overview): “common” and “organizations” let strangers choose their address.",
  ],
  ISSUER: [
    isIssuer,
    "must be your provider's issuer, such as https://example.okta.com. http only on this machine.",
  ],
  NAME: [(value) => value.length <= 40, "must be 40 characters at most."],
  DOMAINS: [
    (value) => value.split(",").every((each) => /^[a-z0-9-]+(\.[a-z0-9-]+)+$/i.test(each.trim())),
    "must be domains with commas between them, such as example.com,example.org.",
  ],
};

/** Whose rules this knows by their own settings: as a plain issuer their word would be believed too far. */
const ownSettings: readonly (readonly [host: RegExp, id: SignInProviderId])[] = [
  [/(^|\.)(microsoftonline\.(com|us|de)|windows\.net|microsoftonline\.cn|chinacloudapi\.cn)$/, "microsoft"],
  [/(^|\.)google\.com$/, "google"],
  [/(^|\.)slack(-gov)?\.com$/, "slack"],
];

/**
 * The providers of an environment, in the order of their buttons: SIGN_IN_SLACK_…, SIGN_IN_MICROSOFT_…, SIGN_IN_GOOGLE_…,
 * SIGN_IN_OIDC_….
 * @param set what is set, empty values left out
 * @throws AppError `bad-input` with a sentence for each setting that is wrong, missing or unknown
 */
export function readSignInProviders(
  set: Readonly<Record<string, string | undefined>>,
): readonly SignInProvider[] {
  const faults: string[] = [];
  const known = new Set<string>();
  const providers = providerIds.flatMap((id) => {
    const { needs, mayHave, ...scheme } = schemes[id];
    const nameOf = (field: string) => `SIGN_IN_${id.toUpperCase()}_${field}`;
    const given = (field: string) => set[nameOf(field)]?.trim() ?? "";
    const fields = [...needs, ...mayHave];
    for (const field of fields) known.add(nameOf(field));
    if (!fields.some((field) => given(field) !== "")) return [];
    const missing = needs.filter((field) => given(field) === "");
    if (missing.length > 0)
      faults.push(`Sign-in with ${scheme.name} also needs ${missing.map(nameOf).join(" and ")}.`);
    for (const field of fields) {
      const [fits, otherwise] = shapes[field] ?? [];
      if (given(field) !== "" && fits && !fits(given(field))) faults.push(`${nameOf(field)} ${otherwise}`);
    }
    const issuer = scheme.issuer(given);
    const own =
      id === "oidc" && ownSettings.find(([host]) => host.test(URL.parse(issuer)?.hostname ?? ""))?.[1];
    if (own)
      faults.push(
        `${nameOf("ISSUER")}: ${schemes[own].name} has settings of its own, SIGN_IN_${own.toUpperCase()}_….`,
      );
    return [
      {
        id,
        name: given("NAME") || scheme.name,
        issuer,
        clientId: given("CLIENT_ID"),
        clientSecret: given("CLIENT_SECRET"),
        directory: scheme.directory && given(scheme.directory),
        domains: given("DOMAINS")
          .toLowerCase()
          .split(",")
          .flatMap((each) => each.trim() || []),
      },
    ];
  });
  // A misspelt one of these would leave a door wider than it was meant.
  for (const name of Object.keys(set))
    if (name.startsWith("SIGN_IN_") && !known.has(name))
      faults.push(`${name} is no setting of mine. Look into .env.example.`);
  if (faults.length > 0) throw new AppError("bad-input", faults.join("\n"));
  return providers;
}

function isIssuer(value: string): boolean {
  const url = URL.parse(value);
  if (!url || url.search || url.hash || url.username || url.pathname.includes("/.well-known/")) return false;
  return url.protocol === "https:" || (url.protocol === "http:" && isThisMachine(url.hostname));
}
