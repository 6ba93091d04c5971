import { z } from "zod";
import { AppError } from "./errors.ts";
import { readSignInProviders, type SignInProvider } from "./sign-in-providers.ts";
import { isThisMachine } from "./this-machine.ts";

/** Everything that can be set, parsed. The only reader of the environment is `readConfig`. */
export interface Config {
  readonly host: string;
  readonly port: number;
  /** Without a trailing slash. */
  readonly publicUrl: string;
  /** The owner's address of a PostgreSQL 15 to 18; undefined: the embedded one in `dataDir`. */
  readonly databaseUrl: string | undefined;
  readonly dataDir: string;
  /** 32 bytes; undefined: generated into `dataDir`, for the embedded database only. */
  readonly secretKey: Buffer | undefined;
  /** Keys that open what they sealed, and seal nothing. */
  readonly oldSecretKeys: readonly Buffer[];
  readonly logLevel: (typeof logLevels)[number];
  readonly slack: SlackConfig | undefined;
  readonly teams: TeamsConfig | undefined;
  readonly mail: MailConfig | undefined;
  /** With which accounts people may sign in beside links; none: by links alone. */
  readonly signIn: readonly SignInProvider[];
}

/** How to reach Slack: one workspace by token, or events only. */
export interface SlackConfig {
  readonly signingSecret: string | undefined;
  readonly botToken: string | undefined;
  /** Socket Mode: no public address needed. */
  readonly appToken: string | undefined;
  /** Slug of the tenant that the workspace belongs to; undefined: the only one. */
  readonly tenant: string | undefined;
  readonly apiUrl: string;
}

/** How to reach Microsoft Teams: one bot registration, one organisation. */
export interface TeamsConfig {
  readonly appId: string;
  readonly appPassword: string;
  /** SingleTenant: the registration belongs to `appTenantId`; MultiTenant: to any organisation (no new ones since 2025). */
  readonly appType: "SingleTenant" | "MultiTenant";
  /** The organisation (Entra tenant id) whose people may use the bot. */
  readonly appTenantId: string;
  /** Slug of the tenant that the organisation belongs to; undefined: the only one. */
  readonly tenant: string | undefined;
  /** Where the keys of inbound tokens are described; undefined: Microsoft's. */
  readonly openIdMetadataUrl: string | undefined;
  /** Where the bot gets its own tokens; undefined: Microsoft's. */
  readonly loginUrl: string | undefined;
  /** For development on this machine: nobody proves who they are, neither the bot nor who writes to it. */
  readonly withoutCredentials: boolean;
}

/** How to send mail. */
export interface MailConfig {
  /** smtp://user:password@host:587 or smtps://…:465 */
  readonly smtpUrl: string;
  /** The sender, such as `Bellwether <bellwether@example.com>`. */
  readonly from: string;
}

const logLevels = ["fatal", "error", "warn", "info", "debug", "trace", "silent"] as const;

/** A key as it is written: hex, or base64. */
const keyBytes = (text: string) =>
  /^[0-9a-f]{64}$/i.test(text) ? Buffer.from(text, "hex") : Buffer.from(text, "base64");
const isKey = (bytes: Buffer) => bytes.length === 32;

