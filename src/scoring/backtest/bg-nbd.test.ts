import { describe, expect, it } from "vitest";
import { randomOf } from "../../random.ts";
import { chanceOfSilence, fitBgNbd, logLikelihood, type Purchases } from "./bg-nbd.ts";
import { minimise } from "./nelder-mead.ts";

const model = { r: 0.8, alpha: 4, a: 0.9, b: 2.5 };

describe("the simplex", () => {
  it("finds the bottom of a curved valley", () => {
    const { point } = minimise(([x = 0, y = 0]) => (1 - x) ** 2 + 100 * (y - x * x) ** 2, [-1.2, 1], {
      tolerance: 1e-14,
    });
    expect(point[0]).toBeCloseTo(1, 4);
    expect(point[1]).toBeCloseTo(1, 4);
  });
});

describe("BG/NBD", () => {
  it("has the likelihood that the model's own integrals give", () => {
    // Without a repeat: E[exp(-rate * 10)] over the gamma. One repeat at 3, then nothing or gone: worked out from the
    // densities, rate * exp(-3 rate) * (p + (1 - p) exp(-7 rate)).
    const none = logLikelihood(model, [{ repeats: 0, lastAt: 0, watched: 10 }]);
    expect(none).toBeCloseTo(model.r * Math.log(model.alpha / (model.alpha + 10)), 12);
    const { r, alpha, a, b } = model;
    const p = a / (a + b);
    const density = (time: number) => (r * alpha ** r) / (alpha + time) ** (r + 1);
    const one = logLikelihood(model, [{ repeats: 1, lastAt: 3, watched: 10 }]);
    expect(one).toBeCloseTo(Math.log(p * density(3) + (1 - p) * density(10)), 12);
  });

  it("finds the model that customers were drawn from, and how many of them stay silent", () => {
    const random = randomOf("bg-nbd");
    const customers: Purchases[] = [];
    const silent: boolean[] = [];
    const [watched, ahead] = [40, 12];
    for (let index = 0; index < 6_000; index++) {
      const rate = gamma(model.r, random) / model.alpha;
      const [x, y] = [gamma(model.a, random), gamma(model.b, random)];
      const leaves = x / (x + y);
      let [repeats, lastAt, next] = [0, 0, 0];
      let more = true;
      while (more) {
        next += -Math.log(1 - random()) / rate;
        if (next > watched + ahead || next > watched) break;
        repeats += 1;
        lastAt = next;
        if (random() < leaves) more = false;
      }
      customers.push({ repeats, lastAt, watched });
      silent.push(!more || next > watched + ahead);
    }
    const found = fitBgNbd(customers);
    expect(logLikelihood(found, customers)).toBeGreaterThanOrEqual(logLikelihood(model, customers));
    expect(found.r).toBeCloseTo(model.r, 0);
    expect(found.alpha / found.r).toBeCloseTo(model.alpha / model.r, 0);
    const told = customers.reduce((sum, customer) => sum + chanceOfSilence(found, customer, ahead), 0);
    const share = silent.filter(Boolean).length / silent.length;
    expect(told / customers.length).toBeCloseTo(share, 1);
    expect(chanceOfSilence(found, { repeats: 9, lastAt: 39, watched }, ahead)).toBeLessThan(0.3);
    expect(chanceOfSilence(found, { repeats: 9, lastAt: 12, watched }, ahead)).toBeGreaterThan(0.9);
  });
});

/** A gamma number of any shape, by G. Marsaglia and W. W. Tsang (2000). */
function gamma(shape: number, random: () => number): number {
  if (shape < 1) return gamma(shape + 1, random) * random() ** (1 / shape);
  const d = shape - 1 / 3;
  for (;;) {
    const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    const v = (1 + normal / Math.sqrt(9 * d)) ** 3;
    if (v > 0 && Math.log(1 - random()) < 0.5 * normal ** 2 + d - d * v + d * Math.log(v)) return d * v;
  }
}
