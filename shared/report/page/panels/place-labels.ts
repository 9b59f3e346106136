// Finds room for labels near their places: above, below, further off; a label without room is left out.

/** In CSS pixels from the place, tried one after another. */
const OFFSETS = [8, 20, 34, 50, 70, 95] as const;

export interface Wanted {
  readonly lines: readonly string[];
  readonly middle: readonly [number, number];
  readonly width: number;
  readonly height: number;
}

export type PlacedLabel = Wanted & { readonly left: number; readonly top: number };

/** @param taken points that no label may cover */
export function placeLabels(
  wanted: readonly Wanted[],
  taken: readonly (readonly [number, number])[],
  width: number,
  height: number,
): PlacedLabel[] {
  const placed: PlacedLabel[] = [];
  const isFree = (label: PlacedLabel) =>
    label.top >= 36 &&
    label.top + label.height <= height &&
    !placed.some((other) => overlap(label, other)) &&
    !taken.some((point) => covers(label, point));
  for (const one of wanted) {
    const [x, y] = one.middle;
    if (x < 0 || x > width || y < 0 || y > height) continue;
    const lefts = [x - one.width / 2, x - one.width - 6, x + 6].map((left) =>
      Math.max(2, Math.min(left, width - one.width - 2)),
    );
    const label = OFFSETS.flatMap((offset) =>
      lefts.flatMap((left) => [
        { ...one, left, top: y + offset },
        { ...one, left, top: y - offset - one.height },
      ]),
    ).find(isFree);
    if (label !== undefined) placed.push(label);
  }
  return placed;
}

function covers({ left, top, width, height }: PlacedLabel, [x, y]: readonly [number, number]) {
  return x > left - 4 && x < left + width + 4 && y > top - 4 && y < top + height + 4;
}

function overlap(a: PlacedLabel, b: PlacedLabel): boolean {
  return (
    a.left < b.left + b.width &&
    b.left < a.left + a.width &&
    a.top < b.top + b.height &&
    b.top < a.top + a.height
  );
}