const environment = z.object({
  HOST: z.string().min(1).default("127.0.0.1"),
  PORT: z.coerce
    .number({ error: "PORT must be a number from 0 to 65535, such as PORT=3000." })
    .int()
    .min(0)
    .max(65_535, { error: "PORT must be a number from 0 to 65535, such as PORT=3000." })
    .default(3000),
  PUBLIC_URL: z
    .url({
      protocol: /^https?$/,
      error:
        "PUBLIC_URL must be the address that people open, such as PUBLIC_URL=https://bellwether.example.com.",
    })
    .optional(),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\/.+/, {
      error:
        "DATABASE_URL must look like postgres://user:password@host:5432/bellwether. Leave it out to use the embedded database.",
    })
    .optional(),
  DATA_DIR: z.string().min(1).default("./data"),
  SECRET_KEY: z
    .string()
    .transform(keyBytes)
    .refine(isKey, {
      error: "SECRET_KEY must be 32 bytes in hex or base64. Make one with: openssl rand -hex 32",
    })
    .optional(),
  SECRET_KEYS_OLD: z
    .string()
    .transform((text) => text.split(",").map((each) => keyBytes(each.trim())))
    .refine((keys) => keys.every(isKey), {
      error: "SECRET_KEYS_OLD must be keys of 32 bytes in hex or base64, with commas between them.",
    })
    .default([]),
  LOG_LEVEL: z
    .enum(logLevels, { error: `LOG_LEVEL must be one of ${logLevels.join(", ")}.` })
    .default("info"),
  SLACK_SIGNING_SECRET: z
    .string()
    .min(16, {
      error:
        "SLACK_SIGNING_SECRET looks too short: copy it from your Slack app, Basic Information, Signing Secret.",
    })
    .optional(),
  SLACK_BOT_TOKEN: z
    .string()
    .startsWith("xoxb-", {
      error: "SLACK_BOT_TOKEN must start with xoxb-: copy it from your Slack app, OAuth & Permissions.",
    })
    .optional(),
  SLACK_APP_TOKEN: z
    .string()
    .startsWith("xapp-", {
      error:
        "SLACK_APP_TOKEN must start with xapp-: copy it from your Slack app, Basic Information, App-Level Tokens.",
    })
    .optional(),
  SLACK_TENANT: z.string().min(1).optional(),
  SLACK_API_URL: z
    .url({ protocol: /^https?$/, error: "SLACK_API_URL must be an address, such as https://slack.com/api/." })
    .default("https://slack.com/api/"),
  MicrosoftAppId: z
    .guid({
      error: "MicrosoftAppId must be the id of your bot registration: copy it from Azure Bot, Configuration.",
    })
    .optional(),
  MicrosoftAppPassword: z
    .string()
    .min(8, { error: "MicrosoftAppPassword looks too short: copy the client secret's value, not its id." })
    .optional(),
  MicrosoftAppType: z
    .enum(["SingleTenant", "MultiTenant"], { error: "MicrosoftAppType must be SingleTenant or MultiTenant." })
    .default("SingleTenant"),
  MicrosoftAppTenantId: z
    .guid({ error: "MicrosoftAppTenantId must be your organisation's id: copy it from Entra ID, Overview." })
    .optional(),
  TEAMS_TENANT: z.string().min(1).optional(),
  TEAMS_WITHOUT_CREDENTIALS: z
    .enum(["true", "false"], { error: "TEAMS_WITHOUT_CREDENTIALS must be true or false." })
    .default("false"),
  TEAMS_OPENID_METADATA_URL: z
    .url({ protocol: /^https?$/, error: "TEAMS_OPENID_METADATA_URL must be an address." })
    .optional(),
  TEAMS_LOGIN_URL: z.url({ protocol: /^https?$/, error: "TEAMS_LOGIN_URL must be an address." }).optional(),
  SMTP_URL: z
    .url({
      protocol: /^smtps?$/,
      error: "SMTP_URL must look like smtp://user:password@mail.example.com:587 (or smtps://…:465).",
    })
    .optional(),
  MAIL_FROM: z
    .string()
    .regex(/^[^\r\n]*[^\s@<>]+@[^\s@<>]+>?$/, {
      error: 'MAIL_FROM must be a sender, such as MAIL_FROM="Bellwether <bellwether@example.com>".',
    })
    .optional(),
});

type Environment = z.infer<typeof environment>;

/**
 * Parses the environment. An empty value counts as not set.
 * @throws AppError `bad-input` with one sentence per wrong value that says how to set it
 */
export function readConfig(source: Readonly<Record<string, string | undefined>>): Config {
  const set = Object.fromEntries(
    Object.entries(source).filter(([, value]) => value !== undefined && value !== ""),
  );
  const env = parse(set);
  const missing = missingBeside(env, source.NODE_ENV === "production");
  if (missing.length > 0) throw new AppError("bad-input", missing.join("\n"));
  return {
    host: env.HOST,
    port: env.PORT,
    publicUrl: (env.PUBLIC_URL ?? `http://localhost:${env.PORT}`).replace(/\/+$/, ""),
    databaseUrl: env.DATABASE_URL,
    dataDir: env.DATA_DIR,
    secretKey: env.SECRET_KEY,
    oldSecretKeys: env.SECRET_KEYS_OLD,
    logLevel: env.LOG_LEVEL,
    slack: slackOf(env),
    teams: teamsOf(env),
    mail: env.SMTP_URL && env.MAIL_FROM ? { smtpUrl: env.SMTP_URL, from: env.MAIL_FROM } : undefined,
    signIn: readSignInProviders(set),
  };
}

