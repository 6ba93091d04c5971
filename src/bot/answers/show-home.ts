import type { TenantContext } from "../../context.ts";
import { getHome } from "../../usecases/home/get-home.ts";
import type { Message } from "../message.ts";
import { notSavedMessage } from "../views/errors.ts";
import { homeMessage } from "../views/home.ts";
import { type AnswerDeps, answered } from "./answer.ts";

/** What stands in the app's home for one member. */
export interface ShownHome {
  readonly message: Message;
  /** There is more than one account to look for. */
  readonly search: boolean;
}

/**
 * The home of who opens the app, read now and under their own rights.
 * @param notice what came of what they clicked in it; null: nothing
 * @throws errors that are no AppError
 */
export async function showHome(
  deps: Pick<AnswerDeps, "db">,
  context: TenantContext,
  { now, notice }: { readonly now: Date; readonly notice: Message | null },
): Promise<ShownHome> {
  let search = false;
  const answer = await answered(deps, context, now, null, async (tx, reader) => {
    const home = await getHome(tx, { now });
    search = home.portfolio.total > 1;
    return { kind: "message", message: homeMessage(home, reader, { now, notice }) };
  });
  return { message: answer.kind === "message" ? answer.message : notSavedMessage(null), search };
}
