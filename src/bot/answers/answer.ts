import type { TenantContext } from "../../context.ts";
import type { Db } from "../../db/connection.ts";
import { type TenantTx, withTenant } from "../../db/with-tenant.ts";
import { AppError } from "../../errors.ts";
import type { ExportFormat } from "../../export-formats.ts";
import type { Reader } from "../../results/reader.ts";
import { getAccount } from "../../usecases/accounts/get-account.ts";
import { sendDigestNow } from "../../usecases/digests/send-digest.ts";
import { getDigestSettings, setDigest } from "../../usecases/digests/set-digest.ts";
import { explainScore } from "../../usecases/explain/explain-score.ts";
import { lookAtRenewals } from "../../usecases/portfolio/get-renewals.ts";
import { listAccounts } from "../../usecases/portfolio/list-accounts.ts";
import { requireStaff } from "../../usecases/require-role.ts";
import { getReader } from "../../usecases/tenants/get-reader.ts";
import { renewingCount } from "../../words/renewals.ts";
import type { DigestRequest } from "../commands/digest-command.ts";
import { parseCommand, type Request } from "../commands/parse-command.ts";
import { parsePeriod, periodOf } from "../commands/why-period.ts";
import type { Command, Message } from "../message.ts";
import { accountCardMessage } from "../views/account-card.ts";
import { accountListMessage, type ListFilter } from "../views/account-list.ts";
import { digestSentMessage, digestSettingsMessage, digestUnreadMessage } from "../views/digest-settings.ts";
import { appErrorMessage } from "../views/errors.ts";
import { helpMessage, nameArgument } from "../views/help.ts";
import { noDataMessage } from "../views/no-data.ts";
import { incompleteMessage } from "../views/notices.ts";
import { portfolioMessage } from "../views/portfolio.ts";
import { renewalsMessage } from "../views/renewals.ts";
import { type Asked, todayOf } from "../views/spans.ts";
import { whyScoreMessage } from "../views/why-score.ts";
import { exportAccount, exportPortfolio, mailedReport } from "./answer-export.ts";
import type { Answer } from "./answer-kinds.ts";
import { accountCalled, answerNamed, exampleNames, said } from "./answer-named.ts";
import { noticeAnswer } from "./answer-notices.ts";

/** What answering needs. */
export interface AnswerDeps {
  readonly db: Db;
  /** Links in exported files lead here; without it they are left out. */
  readonly publicUrl?: string;
}

/** As many accounts as a chart of all of them can still mark. */
const chartedAccounts = 500;

/**
 * Answers what somebody typed, in their name and under their rights: the same words in Slack, in the inbox and on the command
 * line. An AppError becomes a friendly message; any other error is the surface's, to log and to answer with E1.
 */
export async function answerText(
  deps: AnswerDeps,
  context: TenantContext,
  text: string,
  asked: Asked,
): Promise<Answer> {
  return answered(deps, context, asked.now, null, (tx, reader) =>
    answerRequest(tx, reader, parseCommand(text), { ...asked, publicUrl: deps.publicUrl }),
  );
}

/** Runs `work` as one transaction of the asker; AppErrors become messages, after the rollback. */
export async function answered(
  deps: AnswerDeps,
  context: TenantContext,
  now: Date,
  retry: Command | null,
  work: (tx: TenantTx, reader: Reader) => Promise<Answer>,
): Promise<Answer> {
  let known: Reader | null = null;
  try {
    return await withTenant(deps.db, context, async (tx) => {
      const reader = await getReader(tx);
      known = reader;
      return work(tx, reader);
    });
  } catch (error) {
    if (!(error instanceof AppError) || error.code === "internal" || error.code === "unavailable")
      throw error;
    return said(appErrorMessage(error, retry, known, { now }));
  }
}

