import type { Db } from "../src/db/connection.ts";
import { addDays } from "../src/scoring/days.ts";
import { addAccount, addUse, type Cast, dataDay } from "./fixture.ts";

/**
 * What Priya looks after on the morning of Friday 20 November 2026, the same for every channel that tells her of it: Acme, whose
 * use has halved, four that say nothing new, and one of a colleague. Returns Acme's id.
 */
export async function addMorningPortfolio(db: Db, { tenantId, priya, jonas }: Cast): Promise<string> {
  const acme = await addAccount(db, tenantId, {
    name: "Acme",
    ownerId: priya,
    score: 79,
    weekAgo: 86,
    monthAgo: 94,
    actual: 47,
    expected: 92,
    users28: 8,
    users28Before: 14,
    renewalOn: "2027-01-14",
  });
  const users = (count: number) => Array.from({ length: count }, (_, at) => `u:${at}`);
  const use = Array.from({ length: 90 }, (_, at) => ({
    day: addDays(dataDay, -at),
    users: users(at < 28 ? 2 : 4),
    features: { "Planning board": at < 28 ? 1 : 3 },
  }));
  await addUse(db, tenantId, acme, use);
  const others = [
    { name: "Nordwind", ownerId: priya, score: 77, weekAgo: 76, monthAgo: 77 },
    { name: "North Pole Toys", ownerId: priya, score: 91, weekAgo: 91, monthAgo: 90 },
    {
      name: "Çelik Systems",
      ownerId: priya,
      score: 55,
      weekAgo: 55,
      monthAgo: 80,
      silentDays: 36,
      actual: 0,
      users28: 0,
      band: "at-risk",
    },
    { name: "Initech", ownerId: jonas, score: 88 },
  ] as const;
  for (const account of others) await addAccount(db, tenantId, account);
  return acme;
}
