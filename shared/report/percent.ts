// A fraction as people read it.

/** Two digits after the point; a dash where there is no number. */
export function percent(fraction: number | null | undefined): string {
  return fraction === null || fraction === undefined || !Number.isFinite(fraction)
    ? '–'
    : `${(100 * fraction).toFixed(2)} %`;
}

/** Points of a hundredth, with their sign. */
export function points(difference: number): string {
  const shown = (100 * difference).toFixed(2);
  return `${difference < 0 ? '−' : '+'}${shown.replace('-', '')} points`;
}
