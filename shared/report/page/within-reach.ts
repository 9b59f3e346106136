// Numbers far outside of a chart's frame, brought near it: a browser draws no line to 1e150, and one to a place
// twenty frames away looks the same within the frame.

const FRAMES = 20;

/** @param domain of the chart's axis; undefined where it holds all */
export function withinReach(
  domain: readonly [number, number] | undefined,
): (value: number) => number {
  if (domain === undefined) return (value) => value;
  const [low, high] = domain;
  const far = FRAMES * (high - low);
  return (value) => Math.max(low - far, Math.min(high + far, value));
}
