// A network as blocks from left to right: height tells the number of output values, colour the activation, hatch
// the dropout rate.
import { greatest } from '../../../kernel/long-lists.ts';
import type { FigureBlock, NetworkFigure } from '../../../network/network-figure.ts';
import { ACTIVATIONS } from '../../../network/ops/activation.ts';
import {
  type BlockPlace,
  type NetworkLayout,
  networkLayout,
} from '../../analysis/network-layout.ts';
import { Scroll } from '../scroll.tsx';
import { count, gene as formatted, withCommas } from '../words.ts';

const TALLEST = 120;
const ACROSS = 96;
/** Of the input and the logits. */
const END_ACROSS = 16;
const GAP = 34;
const MARGIN = 8;
const LINE = 16;
/** From the foot of a block to its words, and from its words to the next lane. */
const FOOT = 18;
/** From one connection that passes above blocks to the next. */
const TRACK = 14;

/** @param input words for the shape of an example, a line each */
export function NetworkDrawing({
  figure,
  input,
}: {
  figure: NetworkFigure;
  input: readonly string[];
}) {
  const layout = networkLayout(figure);
  const words = figure.map((block, index) => wordsOf(block, index, figure.length, input));
  const tops = lanesOf(layout, greatest(words.map(({ length }) => length)));
  const most = greatest(figure.map(({ values }) => values));
  const boxes = layout.places.map((place, index) => {
    const isEnd = index === 0 || index === figure.length - 1;
    return boxOf(figure[index] as FigureBlock, place, { tops, most, isEnd });
  });
  const width = 2 * MARGIN + layout.columns * (ACROSS + GAP) - GAP;
  const height = tops.at(-1) as number;
  return (
    <figure class="genome">
      <Scroll label="Drawing of the network">
        <svg
          viewBox={`0 0 ${width} ${height}`}
          width={width}
          height={height}
          role="img"
          aria-label={inWords(words, layout)}
        >
          <defs>
            <pattern id="gene-hatch" width="6" height="6" patternUnits="userSpaceOnUse">
              <path d="M0 6 6 0" class="hatch" />
            </pattern>
          </defs>
          {layout.wires.map(({ from, to }) => (
            <path
              key={`${from}-${to}`}
              class="wires"
              d={wire(boxes[from] as Box, boxes[to] as Box)}
            />
          ))}
          {layout.skips.map(({ from, to, lane, track }) => (
            <path
              key={`${from}-${to}`}
              class="skip"
              d={skip(
                boxes[from] as Box,
                boxes[to] as Box,
                (tops[lane] as number) - TRACK * (track + 1) + TRACK / 4,
              )}
            />
          ))}
          {figure.map((block, index) => (
            <Block
              key={index}
              block={block}
              box={boxes[index] as Box}
              words={words[index] as Words}
            />
          ))}
        </svg>
      </Scroll>
      <figcaption class="caption">
        Height: output values; colour and word: activation; hatched share: dropout rate
        {layout.skips.length > 0 && '; line above blocks: skip connection'}
      </figcaption>
    </figure>
  );
}

interface Box {
  /** Edges of its column. */
  readonly left: number;
  readonly right: number;
  readonly across: number;
  readonly middle: number;
  readonly tall: number;
  readonly isEnd: boolean;
}

/** The tops of the blocks' room in each lane, then the foot of the figure. */
function lanesOf({ tracks }: NetworkLayout, lines: number): readonly number[] {
  const tops: number[] = [];
  let foot = MARGIN;
  for (const count of tracks) {
    tops.push(foot + TRACK * count);
    foot += TRACK * count + TALLEST + 2 * FOOT + LINE * (lines - 1);
  }
  return [...tops, foot];
}

