// The champion on the test split, seed by seed, next to the champion of random search.
import type { ComponentChildren } from 'preact';
import type { ChampionRow } from '../../page-data.ts';
import { percent, points, TEST_ACCURACY } from '../../percent.ts';
import { ONE_PAIR, pairedDifference, wilson } from '../../proportions.ts';
import { spreadOf } from '../../spread.ts';
import { Section } from '../panel.tsx';
import type { RunView } from '../run-view.ts';
import { Scroll } from '../scroll.tsx';
import { TableHead } from '../table-head.tsx';
import { count, countOf, percentRange, pointsRange, valueWithError } from '../words.ts';
import { NoBaseline } from './progress.tsx';

export function TestScores({ view }: { view: RunView }) {
  const { champion, baselineChampion, hasBaseline, baselineCommand, paired } = view.page.head;
  if (champion === null) return null;
  return (
    <Section
      id="test-scores"
      title="Test scores"
      lead="Test accuracy of each training of the champion, evaluated after its selection."
      help={paired === null ? HELP : [...HELP, ...HELP_OF_PAIRS]}
      isWide
    >
      <Scroll label="Test scores">
        <table>
          <TableHead
            columns={['candidate', 'training', { number: 'correct' }, 'accuracy (95 % CI)']}
          />
          <tbody>
            <Rows name={champion.candidateId} champion={champion} />
            {baselineChampion !== null && (
              <Rows
                name={`${baselineChampion.candidateId} (random search)`}
                champion={baselineChampion}
              />
            )}
          </tbody>
        </table>
      </Scroll>
      {!hasBaseline && <NoBaseline command={baselineCommand} />}
      {hasBaseline && baselineChampion === null && (
        <p class="note">Random search has no champion: no candidate completed its final phase.</p>
      )}
      {paired !== null && <Paired counts={paired} />}
    </Section>
  );
}

const HELP: readonly ComponentChildren[] = [
  'The exported training was chosen by its validation score, not by these scores.',
  'Each interval is a 95 % Wilson interval. It covers the sampling of test examples, not the seed.',
  'The trainings differ in their seed. To report the accuracy of the genome, use the mean with its standard deviation (SD).',
];

const HELP_OF_PAIRS: readonly ComponentChildren[] = [
  'The interval of the difference is Newcombe’s for paired proportions: both champions classify the same examples.',
  <>
    One pair of runs is not enough to compare strategies: <code>evolambda compare-strategies</code>{' '}
    runs several seeds.
  </>,
];

function Rows({ name, champion: { testScores } }: { name: string; champion: ChampionRow }) {
  const { mean, deviation } = spreadOf(testScores.map(({ correct, total }) => correct / total));
  return (
    <>
      {testScores.map(({ evaluationKey, correct, total }, training) => (
        <tr key={evaluationKey}>
          <th scope="row">{name}</th>
          <td>{training === 0 ? 'exported' : `training ${training + 1}`}</td>
          <td class="number">
            {count(correct)} of {count(total)}
          </td>
          <td class="figure">
            {percent(correct / total)} ({percentRange(wilson(correct, total))})
          </td>
        </tr>
      ))}
      <tr>
        <th scope="row">{name}</th>
        <td>mean over {countOf(testScores.length, 'training')}</td>
        <td />
        <td class="figure">
          {valueWithError(mean, deviation, TEST_ACCURACY)}
          {deviation !== null && ' (SD)'}
        </td>
      </tr>
    </>
  );
}

function Paired({ counts }: { counts: NonNullable<RunView['page']['head']['paired']> }) {
  const difference = pairedDifference(counts);
  return (
    <>
      <p>
        Champion minus random search: <b>{points(difference.estimate)}</b> (95 % CI{' '}
        {pointsRange(difference)}); {ONE_PAIR}.
      </p>
      <p class="note">
        {`Correct by both: ${count(counts.both)}; by the champion only: ${count(counts.championOnly)}; by the random search champion only: ${count(counts.baselineOnly)}; by neither: ${count(counts.neither)}.`}
      </p>
    </>
  );
}
