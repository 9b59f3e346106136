// How a group of runs looks in every chart: a colour, a dash and a shape, so that no group is told by colour alone.
import {
  type SymbolType,
  symbolCircle,
  symbolCross,
  symbolDiamond2,
  symbolSquare,
  symbolStar,
  symbolTriangle,
} from 'd3';

export interface Look {
  readonly colour: string;
  readonly dash: string;
  readonly symbol: SymbolType;
}

const COLOURS = ['--search', '--baseline', '--champion', '--mark', '--ink', '--bad'] as const;
const DASHES = ['', '7 3', '2 2', '9 3 2 3', '14 4', '5 2 1 2 1 2'] as const;
const SYMBOLS = [
  ...[symbolCircle, symbolSquare, symbolTriangle],
  ...[symbolDiamond2, symbolStar, symbolCross],
] as const;

/** More groups than colours begin again, with the dashes and shapes of others. */
export function lookOf(index: number): Look {
  const turn = Math.floor(index / COLOURS.length);
  const of = <T>(all: readonly T[], place: number) => all[place % all.length] as T;
  return {
    colour: `var(${of(COLOURS, index)})`,
    dash: of(DASHES, index + turn),
    symbol: of(SYMBOLS, index + turn),
  };
}
