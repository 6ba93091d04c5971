import type { Portfolio } from "./accounts.ts";
import type { DigestSettings } from "./digests.ts";
import type { NoticeSettings } from "./notice-settings.ts";

/** What somebody finds when they open the app by itself: what needs them, and how they are told. */
export interface HomeFacts {
  /** The accounts that need somebody, the first of them; of a customer's own admin, what they may see. Counts are over all. */
  readonly portfolio: Portfolio;
  /** Null for a customer's own admin, who is sent no digest and no message. */
  readonly told: { readonly digest: DigestSettings; readonly notices: NoticeSettings } | null;
}
