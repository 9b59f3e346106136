// Times as a person says them: no more digits than are known.

/** In words, such as `about 7 min`. */
export function about(seconds: number): string {
  if (!Number.isFinite(seconds)) return 'an unknown time';
  if (seconds < 10) return 'under 10 s';
  if (seconds < 100) return `about ${5 * Math.round(seconds / 5)} s`;
  if (seconds < 100 * 60) return `about ${Math.round(seconds / 60)} min`;
  return `about ${(seconds / 3600).toFixed(seconds < 36_000 ? 1 : 0)} h`;
}

/** How long ago a moment in ISO 8601 was: `40 s`, `7 min`, `3 h`, `12 d`. */
export function age(at: string, nowMs: number): string {
  const seconds = Math.max(0, (nowMs - Date.parse(at)) / 1000);
  if (!Number.isFinite(seconds)) return '–';
  if (seconds < 100) return `${Math.round(seconds)} s`;
  if (seconds < 100 * 60) return `${Math.round(seconds / 60)} min`;
  return seconds < 72 * 3600
    ? `${Math.round(seconds / 3600)} h`
    : `${Math.round(seconds / 86_400)} d`;
}
