// A list of parts as a row of blocks: height, colour and word, and hatch each tell a gene.

import type { ComponentChildren } from 'preact';
import { greatest } from '../../../kernel/long-lists.ts';
import type { Block, ListDrawing } from '../../analysis/genome-drawing.ts';
import { Scroll } from '../scroll.tsx';
import { count, gene as formatted } from '../words.ts';

const TALLEST = 150;
const ACROSS = 92;
const GAP = 34;
const MIDDLE = TALLEST / 2 + 10;
const FOOT = TALLEST + 36;

export function GenomeFigure({ drawing }: { drawing: ListDrawing }) {
  const { blocks, list, size, colour, hatch } = drawing;
  const lines = Math.max(0, greatest(blocks.map(({ others }) => others.length)));
  const width = Math.max(1, blocks.length) * (ACROSS + GAP) - GAP + 4;
  const height = FOOT + 34 + 16 * lines;
  const heights = blocks.map(heightOf);
  return (
    <figure class="genome">
      <Scroll label={`Drawing of ${list}`}>
        <svg
          viewBox={`0 0 ${width} ${height}`}
          width={width}
          height={height}
          role="img"
          aria-label={inWords(drawing)}
        >
          <defs>
            <pattern id="gene-hatch" width="6" height="6" patternUnits="userSpaceOnUse">
              <path d="M0 6 6 0" class="hatch" />
            </pattern>
          </defs>
          {heights.slice(1).map((next, place) => (
            <polygon key={place} class="wires" points={wires(place, heights[place] ?? 0, next)} />
          ))}
          {blocks.map((block, place) => (
            <One key={place} block={block} place={place} />
          ))}
        </svg>
      </Scroll>
      <figcaption class="caption">
        {list}: {count(blocks.length)}
        {size !== null && `; height: ${size}`}
        {colour !== null && `; colour and word: ${colour}`}
        {hatch !== null && `; hatched share: ${hatch} between its bounds`}
      </figcaption>
    </figure>
  );
}

function leftOf(place: number): number {
  return 2 + place * (ACROSS + GAP);
}

function heightOf({ size }: Block): number {
  return size === null ? TALLEST / 2 : 22 + (TALLEST - 22) * size.shown;
}

function wires(place: number, before: number, after: number): string {
  const [from, to] = [leftOf(place) + ACROSS, leftOf(place + 1)];
  const corners = [
    [from, MIDDLE - before / 2],
    [to, MIDDLE - after / 2],
    [to, MIDDLE + after / 2],
    [from, MIDDLE + before / 2],
  ];
  return corners.map((corner) => corner.join(',')).join(' ');
}

function One({ block, place }: { block: Block; place: number }) {
  const tall = heightOf(block);
  const [left, top] = [leftOf(place), MIDDLE - tall / 2];
  const hatched = tall * (block.hatch?.shown ?? 0);
  return (
    <g>
      <rect
        class={`block of-${(block.colour?.shown ?? 0) % 8}`}
        x={left}
        y={top}
        width={ACROSS}
        height={tall}
      />
      <rect
        fill="url(#gene-hatch)"
        x={left}
        y={top + tall - hatched}
        width={ACROSS}
        height={hatched}
      />
      <Words place={place} y={FOOT}>
        {[block.size, block.colour]
          .flatMap((told) => (told ? formatted(told.value) : []))
          .join(' ')}
      </Words>
      {block.hatch !== null && (
        <Words place={place} y={FOOT + 16}>
          {formatted(block.hatch.value)}
        </Words>
      )}
      {block.others.map(([name, gene], line) => (
        <Words key={name} place={place} y={FOOT + 32 + 16 * line}>
          {`${name} ${formatted(gene)}`}
        </Words>
      ))}
    </g>
  );
}

function Words({ place, y, children }: { place: number; y: number; children: ComponentChildren }) {
  return (
    <text x={leftOf(place) + ACROSS / 2} y={y} text-anchor="middle">
      {children}
    </text>
  );
}

function inWords({ blocks, list, size, colour, hatch }: ListDrawing) {
  const told = (name: string | null, gene: Block['size']) =>
    gene === null ? [] : `${name} ${formatted(gene.value)}`;
  const parts = blocks.map((block) =>
    [told(size, block.size), told(colour, block.colour), told(hatch, block.hatch)]
      .flat()
      .join(', '),
  );
  return `${list}: ${parts.join('; then ')}.`;
}
