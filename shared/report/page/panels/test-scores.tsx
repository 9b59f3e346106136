// What the test split said of the champion, seed by seed, and of random search's beside it.

import type { ChampionRow } from '../../page-data.ts';
import { percent, points } from '../../percent.ts';
import { pairedDifference, wilson } from '../../proportions.ts';
import { spreadOf } from '../../spread.ts';
import { Section } from '../panel.tsx';
import type { RunView } from '../run-view.ts';
import { Scroll } from '../scroll.tsx';
import { count } from '../words.ts';
import { NoBaseline } from './progress.tsx';

export function TestScores({ view }: { view: RunView }) {
  const { champion, baselineChampion, hasBaseline, baselineCommand, paired } = view.page.head;
  if (champion === null) return null;
  return (
    <Section
      id="test-scores"
      title="On the test images"
      lead="Opened once, at the end. Validation, not these numbers, chose which training is shipped. Intervals (95 %, Wilson) are of the sampling of test images; the spread over seeds is told apart."
      isWide
    >
      <Scroll label="Scores of each training">
        <table>
          <thead>
            <tr>
              <th scope="col">whose</th>
              <th scope="col">training</th>
              <th scope="col" class="number">
                right
              </th>
              <th scope="col">share (95 % interval)</th>
            </tr>
          </thead>
          <tbody>
            <Rows whose={`search’s champion ${champion.candidateId}`} champion={champion} />
            {baselineChampion !== null && (
              <Rows
                whose={`random search’s champion ${baselineChampion.candidateId}`}
                champion={baselineChampion}
              />
            )}
          </tbody>
        </table>
      </Scroll>
      {!hasBaseline && <NoBaseline command={baselineCommand} />}
      {hasBaseline && baselineChampion === null && (
        <p class="note">Random search has no champion: nothing of it completed its finish.</p>
      )}
      {paired !== null && <Paired counts={paired} />}
    </Section>
  );
}

function Rows({ whose, champion: { testScores } }: { whose: string; champion: ChampionRow }) {
  const { mean, deviation } = spreadOf(testScores.map(({ correct, total }) => correct / total));
  return (
    <>
      {testScores.map(({ evaluationKey, correct, total }, seed) => {
        const { low, high } = wilson(correct, total);
        return (
          <tr key={evaluationKey}>
            <th scope="row">{whose}</th>
            <td>{seed === 0 ? 'shipped' : `seed ${seed + 1}`}</td>
            <td class="number">
              {count(correct)} of {count(total)}
            </td>
            <td>
              {percent(correct / total)} ({percent(low)} to {percent(high)})
            </td>
          </tr>
        );
      })}
      <tr>
        <th scope="row">{whose}</th>
        <td>mean over {testScores.length}</td>
        <td />
        <td>
          {percent(mean)}
          {deviation !== null && ` ± ${percent(deviation)} (deviation between seeds)`}
        </td>
      </tr>
    </>
  );
}

function Paired({ counts }: { counts: NonNullable<RunView['page']['head']['paired']> }) {
  const { estimate, low, high } = pairedDifference(counts);
  return (
    <>
      <p>
        Champion less random search’s: <b>{points(estimate)}</b>, 95 % interval {points(low)} to{' '}
        {points(high)} (Newcombe, of the same images): {count(counts.championOnly)} images only the
        champion read right, {count(counts.baselineOnly)} only the other, {count(counts.both)} both,{' '}
        {count(counts.neither)} neither.
      </p>
      <p class="note">
        The interval is of the sampling of test images alone: another seed of the search is not in
        it. One pair is no proof; <code>evolambda compare-strategies</code> runs many.
      </p>
    </>
  );
}
