import type { ReceiverEvent } from "@slack/bolt";
import { createWorkDesk } from "../../../work-desk.ts";
import type { SlackLog } from "../log.ts";

/** What handles an event: Bolt's App. */
export interface EventProcessor {
  processEvent(event: ReceiverEvent): Promise<void>;
}

/** What Slack is told at once: nothing, or the errors of a form. */
export type AtOnce = (body: Record<string, unknown>) => Record<string, unknown> | undefined;

/**
 * Takes what comes in from Slack: answers at once, without the database, and lets the work go on behind. Slack waits 3 s
 * for an acknowledgement and repeats itself without one.
 */
export interface Desk {
  /** Hands an event to the listeners and returns what to acknowledge it with, before any work is done. */
  take(event: Omit<ReceiverEvent, "ack">): Record<string, unknown> | undefined;
  /**
   * Hands on what Slack waits for an answer to: the choices for what somebody types. Resolves to what a listener says; to no
   * choices where none does.
   */
  ask(event: Omit<ReceiverEvent, "ack">): Promise<Record<string, unknown>>;
  attach(processor: EventProcessor): void;
  /** Resolves when all work that was taken is done, or after `timeoutMs`. @returns how many were left */
  drain(timeoutMs: number): Promise<number>;
}

const noChoices = { options: [] };

/** @param answerAtOnce pure: what a form's submission is answered; an answer means that nothing more is done */
export function createDesk(options: { answerAtOnce: AtOnce; log: SlackLog }): Desk {
  const desk = createWorkDesk((error) =>
    options.log.error({ err: error }, "An event from Slack could not be handled"),
  );
  let processor: EventProcessor | undefined;
  return {
    attach: (given) => {
      processor = given;
    },
    take: (event) => {
      const answer = options.answerAtOnce(event.body);
      if (answer) return answer;
      desk.take(async () => processor?.processEvent({ ...event, ack: async () => {} }));
      return undefined;
    },
    ask: (event) =>
      new Promise((resolve) => {
        const ack = async (said?: unknown) => resolve((said as Record<string, unknown>) ?? noChoices);
        desk.take(async () => {
          try {
            await processor?.processEvent({ ...event, ack });
          } finally {
            resolve(noChoices);
          }
        });
      }),
    drain: desk.drain,
  };
}
