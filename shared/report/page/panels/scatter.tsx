// Every evaluation as a point: score against cost, with the Pareto front.
import { useMemo, useState } from 'preact/hooks';
import { paretoFront } from '../../analysis/pareto-front.ts';
import {
  type Measure,
  measuresOf,
  type ScatterPoint,
  scatterPoints,
} from '../../analysis/scatter-points.ts';
import { withSelectionBias } from '../../selection-bias.ts';
import { CandidateButton } from '../candidate-button.tsx';
import { Nothing, Section } from '../panel.tsx';
import type { RunView } from '../run-view.ts';
import { count, value } from '../words.ts';
import { ScatterPicture } from './scatter-picture.tsx';
import { AGAINST, costInWords, MEASURE_WORDS } from './scatter-words.ts';

export function Scatter({ view }: { view: RunView }) {
  const { page, objective } = view;
  const measures = useMemo(() => measuresOf(page), [page]);
  const [chosen, setChosen] = useState<Measure>('parameters');
  const [isUpper, setUpper] = useState(false);
  const measure = measures.includes(chosen) ? chosen : (measures[0] ?? chosen);
  const points = useMemo(() => scatterPoints(page, measure), [page, measure]);
  const front = useMemo(
    () =>
      paretoFront(
        points.flatMap((point) =>
          isOfSearch(point) && point.fitness !== null ? { ...point, fitness: point.fitness } : [],
        ),
        objective.direction,
      ),
    [points, objective],
  );
  return (
    <Section
      id="scatter"
      title={`Search score against ${AGAINST[measure]}`}
      lead={`${withSelectionBias('One point per evaluation; the line is the Pareto front of the search', objective, page.head.config)}.`}
      help={[
        'An evaluation is on the Pareto front if no evaluation of the search has at least its score at a lower cost.',
        ...outsideFront(page.head),
      ]}
      isWide
    >
      {points.length === 0 ? (
        <Nothing>No evaluation has a known cost.</Nothing>
      ) : (
        <>
          <fieldset class="controls plain">
            <legend>Horizontal axis</legend>
            {measures.map((one) => (
              <button
                type="button"
                key={one}
                aria-pressed={one === measure}
                onClick={() => setChosen(one)}
              >
                {MEASURE_WORDS[one]}
              </button>
            ))}
            <label>
              <input
                type="checkbox"
                checked={isUpper}
                onChange={({ currentTarget }) => setUpper(currentTarget.checked)}
              />{' '}
              better half of the scores
            </label>
          </fieldset>
          <div class="beside">
            <ScatterPicture {...{ view, measure, points, front, isUpper }} />
            <div class="aside">
              <h3>Pareto front of the search</h3>
              <ol class="steps">
                {front.map(({ row, cost, fitness }) => (
                  <li key={row.index}>
                    <CandidateButton candidateId={row.candidateId} /> {costInWords(cost, measure)},{' '}
                    <span class="figure">{value(fitness, objective)}</span>
                  </li>
                ))}
              </ol>
              <p class="note">
                {count(front.length)} of {count(points.filter(isOfSearch).length)} evaluations of
                the search.
              </p>
            </div>
          </div>
        </>
      )}
    </Section>
  );
}

function outsideFront({ config, hasBaseline }: RunView['page']['head']): string[] {
  const excluded = [
    ...(config.finalPhase === null ? [] : ['the final phase, which trains on more examples']),
    ...(hasBaseline ? ['random search'] : []),
  ];
  return excluded.length === 0 ? [] : [`The front excludes ${excluded.join(', and ')}.`];
}

/** Neither of the finish nor of random search. */
function isOfSearch({ isFinish, row }: ScatterPoint): boolean {
  return !isFinish && row.arm === 'main';
}
