// Trainings as bars over time, drawn on a canvas: there may be a thousand workers, and ten thousand trainings.
import { useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Bar, WorkerTimes } from '../../analysis/worker-times.ts';
import type { BatchRow } from '../../page-data.ts';
import { armInWords } from '../arm-words.ts';
import { useSelection } from '../panel.tsx';
import { usePalette } from '../use-palette.ts';
import { useWidth } from '../use-width.ts';
import { count, millisecondsOf, seconds } from '../words.ts';
import { barAt, frameOf, nextBar, paintTimeline } from './timeline-drawing.ts';

export function Timeline({
  times,
  batches,
  label,
}: {
  times: WorkerTimes;
  batches: readonly BatchRow[];
  label: string;
}) {
  const holder = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const width = useWidth(holder);
  const palette = usePalette();
  const { selected, select } = useSelection();
  const [current, setCurrent] = useState<Bar | null>(null);
  const frame = useMemo(() => frameOf(times, width), [times, width]);
  const starts = useMemo(
    () => batches.map(({ plannedAt }) => millisecondsOf(plannedAt)),
    [batches],
  );

  useLayoutEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context || width === 0) return;
    const sharpness = devicePixelRatio;
    context.canvas.width = width * sharpness;
    context.canvas.height = frame.height * sharpness;
    context.setTransform(sharpness, 0, 0, sharpness, 0, 0);
    paintTimeline(context, times, frame, starts, { palette, selected, current });
  }, [times, frame, starts, palette, selected, current, width]);

  const pointed = (event: MouseEvent) => barAt(times, frame, event.offsetX, event.offsetY);
  const press = (event: KeyboardEvent) => {
    if (event.key === 'Enter' || event.key === ' ') {
      if (current !== null) select(current.row.candidateId);
    } else {
      const next = nextBar(times, current, event.key);
      if (next === null) return;
      setCurrent(next);
    }
    event.preventDefault();
  };
  return (
    <div ref={holder} class="timeline">
      {/* biome-ignore lint/a11y/noInteractiveElementToNoninteractiveRole: arrow keys go through its bars */}
      <canvas
        ref={canvas}
        height={frame.height}
        tabIndex={0}
        role="application"
        aria-label={`${label} Arrow keys move between trainings; Enter selects the candidate.`}
        onPointerMove={(event) => setCurrent(pointed(event))}
        onClick={(event) => {
          const bar = pointed(event);
          if (bar !== null) select(bar.row.candidateId);
        }}
        onKeyDown={press}
      />
      <p class="note" aria-live="polite">
        {current === null ? 'Point at a bar, or use the arrow keys.' : inWords(current, times)}
      </p>
      <ul class="legend">
        {LEGEND.map(({ variable, words }) => (
          <li key={words}>
            <svg width="14" height="12" aria-hidden="true">
              <rect width="14" height="12" fill={`var(${variable})`} />
            </svg>{' '}
            {words}
          </li>
        ))}
        <li>▼ cold start · thin lines: start of a generation</li>
      </ul>
    </div>
  );
}

const LEGEND = [
  { variable: '--search', words: 'search' },
  { variable: '--baseline', words: 'random search (medium bar)' },
  { variable: '--bad', words: 'diverged, failed or censored (short bar)' },
] as const;

function inWords({ row, training, start, end }: Bar, { from }: WorkerTimes): string {
  const arm = armInWords(row.arm);
  const more = [
    row.status ?? 'running',
    ...(training.attempt > 1 ? [`attempt ${count(training.attempt)}`] : []),
    ...(training.coldStart ? ['cold start'] : []),
  ].join(', ');
  return `${training.worker}: ${row.candidateId} (${arm}), ${seconds((end - start) / 1000)}, started after ${seconds((start - from) / 1000)}; ${more}`;
}
