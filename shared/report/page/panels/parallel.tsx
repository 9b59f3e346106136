// All genomes as lines over their genes, size and score: which values occur together.
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
      title="Parallel coordinates"
      lead={`One line per genome of the search, coloured by the rank of its mean ${objective.name}; drag along an axis to filter.`}
      help={[
        'The thick line is the champion, or without one the best candidate.',
        'A line that ends below an axis has no such gene, or no score.',
        'Many good lines at one value show where the search sampled often. This is association, not effect.',
        ...(view.page.head.hasBaseline ? ['Genomes of random search are not shown.'] : []),
      ]}
      isWide
    >
      {lines.length === 0 ? (
        <Nothing>No genome is planned yet.</Nothing>
      ) : (
        <>
          <fieldset class="controls plain">
            <legend>Genes of a list</legend>
            <button type="button" aria-pressed={isPooled} onClick={() => pool(true)}>
              mean or most frequent value
            </button>
            <button type="button" aria-pressed={!isPooled} onClick={() => pool(false)}>
              each position
            </button>
            <button type="button" disabled={limits.size === 0} onClick={() => setLimits(new Map())}>
              Clear limits
            </button>
          </fieldset>
          <ParallelPicture {...{ view, axes, lines, isIn, limits, limit }} />
          <p class="said" role="status">
            {count(isIn.size)} of {count(lines.length)} genomes are within the limits.
          </p>
          {best.length > 0 && (
            <p class="note">
              Best of these:{' '}
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
