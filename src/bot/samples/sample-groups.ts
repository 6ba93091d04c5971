import type { Message } from "../message.ts";
import { sampleAlerts } from "./alert-messages.ts";
import { sampleAnswers } from "./answer-messages.ts";
import { sampleDigests } from "./digest-messages.ts";
import { sampleErrors } from "./error-messages.ts";
import { sampleFiles } from "./file-messages.ts";
import { sampleFirsts } from "./first-messages.ts";
import { sampleHomes } from "./home-messages.ts";

/**
 * One of each message, as the sample cast would get it, in groups as one looks for them: what `/preview` shows, and what every
 * renderer is held to. A view without a sample fails the check in `test/samples.test.ts`.
 */
export const sampleGroups: readonly {
  readonly label: string;
  readonly samples: Readonly<Record<string, Message>>;
}[] = [
  { label: "Digests", samples: sampleDigests },
  { label: "Alerts and notices", samples: sampleAlerts },
  { label: "Answers", samples: sampleAnswers },
  { label: "Files", samples: sampleFiles },
  { label: "Home and links", samples: sampleHomes },
  { label: "First words", samples: sampleFirsts },
  { label: "Refusals", samples: sampleErrors },
];