function boxOf(
  { values }: FigureBlock,
  { column, lane }: BlockPlace,
  { tops, most, isEnd }: { tops: readonly number[]; most: number; isEnd: boolean },
): Box {
  const left = MARGIN + column * (ACROSS + GAP);
  return {
    left,
    right: left + ACROSS,
    across: isEnd ? END_ACROSS : ACROSS,
    middle: (tops[lane] as number) + TALLEST / 2,
    tall: 20 + (TALLEST - 20) * Math.sqrt(values / most),
    isEnd,
  };
}

/** Level up to the gap before the column of the block that reads: words are below all other columns. */
function wire(from: Box, to: Box): string {
  const before = { high: from.middle - from.tall / 2, low: from.middle + from.tall / 2 };
  const after = { high: to.middle - to.tall / 2, low: to.middle + to.tall / 2 };
  const turn = to.left - GAP;
  const upper = `M${rightOf(from)} ${before.high} H${turn} L${to.left} ${after.high} H${leftOf(to)}`;
  return `${upper} V${after.low} H${to.left} L${turn} ${before.low} H${rightOf(from)} Z`;
}

/** From corner to corner; rises and falls between columns. */
function skip(from: Box, to: Box, high: number): string {
  const [start, end] = [from.middle - from.tall / 2, to.middle - to.tall / 2];
  const [up, down] = [from.right + GAP / 2, to.left - GAP / 2];
  const rise = `M${rightOf(from)} ${start} H${from.right} C${up} ${start} ${up} ${high} ${from.right + GAP} ${high}`;
  return `${rise} H${to.left - GAP} C${down} ${high} ${down} ${end} ${to.left} ${end} H${leftOf(to)}`;
}

function leftOf({ left, across }: Box): number {
  return left + (ACROSS - across) / 2;
}

function rightOf({ right, across }: Box): number {
  return right - (ACROSS - across) / 2;
}

function Block({ block, box, words }: { block: FigureBlock; box: Box; words: Words }) {
  const { left, across, middle, tall, isEnd } = box;
  const hatched = tall * (block.dropout ?? 0);
  const colour = block.activation === undefined ? 0 : ACTIVATIONS.indexOf(block.activation);
  return (
    <g>
      <rect
        class={isEnd ? 'end' : `block of-${colour % 8}`}
        x={leftOf(box)}
        y={middle - tall / 2}
        width={across}
        height={tall}
      />
      {hatched > 0 && (
        <rect
          fill="url(#gene-hatch)"
          x={leftOf(box)}
          y={middle + tall / 2 - hatched}
          width={across}
          height={hatched}
        />
      )}
      {words.map((line, place) => (
        <text
          key={line}
          x={left + ACROSS / 2}
          y={middle + TALLEST / 2 + FOOT + LINE * place}
          text-anchor="middle"
        >
          {line}
        </text>
      ))}
    </g>
  );
}

/** Lines below a block. */
type Words = readonly string[];

function wordsOf(
  { words, values, activation, dropout }: FigureBlock,
  index: number,
  blocks: number,
  input: readonly string[],
): Words {
  return [
    ...(words === '' ? [] : [withCommas(words)]),
    ...(index === 0 ? input : []),
    ...(index === blocks - 1 ? [`${count(values)} classes`] : []),
    ...(activation === undefined ? [] : [activation]),
    ...(dropout === undefined ? [] : [`dropout ${formatted(dropout)}`]),
  ];
}

/** Blocks have numbers where one reads another than the block before it. */
function inWords(words: readonly Words[], { places }: NetworkLayout): string {
  const lines = words.map((block) => block.join(', '));
  const isChain = places.every(({ inputs }, index) => inputs.every((from) => from === index - 1));
  if (isChain) return `Network: ${lines.join('; then ')}.`;
  const numbered = lines.map((line, index) => {
    const reads = (places[index] as BlockPlace).inputs.map((from) => from + 1);
    return `${index + 1}: ${line}${reads.length === 0 ? '' : `, reads ${reads.join(' and ')}`}`;
  });
  return `Network. ${numbered.join('; ')}.`;
}
