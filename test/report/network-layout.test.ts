// Where the blocks of a network's figure stand: nothing in the place of another, whatever reads what.
import { describe, expect, it } from 'vitest';
import { networkFigure } from '../../shared/network/network-figure.ts';
import {
  type NetworkLayout,
  networkLayout,
  type Skip,
} from '../../shared/report/analysis/network-layout.ts';
import { networkOfNodes } from '../network/network-of-nodes.ts';
import { BRANCHED, drawnNodes } from '../training/branched-networks.ts';

/** A figure of blocks that read these blocks. */
const layoutOf = (...read: (readonly number[] | undefined)[]) =>
  networkLayout(
    read.map((inputs) => ({ words: 'x', values: 1, ...(inputs === undefined ? {} : { inputs }) })),
  );
const NEXT = undefined;
const at = ({ places }: NetworkLayout) => places.map(({ column, lane }) => [column, lane]);

describe('the layout of a network', () => {
  it('puts a chain into one lane, a column a block', () => {
    const layout = layoutOf(NEXT, NEXT, NEXT, NEXT);
    expect(at(layout)).toEqual([
      [0, 0],
      [1, 0],
      [2, 0],
      [3, 0],
    ]);
    expect(layout.places.map(({ inputs }) => inputs)).toEqual([[], [0], [1], [2]]);
    expect(layout).toMatchObject({ columns: 4, tracks: [0], skips: [] });
    expect(layout.wires).toHaveLength(3);
  });

  it('puts branches of one block beside each other, and their sum behind both', () => {
    const layout = layoutOf(NEXT, NEXT, [0], [0], [1, 2, 3]);
    expect(at(layout)).toEqual([
      [0, 0],
      [1, 0],
      [1, 1],
      [1, 2],
      [2, 0],
    ]);
    expect(layout).toMatchObject({ columns: 3, tracks: [0, 0, 0], skips: [] });
  });

  it('leads a skip connection above the blocks that it passes', () => {
    const layout = layoutOf(NEXT, NEXT, NEXT, NEXT, [1, 3]);
    expect(at(layout).at(-1)).toEqual([4, 0]);
    expect(layout.skips).toEqual([{ from: 1, to: 4, lane: 0, track: 0 }]);
    expect(layout.tracks).toEqual([1]);
  });

  it('gives skip connections that pass the same blocks tracks of their own, the shortest inside', () => {
    const { skips, tracks } = layoutOf(NEXT, NEXT, [0, 1], [0, 2], [2, 3]);
    expect(skips).toEqual([
      { from: 0, to: 2, lane: 0, track: 0 },
      { from: 2, to: 4, lane: 0, track: 0 },
      { from: 0, to: 3, lane: 0, track: 1 },
    ]);
    expect(tracks).toEqual([2]);
  });

  it('leads a connection of a shorter branch level where no block is in its way', () => {
    const { skips, places, wires } = layoutOf(NEXT, NEXT, NEXT, [0], [2, 3]);
    expect(places[3]).toMatchObject({ column: 1, lane: 1 });
    expect(wires).toContainEqual({ from: 3, to: 4 });
    expect(skips).toEqual([]);
  });

  it('leads a skip connection from a lower lane to an upper one above the upper', () => {
    const { skips, places } = layoutOf(NEXT, NEXT, [0], [2], [1, 3], [4, 2]);
    expect(places.map(({ lane }) => lane)).toEqual([0, 0, 1, 1, 0, 0]);
    expect(skips).toEqual([{ from: 2, to: 5, lane: 0, track: 0 }]);
  });

  it('has one connection for a value that is read twice', () => {
    expect(layoutOf(NEXT, NEXT, [1, 1]).places[2]?.inputs).toEqual([1]);
  });

  it.each([
    ...Object.entries(BRANCHED),
    ...Array.from({ length: 60 }, (_, index) => [`drawn ${index}`, drawnNodes(index)] as const),
  ])('has no two blocks and no two lines in one place: %s', (_, nodes) => {
    const layout = networkLayout(networkFigure(networkOfNodes(nodes)));
    const { places, wires, skips, columns, tracks } = layout;
    expect(new Set(places.map(({ column, lane }) => `${column}/${lane}`)).size).toBe(places.length);
    for (const [place, { column, lane, inputs }] of places.entries()) {
      expect(column < columns && lane < tracks.length).toBe(true);
      const sources = inputs.map((from) => places[from]!.column);
      expect(sources.every((source) => source < column)).toBe(true);
      const drawn = [...wires, ...skips].filter(({ to }) => to === place);
      expect(drawn.map(({ from }) => from).sort()).toEqual([...inputs].sort());
    }
    for (const { from, to } of wires) expect(blocksBetween(places, from, to)).toEqual([]);
    for (const [index, one] of skips.entries()) {
      expect(one.track).toBeLessThan(tracks[one.lane]!);
      for (const other of skips.slice(index + 1)) expect(meet(one, other, layout)).toBe(false);
    }
  });
});

/** Blocks that a level line from one to the column before another would cross. */
function blocksBetween(places: NetworkLayout['places'], from: number, to: number) {
  const { lane, column } = places[from]!;
  return places.filter(
    (other) => other.lane === lane && other.column > column && other.column < places[to]!.column,
  );
}

/** Whether two connections lie on each other above some column. */
function meet(a: Skip, b: Skip, { places }: NetworkLayout): boolean {
  const [startA, endA] = [places[a.from]!.column, places[a.to]!.column];
  const [startB, endB] = [places[b.from]!.column, places[b.to]!.column];
  return a.lane === b.lane && a.track === b.track && startA < endB && startB < endA;
}
