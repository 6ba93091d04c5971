/*
 * What people say of an alert: the choices and the limits that every form asks with, whatever the surface.
 */

/** Whether it was worth it. */
export const feedbacks = ["useful", "expected", "wrong"] as const;

/** One of them. */
export type Feedback = (typeof feedbacks)[number];

/** How a person ended it, in the order in which it is asked. */
export const resolvedHows = ["handled", "told-why", "expected", "wrong"] as const;

/** One of them. */
export type ResolvedHow = (typeof resolvedHows)[number];

/** Characters that the reason of a snooze has at most. */
export const longestReason = 140;

/** Characters that the note of a resolution has at most. */
export const longestNote = 500;