async function answerRequest(
  tx: TenantTx,
  reader: Reader,
  request: Request,
  asked: Asked & { readonly publicUrl: string | undefined },
): Promise<Answer> {
  switch (request.kind) {
    case "portfolio": {
      const portfolio = await listAccounts(tx, { now: asked.now, pageSize: chartedAccounts });
      return said(portfolioMessage(portfolio, reader, asked));
    }
    case "list":
    case "renewals": {
      const named = request.orAccount && (await accountCalled(tx, request.orAccount));
      if (named) return cardAnswer(tx, reader, named, asked);
      if (request.kind === "renewals") return said(await renewalsAnswer(tx, reader, asked));
      // A customer's own people have no lists by need: theirs are all they see.
      if (reader.role === "viewer" && request.filter !== "movers")
        return answerRequest(tx, reader, { kind: "portfolio" }, asked);
      return said(await listMessage(tx, reader, request.filter, asked));
    }
    case "account":
      return answerNamed(tx, reader, request, asked, {
        command: (accountId) => ({ do: "show-account", accountId }),
        found: (accountId) => cardAnswer(tx, reader, accountId, asked),
        instead: ({ name, after }) => {
          const asksWhy = after !== "" && parsePeriod(after).rest.trim() === "";
          const account = nameArgument(name);
          return { command: asksWhy ? `why ${account} ${after}` : account, label: "Show account" };
        },
      });
    case "why":
      return answerNamed(tx, reader, { ...request, meant: null }, asked, {
        command: (accountId) => ({ do: "explain-score", accountId }),
        instead: ({ name }) => ({ command: `why ${nameArgument(name)} since 90d`, label: "Why this score?" }),
        found: async (id) => {
          const period = periodOf(request.period, todayOf(reader, asked.now));
          return said(
            whyScoreMessage(await explainScore(tx, id, { now: asked.now, ...period }), reader, asked),
          );
        },
      });
    case "export": {
      const { format, name } = request;
      if (request.by === "mail") return mailed(tx, reader, { name, format }, asked);
      if (name === null) return exportPortfolio(tx, reader, { format, now: asked.now });
      return answerNamed(tx, reader, { name, meant: null }, asked, {
        command: (accountId) => ({ do: "export-account", accountId, format }),
        instead: (within) => ({
          command: `export ${nameArgument(within.name)} ${format}`,
          label: `Export ${format.toUpperCase()}`,
        }),
        found: (accountId) =>
          exportAccount(tx, reader, { accountId, format, now: asked.now, publicUrl: asked.publicUrl }),
      });
    }
    case "digest":
      return said(await digestAnswer(tx, reader, request.digest, asked));
    case "notices":
      return said(await noticeAnswer(tx, reader, request.quiet, asked));
    case "help":
      return said(helpMessage(reader, { examples: await exampleNames(tx, asked), heard: null }));
    case "incomplete": {
      const [example = "Acme"] = await exampleNames(tx, asked);
      return said(incompleteMessage(request.verb, nameArgument(example), reader));
    }
    default:
      return request satisfies never;
  }
}

async function cardAnswer(tx: TenantTx, reader: Reader, accountId: string, asked: Asked): Promise<Answer> {
  return said(accountCardMessage(await getAccount(tx, accountId, { now: asked.now }), reader, asked));
}

async function renewalsAnswer(tx: TenantTx, reader: Reader, asked: Asked): Promise<Message> {
  requireStaff(tx, "renewals");
  const facts = await lookAtRenewals(tx, { now: asked.now });
  if (renewingCount(facts) === 0 && (await listAccounts(tx, { now: asked.now, pageSize: 1 })).total === 0)
    return noDataMessage("no-accounts", reader);
  return renewalsMessage(facts, reader, asked);
}

/** A list by filter; an empty one of accounts at risk names those on watch. */
export async function listMessage(
  tx: TenantTx,
  reader: Reader,
  filter: ListFilter,
  asked: Asked,
): Promise<Message> {
  const list = await listAccounts(tx, { now: asked.now, filter });
  const nextBest =
    filter === "at-risk" && list.matching === 0 && list.counts.watch > 0
      ? await listAccounts(tx, { now: asked.now, filter: "watch", pageSize: 5 })
      : null;
  return accountListMessage(list, reader, { ...asked, filter, nextBest });
}

/** An export that is wanted by mail. */
async function mailed(
  tx: TenantTx,
  reader: Reader,
  { name, format }: { readonly name: string | null; readonly format: ExportFormat },
  asked: Asked,
): Promise<Answer> {
  const mail = async (accountId: string | null) =>
    said(await mailedReport(tx, reader, { accountId, format, now: asked.now }));
  if (name === null) return mail(null);
  return answerNamed(tx, reader, { name, meant: null }, asked, {
    command: (accountId) => ({ do: "mail-report", accountId, format }),
    instead: (within) => ({
      command: `export ${nameArgument(within.name)} ${format} by mail`,
      label: `Mail ${format.toUpperCase()}`,
    }),
    found: mail,
  });
}

async function digestAnswer(
  tx: TenantTx,
  reader: Reader,
  request: DigestRequest,
  { now }: Asked,
): Promise<Message> {
  switch (request.do) {
    case "show":
      return digestSettingsMessage(await getDigestSettings(tx, { now }), reader, { now, changed: false });
    case "off":
    case "on":
      return digestSettingsMessage(await setDigest(tx, { active: request.do === "on", now }), reader, {
        now,
        changed: true,
      });
    case "set": {
      const { localTime, weekdays } = request;
      const input = {
        ...(localTime === null ? {} : { localTime }),
        ...(weekdays === null ? {} : { weekdays }),
      };
      const settings = await setDigest(tx, { active: true, ...input, now });
      return digestSettingsMessage(settings, reader, { now, changed: true });
    }
    case "now":
      await sendDigestNow(tx, { now });
      return digestSentMessage(reader);
    case "unread":
      return digestUnreadMessage(reader);
    default:
      return request satisfies never;
  }
}
