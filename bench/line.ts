// A straight line through points: how a time grows with the work.

export interface Line {
  readonly start: number;
  readonly slope: number;
  /** Deviation of the logarithm of what the line leaves. */
  readonly spread: number;
}

/** Least squares, errors counted as shares of a point's height; never below 0 at 0. */
export function lineThrough(points: readonly (readonly [x: number, y: number])[]): Line {
  let [w, wx, wy, wxx, wxy] = [0, 0, 0, 0, 0];
  for (const [x, y] of points) {
    const weight = 1 / y ** 2;
    w += weight;
    wx += weight * x;
    wy += weight * y;
    wxx += weight * x * x;
    wxy += weight * x * y;
  }
  const free = (w * wxy - wx * wy) / (w * wxx - wx * wx);
  const isBelow = (wy - free * wx) / w < 0;
  const slope = isBelow ? wxy / wxx : free;
  const start = isBelow ? 0 : (wy - slope * wx) / w;
  const logs = points.map(([x, y]) => Math.log(y / (start + slope * x)));
  const spread = Math.sqrt(logs.reduce((sum, log) => sum + log * log, 0) / (logs.length - 2));
  return { start, slope, spread };
}
