// Where the blocks of a network and the connections between them stand: a block to the right of all that it reads,
// in the lane of the first of these where that is free; a connection level in the lane of the block that is read,
// or above the blocks that are in its way, on a track of its own.
import type { NetworkFigure } from '../../network/network-figure.ts';

export interface BlockPlace {
  /** From 0 at the left. */
  readonly column: number;
  /** From 0 at the top. */
  readonly lane: number;
  /** Places in the figure of the blocks that it reads, each once. */
  readonly inputs: readonly number[];
}

interface Connection {
  /** Place in the figure of the block that is read. */
  readonly from: number;
  /** Place in the figure of the block that reads. */
  readonly to: number;
}

/** A connection that passes blocks. */
export interface Skip extends Connection {
  /** The lane above whose blocks it passes. */
  readonly lane: number;
  /** From 0, next to the blocks. */
  readonly track: number;
}

export interface NetworkLayout {
  readonly places: readonly BlockPlace[];
  /** Connections with no block in their way; they leave their lane right before the block that reads. */
  readonly wires: readonly Connection[];
  readonly skips: readonly Skip[];
  readonly columns: number;
  /** How many tracks are above each lane. */
  readonly tracks: readonly number[];
}

export function networkLayout(figure: NetworkFigure): NetworkLayout {
  const places: BlockPlace[] = [];
  const taken = new Set<string>();
  for (const [index, { inputs: read }] of figure.entries()) {
    const inputs = [...new Set(read ?? (index === 0 ? [] : [index - 1]))];
    const sources = inputs.flatMap((place) => places[place] ?? []);
    const column = sources.reduce((most, source) => Math.max(most, source.column + 1), 0);
    let lane = sources[0]?.lane ?? 0;
    while (taken.has(`${column}/${lane}`)) lane += 1;
    taken.add(`${column}/${lane}`);
    places.push({ column, lane, inputs });
  }
  const spans = spansOf(places);
  const skips = skipsOf(spans.filter(({ isFree }) => !isFree));
  const lanes = places.reduce((most, { lane }) => Math.max(most, lane + 1), 0);
  return {
    places,
    wires: spans.filter(({ isFree }) => isFree).map(({ from, to }) => ({ from, to })),
    skips,
    columns: places.reduce((most, { column }) => Math.max(most, column + 1), 0),
    tracks: Array.from({ length: lanes }, (_, lane) =>
      skips.reduce((most, skip) => (skip.lane === lane ? Math.max(most, skip.track + 1) : most), 0),
    ),
  };
}

/** A connection and the columns of its ends. */
interface Span extends Connection {
  readonly start: number;
  readonly end: number;
  /** The upper lane of its ends. */
  readonly lane: number;
  /** Whether no block is between its ends in the lane of the block that is read. */
  readonly isFree: boolean;
}

function spansOf(places: readonly BlockPlace[]): Span[] {
  return places.flatMap(({ column: end, lane, inputs }, to) =>
    inputs.map((from) => {
      const { column: start, lane: own } = places[from] as BlockPlace;
      const isFree = places.every(
        (other) => other.lane !== own || other.column <= start || other.column >= end,
      );
      return { from, to, start, end, lane: Math.min(lane, own), isFree };
    }),
  );
}

/** Short connections are nearest to the blocks. */
function skipsOf(spans: readonly Span[]): Skip[] {
  const placed: (Span & Skip)[] = [];
  for (const span of spans.toSorted((a, b) => a.end - a.start - (b.end - b.start))) {
    const taken = placed
      .filter(({ lane, start, end }) => lane === span.lane && start < span.end && span.start < end)
      .map(({ track }) => track);
    let track = 0;
    while (taken.includes(track)) track += 1;
    placed.push({ ...span, track });
  }
  return placed.map(({ from, to, lane, track }) => ({ from, to, lane, track }));
}