/** Each value by itself. @throws AppError `bad-input` */
function parse(set: Readonly<Record<string, string | undefined>>): Environment {
  const parsed = environment.safeParse(set);
  if (parsed.success) return parsed.data;
  const sentences = parsed.error.issues.map((issue) => {
    const name = String(issue.path[0] ?? "");
    return issue.message.includes(name) ? issue.message : `${name}: ${issue.message}`;
  });
  throw new AppError("bad-input", sentences.join("\n"));
}

/** What is set and does not stand without another: a sentence each. */
function missingBeside(env: Environment, isProduction: boolean): string[] {
  const rules: readonly (readonly [isRight: unknown, sentence: string])[] = [
    [
      !env.DATABASE_URL || env.SECRET_KEY,
      "SECRET_KEY is required with DATABASE_URL: it encrypts chat tokens. Make one with: openssl rand -hex 32",
    ],
    [
      !env.SLACK_BOT_TOKEN || env.SLACK_SIGNING_SECRET || env.SLACK_APP_TOKEN,
      "SLACK_BOT_TOKEN needs SLACK_SIGNING_SECRET (requests to a public address) or SLACK_APP_TOKEN (Socket Mode).",
    ],
    [
      !env.MicrosoftAppId || (env.MicrosoftAppPassword && env.MicrosoftAppTenantId),
      "MicrosoftAppId needs MicrosoftAppPassword (a client secret of the registration) and MicrosoftAppTenantId (your organisation).",
    ],
    [
      !isWithoutCredentials(env) || (!env.MicrosoftAppId && isThisMachine(env.HOST) && !isProduction),
      "TEAMS_WITHOUT_CREDENTIALS is for development: only on HOST=127.0.0.1, without MicrosoftAppId, never with NODE_ENV=production.",
    ],
    [
      !env.SMTP_URL || env.MAIL_FROM,
      'SMTP_URL needs MAIL_FROM, the sender, such as MAIL_FROM="Bellwether <bellwether@example.com>".',
    ],
  ];
  return rules.flatMap(([isRight, sentence]) => (isRight ? [] : sentence));
}

function slackOf(env: Environment): SlackConfig | undefined {
  if (!env.SLACK_SIGNING_SECRET && !env.SLACK_BOT_TOKEN && !env.SLACK_APP_TOKEN) return undefined;
  return {
    signingSecret: env.SLACK_SIGNING_SECRET,
    botToken: env.SLACK_BOT_TOKEN,
    appToken: env.SLACK_APP_TOKEN,
    tenant: env.SLACK_TENANT,
    apiUrl: env.SLACK_API_URL,
  };
}

function teamsOf(env: Environment): TeamsConfig | undefined {
  const { MicrosoftAppId: appId, MicrosoftAppPassword: appPassword, MicrosoftAppTenantId: appTenantId } = env;
  const tenant = env.TEAMS_TENANT;
  if (isWithoutCredentials(env))
    return { ...playground, appTenantId: appTenantId ?? playground.appTenantId, tenant };
  if (!appId || !appPassword || !appTenantId) return undefined;
  return {
    appId,
    appPassword,
    appType: env.MicrosoftAppType,
    appTenantId,
    tenant,
    openIdMetadataUrl: env.TEAMS_OPENID_METADATA_URL,
    loginUrl: env.TEAMS_LOGIN_URL,
    withoutCredentials: false,
  };
}

function isWithoutCredentials(env: Environment): boolean {
  return env.TEAMS_WITHOUT_CREDENTIALS === "true";
}

/** What Microsoft's Agents Playground calls the organisation that it plays. */
const playground = {
  appId: "00000000-0000-0000-0000-000000000000",
  appPassword: "",
  appType: "SingleTenant",
  appTenantId: "00000000-0000-0000-0000-0000000000001",
  openIdMetadataUrl: undefined,
  loginUrl: undefined,
  withoutCredentials: true,
} as const;
