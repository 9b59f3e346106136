// All genomes as lines over their genes, with what they cost and how they were read: which values go together.
import { useMemo, useState } from 'preact/hooks';
import { type Axis, type Limit, passes } from '../../analysis/parallel-axes.ts';
import { CandidateButton } from '../candidate-button.tsx';
import { Nothing, Section } from '../panel.tsx';
import type { RunView } from '../run-view.ts';
import { count, value } from '../words.ts';
import { AxisLimits } from './axis-limits.tsx';
import { parallelData } from './parallel-data.ts';
import { ParallelPicture } from './parallel-picture.tsx';

export function Parallel({ view }: { view: RunView }) {
  const { objective } = view;
  const [isPooled, setPooled] = useState(true);
  const [limits, setLimits] = useState<ReadonlyMap<string, Limit>>(new Map());
  const { axes, lines } = useMemo(() => parallelData(view, isPooled), [view, isPooled]);
  const isIn = useMemo(
    () => new Set(lines.filter(({ cells }) => passes(cells, limits))),
    [lines, limits],
  );
  const best = useMemo(
    () =>
      lines
        .filter((line) => isIn.has(line) && line.fitness !== null)
        .slice(-5)
        .reverse(),
    [lines, isIn],
  );
  // From what is there by then: two changes may come before the next drawing.
  const limit = (name: string, change: Limit | null) =>
    setLimits((known) => {
      const next = new Map(known);
      if (change === null) next.delete(name);
      else next.set(name, change);
      return next;
    });
  const pool = (pooled: boolean) => {
    setPooled(pooled);
    setLimits(new Map());
  };
  return (
    <Section
      id="parallel"
      title="All genomes of the search, gene by gene"
      lead={`Each line is a genome of the search, coloured by its mean ${objective.name}; the thick line is the champion, or the best so far. A line that runs to the foot of an axis has no such gene, or no reading. Where good lines meet, search went often: that is association, not effect. Drag along an axis, or set limits below.${view.page.head.hasBaseline ? ' Genomes of random search are not drawn.' : ''}`}
      isWide
    >
      {lines.length === 0 ? (
        <Nothing>No genome has been planned yet.</Nothing>
      ) : (
        <>
          <fieldset class="controls plain">
            <legend>Parts of a list</legend>
            <button type="button" aria-pressed={isPooled} onClick={() => pool(true)}>
              pooled: mean, or most frequent
            </button>
            <button type="button" aria-pressed={!isPooled} onClick={() => pool(false)}>
              each place
            </button>
            <button type="button" disabled={limits.size === 0} onClick={() => setLimits(new Map())}>
              No limits
            </button>
          </fieldset>
          <ParallelPicture {...{ view, axes, lines, isIn, limits, limit }} />
          <p class="said" role="status">
            {count(isIn.size)} of {count(lines.length)} genomes are within the limits.
          </p>
          {best.length > 0 && (
            <p class="note">
              Best of them:{' '}
              {best.map(({ candidateId, fitness, genomeHash }) => (
                <span key={genomeHash}>
                  <CandidateButton candidateId={candidateId} /> {value(fitness, objective)}{' '}
                </span>
              ))}
            </p>
          )}
          <Limits axes={axes} limits={limits} limit={limit} />
        </>
      )}
    </Section>
  );
}

function Limits({
  axes,
  limits,
  limit,
}: {
  axes: readonly Axis[];
  limits: ReadonlyMap<string, Limit>;
  limit: (name: string, change: Limit | null) => void;
}) {
  return (
    <details>
      <summary>Limits by axis</summary>
      <div class="limits">
        {axes.map((axis) => (
          <AxisLimits
            key={axis.name}
            axis={axis}
            limit={limits.get(axis.name) ?? null}
            change={(change) => limit(axis.name, change)}
          />
        ))}
      </div>
    </details>
  );
}
