import { errorMessage } from "../../views/errors.ts";

/*
 * What the bot says on Teams' account alone: who is asking, and where. Everything about accounts comes from the views.
 */

export const guestNotice = errorMessage("I don't show account data to guests of this organisation.", null);

/** In a channel, when the answer has gone to the asker's own chat. */
export function answeredInPrivate(firstName: string): string {
  return `I've answered you in private, ${firstName}.`;
}

/** In a channel, when there is no chat to answer in. */
export const cannotWriteSentence =
  "I can't write to you in private yet. Add Bellwether for yourself in Teams, then ask again.";

/** In a channel or group that the bot was added to. */
export const channelHello =
  "Mention me with an account's name and I answer you in private. I show no account data here.";

/** Under a card, when what was asked for is a message of its own. */
export const answerBelow = "The answer is below.";

/** How a look-up is shown to others: not from a private chat. */
export const howToShare =
  "To share this, open the other conversation and search for the account with Bellwether below its message box.";

/** A file that was offered and not wanted. */
export const notSavedNotice = errorMessage("Not saved. Ask again whenever you need it.", null);

/** OneDrive failed while a file was being saved. */
export const uploadFailedNotice = errorMessage(
  "OneDrive did not take the file. Try again in a minute.",
  "E6",
);
