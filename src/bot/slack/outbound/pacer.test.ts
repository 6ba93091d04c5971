import { expect, test } from "vitest";
import { atLeisure, createPacer, type Pacer, type Way } from "./pacer.ts";

/** A clock that moves as far as the first who waits, once nobody has anything left to do. */
function stillClock() {
  let now = Date.parse("2026-11-20T07:30:00Z");
  const timers: { at: number; ring: () => void }[] = [];
  const sleep = (ms: number) =>
    new Promise<void>((ring) => {
      timers.push({ at: now + ms, ring });
    });
  return {
    now: () => now,
    sleep,
    /** Runs until nobody waits. */
    run: async () => {
      for (;;) {
        await new Promise((done) => setImmediate(done));
        const [first] = timers.sort((one, other) => one.at - other.at).splice(0, 1);
        if (!first) return;
        now = Math.max(now, first.at);
        first.ring();
      }
    },
  };
}

const start = Date.parse("2026-11-20T07:30:00Z");
const way = { workspace: "orrery", method: "post", urgency: 0 } as const;

/** Sends as the job does: whoever is sent away comes back when told. @returns when it went, and how often it was sent away */
async function send(
  { pacer, clock }: { pacer: Pacer; clock: ReturnType<typeof stillClock> },
  conversation: string,
  on: Partial<Way> = {},
): Promise<{ at: number; away: number }> {
  for (let away = 0; ; away++) {
    const place = pacer.enter({ ...way, ...on });
    const turn = place.ok ? await place.turn(conversation) : place;
    if (place.ok) place.leave();
    if (turn.ok) {
      const at = clock.now() - start;
      turn.end();
      return { at, away };
    }
    await clock.sleep(turn.afterMs);
  }
}

function setUp() {
  const clock = stillClock();
  return { clock, pacer: createPacer(clock) };
}

test("of a crowd in one conversation as many wait as are through within five seconds; each of the others is told when its turn comes", async () => {
  const { clock, pacer } = setUp();
  const turns = Array.from({ length: 12 }, async () => {
    const place = pacer.enter(way);
    const turn = place.ok ? await place.turn("C1") : place;
    if (turn.ok) turn.end();
    return turn;
  });
  const elsewhere = send({ clock, pacer }, "C2");
  await clock.run();
  const outcomes = await Promise.all(turns);
  expect(outcomes.map((turn) => turn.ok)).toEqual([...Array(6).fill(true), ...Array(6).fill(false)]);
  const away = outcomes.flatMap((turn) => (turn.ok ? [] : [turn.afterMs]));
  expect(away).toEqual([3_500, 4_500, 5_500, 6_500, 7_500, 8_500]);
  expect((await elsewhere).at).toBeLessThan(1_000);
});

test("a storm in a workspace goes ten a second and no second is lost; whoever does not wait is sent away once", async () => {
  const setting = setUp();
  const all = Array.from({ length: 200 }, (_, number) => send(setting, `D${number}`));
  await setting.clock.run();
  const went = (await Promise.all(all)).sort((one, other) => one.at - other.at);
  const inSecond = went.map(
    ({ at }) => went.filter((other) => other.at >= at && other.at < at + 1_000).length,
  );
  expect(Math.max(...inSecond)).toBeLessThanOrEqual(10 + 5);
  expect(went.at(-1)?.at).toBeGreaterThanOrEqual(19_000);
  expect(went.at(-1)?.at).toBeLessThanOrEqual(20_000);
  expect(Math.max(...went.map(({ away }) => away))).toBe(1);
});

test("a storm in one workspace holds up no other", async () => {
  const setting = setUp();
  const storm = Array.from({ length: 200 }, (_, number) => send(setting, `D${number}`));
  const other = send(setting, "D1", { workspace: "lumen" });
  await setting.clock.run();
  await Promise.all(storm);
  expect(await other).toEqual({ at: 0, away: 0 });
});

test("the longest line keeps its second while many others want theirs", async () => {
  const setting = setUp();
  const others = Array.from({ length: 25 }, async (_, number) => {
    for (let left = 8; left > 0; left--) await send(setting, `D${number}`, { urgency: left });
  });
  const longest = (async () => {
    const went: number[] = [];
    for (let left = 30; left > 0; left--) went.push((await send(setting, "long", { urgency: left })).at);
    return went;
  })();
  await setting.clock.run();
  await Promise.all(others);
  const went = await longest;
  const gaps = went.slice(1).map((at, index) => at - (went[index] ?? at));
  expect(Math.max(...gaps)).toBeLessThanOrEqual(1_100);
  expect(went.at(-1)).toBeLessThanOrEqual(31_000);
});

