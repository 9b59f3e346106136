// Finds room for labels near their places: above, below, further off; a label without room is left out.

export interface Wanted {
  readonly lines: readonly string[];
  readonly middle: readonly [number, number];
  readonly width: number;
  readonly height: number;
}

export type PlacedLabel = Wanted & { readonly left: number; readonly top: number };

export function placeLabels(
  wanted: readonly Wanted[],
  width: number,
  height: number,
): PlacedLabel[] {
  const placed: PlacedLabel[] = [];
  for (const one of wanted) {
    const [x, y] = one.middle;
    if (x < 0 || x > width || y < 0 || y > height) continue;
    const left = Math.max(2, Math.min(x - one.width / 2, width - one.width - 2));
    const tops = [y - one.height - 8, y + 8, y - 2 * one.height - 12, y + one.height + 12];
    const label = [...tops, y + 2 * one.height + 16, y + 3 * one.height + 20]
      .map((top) => ({ ...one, left, top }))
      .find(
        (label) =>
          label.top >= 22 &&
          label.top + one.height <= height &&
          !placed.some((other) => overlap(label, other)),
      );
    if (label !== undefined) placed.push(label);
  }
  return placed;
}

function overlap(a: PlacedLabel, b: PlacedLabel): boolean {
  return (
    a.left < b.left + b.width &&
    b.left < a.left + a.width &&
    a.top < b.top + b.height &&
    b.top < a.top + a.height
  );
}
