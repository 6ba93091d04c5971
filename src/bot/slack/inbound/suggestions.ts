import { z } from "zod";
import { memberContext } from "../../../context.ts";
import { withTenant } from "../../../db/with-tenant.ts";
import { newId } from "../../../ids.ts";
import { getReader } from "../../../usecases/tenants/get-reader.ts";
import { bandNamesFor } from "../../../words/status.ts";
import { commandText } from "../../answers/command-schema.ts";
import { suggestAccounts } from "../../answers/suggest-accounts.ts";
import { choiceLabel } from "../../views/account-card.ts";
import type { SlackClient } from "../client.ts";
import type { Connection } from "../connection.ts";
import { plainText } from "../layout/elements.ts";
import { slackLimits } from "../layout/limits.ts";
import type { Listening } from "./listening.ts";

/** As many as one looks through: Slack shows about so many without scrolling. */
const mostSuggestions = 10;

/** Somebody who types into the search box. */
export interface Typed {
  readonly slackUserId: string;
  readonly text: string;
}

/** Reads what somebody has typed (`block_suggestion`). Undefined for anything else. */
export function findTyped(body: unknown): Typed | undefined {
  const read = z
    .object({ user: z.object({ id: z.string() }), value: z.string().max(3_000).default("") })
    .safeParse(body);
  return read.data && { slackUserId: read.data.user.id, text: read.data.value };
}

/** The accounts to choose from, of those that who types may see; strangers and guests find none. */
export async function suggestionsFor(
  { db, people, now }: Pick<Listening, "db" | "people" | "now">,
  client: SlackClient,
  connection: Connection,
  { slackUserId, text }: Typed,
) {
  const who = await people.whoIs(client, connection, slackUserId);
  if (who.kind !== "member") return [];
  const context = memberContext(connection.tenantId, who.memberId, newId(), "slack");
  const { names, found } = await withTenant(db, context, async (tx) => ({
    names: bandNamesFor((await getReader(tx)).role),
    found: await suggestAccounts(tx, text, { now: new Date(now()), most: mostSuggestions }),
  }));
  return found.map((account) => ({
    text: plainText(choiceLabel(account, names), slackLimits.optionLabel),
    value: commandText({ do: "show-account", accountId: account.id }),
  }));
}
