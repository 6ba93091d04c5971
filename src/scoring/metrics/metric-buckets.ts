/**
 * Values of a histogram by bucket, of equal width on a logarithmic scale: a percentile of merged buckets is within 1% of
 * the exact one, whatever was merged in which order (Masson, Rim and Lee, "DDSketch", 2019).
 */

/** How many values fell into each bucket, by its number. */
export type Buckets = Readonly<Record<string, number>>;

/** Each bucket ends so many times higher than it begins. */
const growth = 1.02;
const logGrowth = Math.log(growth);

/** What is too small to tell from nothing, and its bucket. */
const smallest = 1e-9;
const zeroBucket = -2_000;

/** The bucket of a value of at least 0. `app.bucket_of` is the same. */
export function bucketOf(value: number): number {
  return value < smallest ? zeroBucket : Math.ceil(Math.log(value) / logGrowth);
}

/** The value that stands for a bucket: the middle, in proportion, to three figures. */
export function valueOfBucket(bucket: number): number {
  if (bucket === zeroBucket) return 0;
  return Number(((2 * growth ** bucket) / (growth + 1)).toPrecision(3));
}

/** Values of one day, by bucket. */
export function bucketsOf(values: readonly number[]): Buckets {
  return mergeBuckets(values.map((value) => ({ [bucketOf(value)]: 1 })));
}

/** All of several days in one. */
export function mergeBuckets(days: readonly Buckets[]): Buckets {
  const merged: Record<string, number> = {};
  for (const day of days) {
    for (const [bucket, count] of Object.entries(day)) merged[bucket] = (merged[bucket] ?? 0) + count;
  }
  return merged;
}

/**
 * The value below or at which so many percent lie (nearest rank); null without values.
 * @param percentile 1 to 99
 */
export function percentileOf(buckets: Buckets, percentile: number): number | null {
  const counts = Object.entries(buckets)
    .map(([bucket, count]) => [Number(bucket), count] as const)
    .filter(([, count]) => count > 0)
    .sort(([one], [other]) => one - other);
  const total = counts.reduce((sum, [, count]) => sum + count, 0);
  const rank = Math.ceil((percentile * total) / 100);
  let passed = 0;
  for (const [bucket, count] of counts) {
    passed += count;
    if (passed >= rank) return valueOfBucket(bucket);
  }
  return null;
}