test("who is overtaken again and again does not wait for ever, but comes back", async () => {
  const setting = setUp();
  const crowd = Array.from({ length: 25 }, async (_, number) => {
    for (let left = 12; left > 0; left--) await send(setting, `D${number}`, { urgency: left + 1 });
  });
  const patient = send(setting, "C1");
  await setting.clock.run();
  await Promise.all(crowd);
  const { at, away } = await patient;
  expect(away).toBeGreaterThanOrEqual(1);
  expect(at).toBeGreaterThan(6_000);
});

test("one refusal is everybody's: nobody of the workspace goes before it is over, and then they go more slowly", async () => {
  const setting = setUp();
  const { clock, pacer } = setting;
  const place = pacer.enter(way);
  if (!place.ok) throw new Error("sent away");
  await place.turn("C1");
  place.hold(30_000);
  // Another that was on its way is refused as well: that is no news.
  place.hold(30_000);
  const others = Array.from({ length: 10 }, (_, number) => send(setting, `D${number}`));
  const edited = pacer.enter({ ...way, method: "update" });
  expect(edited.ok).toBe(true);
  await clock.run();
  const went = (await Promise.all(others)).map(({ at }) => at).sort((one, other) => one - other);
  expect(went[0]).toBeGreaterThanOrEqual(30_000);
  expect((went.at(-1) ?? 0) - (went[0] ?? 0)).toBeGreaterThan(9 * 100);
  expect((went.at(-1) ?? 0) - (went[0] ?? 0)).toBeLessThanOrEqual(10 * 200);
});

test("those who wait as the workspace is closed are sent away, and come back one after the other", async () => {
  const setting = setUp();
  const { clock, pacer } = setting;
  const place = pacer.enter(way);
  if (!place.ok) throw new Error("sent away");
  await place.turn("C1");
  const waiting = Array.from({ length: 8 }, (_, number) => send(setting, `D${number}`));
  await Promise.resolve();
  place.hold(10_000);
  await clock.run();
  const went = await Promise.all(waiting);
  const late = went.filter(({ at }) => at > 0);
  expect(late.length).toBeGreaterThan(0);
  expect(late.every(({ at, away }) => at >= 10_000 && away >= 1)).toBe(true);
});

test.each([
  ["update", 50],
  ["upload", 100],
  ["find", 50],
] as const)(
  "%s: Slack is never asked more than %i times in any minute, and hardly less while there is something to ask",
  async (method, most) => {
    const setting = setUp();
    const all = Array.from({ length: 4 * most }, (_, number) => send(setting, `D${number}`, { method }));
    await setting.clock.run();
    const went = (await Promise.all(all)).map(({ at }) => at).sort((one, other) => one - other);
    const inMinute = went.map((at) => went.filter((other) => other >= at && other < at + 60_000).length);
    expect(Math.max(...inMinute)).toBeLessThanOrEqual(most);
    expect(went.at(-1)).toBeLessThanOrEqual((4 / 0.85) * 60_000);
  },
);

test("posts, edits and uploads of a workspace wait for nobody but their own kind", async () => {
  const setting = setUp();
  const edits = Array.from({ length: 60 }, (_, number) => send(setting, `D${number}`, { method: "update" }));
  const uploads = Array.from({ length: 60 }, (_, number) =>
    send(setting, `E${number}`, { method: "upload" }),
  );
  const post = send(setting, "C1");
  await setting.clock.run();
  await Promise.all([...edits, ...uploads]);
  expect(await post).toEqual({ at: 0, away: 0 });
});

test("an edit that somebody waits for goes before the pictures that follow", async () => {
  const setting = setUp();
  const pictures = Array.from({ length: 60 }, (_, number) =>
    send(setting, `D${number}`, { method: "update", urgency: atLeisure }),
  );
  await Promise.resolve();
  const edit = send(setting, "C1", { method: "update" });
  await setting.clock.run();
  await Promise.all(pictures);
  const { at, away } = await edit;
  expect(away).toBe(0);
  expect(at).toBeLessThanOrEqual(2_000);
});

test("who does not want to wait is sent away at once, and told when to come back", async () => {
  const { pacer } = setUp();
  const upload = { ...way, method: "upload", patienceMs: 0 } as const;
  const places = Array.from({ length: 12 }, () => pacer.enter(upload));
  expect(places.map(({ ok }) => ok)).toEqual([...Array(10).fill(true), false, false]);
  expect(places.flatMap((place) => (place.ok ? [] : [place.afterMs])).every((ms) => ms > 0)).toBe(true);
});
