// Times that are known roughly: no more digits than are known.

/** An estimated time: `under 10 s`, `40 s`, `7 min`, `2.5 h`. */
export function estimated(seconds: number): string {
  if (!Number.isFinite(seconds)) return 'unknown';
  if (seconds < 10) return 'under 10 s';
  if (seconds < 57.5) return `${5 * Math.round(seconds / 5)} s`;
  if (seconds < 100 * 60) return `${Math.round(seconds / 60)} min`;
  return `${(seconds / 3600).toFixed(seconds < 36_000 ? 1 : 0)} h`;
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
