/** Use of one feature: user-days in 28 days, and usual ones. */
export interface FeatureFigures {
  readonly feature: string;
  readonly actual: number;
  readonly usual: number;
}

/** A feature that fell, with its share (0 to 1) of all that features lost. */
export interface FeatureFall extends FeatureFigures {
  readonly lost: number;
  readonly share: number;
}

/** Share of all losses from which one feature is worth naming: "mostly in Planning board". */
const namedShare = 0.4;

/** The features whose use fell below usual, the largest loss in user-days first. */
function fallsByFeature(features: readonly FeatureFigures[]): readonly FeatureFall[] {
  const fallen = features.filter(({ actual, usual }) => actual < usual);
  const total = fallen.reduce((sum, { actual, usual }) => sum + usual - actual, 0);
  return fallen
    .map(({ feature, actual, usual }) => ({
      feature,
      actual,
      usual,
      lost: usual - actual,
      share: (usual - actual) / total,
    }))
    .sort((one, other) => other.lost - one.lost || (one.feature < other.feature ? -1 : 1));
}

/** The feature where most of a fall happened; null if none stands out, or nothing fell. */
export function fellMost(features: readonly FeatureFigures[]): FeatureFall | null {
  const [first] = fallsByFeature(features);
  return first !== undefined && first.share >= namedShare ? first : null;
}
