/* The people and accounts of every example: the product shows them too, on its preview page. */
export * from "../src/bot/samples/accounts.ts";
export * from "../src/bot/samples/alerts.ts";
export * from "../src/bot/samples/digest.ts";
export * from "../src/bot/samples/people.ts";
export * from "../src/bot/samples/score-changes.ts";
