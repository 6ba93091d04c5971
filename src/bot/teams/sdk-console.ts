import { AsyncLocalStorage } from "node:async_hooks";

/** Whether what goes on is a piece of work of the SDK's. */
const within = new AsyncLocalStorage<true>();

/*
 * Microsoft's SDK writes what is wrong with a token, and every key that it knows, to standard error: several lines for each
 * stranger who knocks, and all of it is in the error that it throws. Whatever else writes there goes on as it did.
 */
const { error: write } = console;
console.error = (...said: unknown[]) => {
  if (!within.getStore()) write.apply(console, said);
};

/** Does work of the SDK's without what it would write to standard error. */
export function hushed<T>(work: () => Promise<T>): Promise<T> {
  return within.run(true, work);
}
