// Numbers far outside of a chart's frame, brought near it: a browser draws no line to 1e150, and one to a place
// twenty frames away looks the same within the frame.

const FRAMES = 20;

/** @param domain of the chart's axis */
export function withinReach([low, high]: readonly [number, number]): (value: number) => number {
  const far = FRAMES * (high - low);
  return (value) => Math.max(low - far, Math.min(high + far, value));
}
