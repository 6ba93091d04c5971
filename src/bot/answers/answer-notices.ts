import type { TenantTx } from "../../db/with-tenant.ts";
import type { Reader } from "../../results/reader.ts";
import { getNoticeSetting } from "../../usecases/deliveries/get-notice-setting.ts";
import { setNoticeSetting } from "../../usecases/deliveries/set-notice-setting.ts";
import type { QuietRequest } from "../commands/quiet-command.ts";
import type { Message } from "../message.ts";
import { noticeSettingsMessage, quietUnreadMessage } from "../views/notice-settings.ts";

/** Answers `notices` and `quiet`: how the asker is told, and when not. */
export async function noticeAnswer(
  tx: TenantTx,
  reader: Reader,
  request: QuietRequest,
  { now }: { readonly now: Date },
): Promise<Message> {
  switch (request.do) {
    case "show":
      return noticeSettingsMessage(await getNoticeSetting(tx, { now }), reader, { now, changed: false });
    case "off": {
      const none = { times: { from: "", to: "" }, weekend: false, now };
      return noticeSettingsMessage(await setNoticeSetting(tx, none), reader, { now, changed: true });
    }
    case "set": {
      const { times, weekend } = request;
      const change = { ...(times === null ? {} : { times }), ...(weekend === null ? {} : { weekend }), now };
      return noticeSettingsMessage(await setNoticeSetting(tx, change), reader, { now, changed: true });
    }
    case "unread":
      return quietUnreadMessage(reader);
    default:
      return request satisfies never;
  }
}
