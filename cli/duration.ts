// Times as a person says them: no more digits than are known.

/** In words, such as `about 7 min`. */
export function about(seconds: number): string {
  if (!Number.isFinite(seconds)) return 'an unknown time';
  if (seconds < 10) return 'under 10 s';
  if (seconds < 100) return `about ${5 * Math.round(seconds / 5)} s`;
  if (seconds < 100 * 60) return `about ${Math.round(seconds / 60)} min`;
  return `about ${(seconds / 3600).toFixed(seconds < 36_000 ? 1 : 0)} h`;
}
