import { errorMessage } from "../../views/errors.ts";

/*
 * What the bot says on Slack's account alone: who is asking, and where. Everything about accounts comes from the views.
 */

export const guestNotice = errorMessage("I don't show account data to guests of this workspace.", null);

/** The workspace is not connected, or no longer. */
export const notConnectedSentence =
  "Bellwether isn't connected to this Slack workspace. Ask your admin to connect it.";

/** Slack failed while something was being done for somebody. */
export const slackSilentNotice = errorMessage("Slack is not answering. Try again in a minute.", "E2");

/** Slack takes so many files a minute. */
export const slackBusyNotice = errorMessage(
  "Slack is slowing me down. I'll post this within 2 minutes.",
  "E2",
);

/** An export takes longer than one waits without a word. */
export const stillWorkingNotice = errorMessage("Still working; I'll send it to you when it's done.", null);

/** At home, when the answer is a message of its own. */
export const answeredInMessages = errorMessage("I've answered you in Messages.", null);

/** Why nothing can be shared in a conversation, and what to do. */
export const shareNotices = {
  alone: errorMessage("There is nobody to share with here. Use this in a channel.", null),
  notThere: errorMessage(
    "I can't see who is in this conversation. Invite me with /invite @Bellwether, then share again.",
    null,
  ),
  tooMany: errorMessage(
    "There are too many people here to check who may see this. Share it in a smaller channel.",
    null,
  ),
  done: errorMessage("✓ Shared.", null),
} as const;
