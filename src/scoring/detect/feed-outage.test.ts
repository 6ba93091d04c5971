import { describe, expect, it } from "vitest";
import { feedHistoryHours, feedState } from "./feed-outage.ts";

const steady = (perHour: number) => new Array<number>(feedHistoryHours).fill(perHour);
const lastHours = (arrivals: number[], hours: number, count: number) => [
  ...arrivals.slice(0, -hours),
  ...new Array<number>(hours).fill(count),
];

describe("the state of a feed", () => {
  it("has stopped when nothing came for three hours in which a hundred events were expected", () => {
    expect(feedState(lastHours(steady(34), 3, 0))).toEqual({
      state: "stopped",
      hours: 3,
      expected: 102,
      actual: 0,
    });
    expect(feedState(lastHours(steady(33), 3, 0))).toEqual({ state: "working" });
    expect(feedState(lastHours(steady(34), 2, 0))).toEqual({ state: "working" });
  });

  it("is thin when less than a fifth came in a day", () => {
    expect(feedState(lastHours(steady(10), 24, 1))).toMatchObject({
      state: "thin",
      expected: 240,
      actual: 24,
    });
    expect(feedState(lastHours(steady(10), 24, 2))).toEqual({ state: "working" });
  });

  it("knows that the same hours of other weeks are as quiet", () => {
    const quietNights = Array.from({ length: feedHistoryHours }, (_, index) =>
      (feedHistoryHours - 1 - index) % 168 < 3 ? 0 : 100,
    );
    expect(feedState(quietNights)).toEqual({ state: "working" });
  });

  it("does not judge a source without four weeks of history", () => {
    expect(feedState(lastHours(steady(100), 3, 0).slice(1))).toEqual({ state: "working" });
  });
});
