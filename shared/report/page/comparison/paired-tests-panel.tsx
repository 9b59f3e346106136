// What may be said of the groups: tests in pairs of one seed, and what they cannot say.
import { useMemo } from 'preact/hooks';
import {
  canTell,
  type PairedTest,
  type PairedTests,
  pairedTests,
} from '../../analysis/paired-tests.ts';
import { Nothing, Section } from '../panel.tsx';
import { PlotFigure } from '../plot-figure.tsx';
import { Scroll } from '../scroll.tsx';
import { count, value } from '../words.ts';
import type { ComparisonView } from './comparison-view.ts';
import { differenceOptions } from './difference-options.ts';
import { pValue, shiftInWords, verdict } from './test-words.ts';

/** Of more tests the words are folded away: the table has them all. */
const FEW = 6;

export function PairedTestsPanel({ view }: { view: ComparisonView }) {
  const { groups, endpoints, grouping } = view;
  const found = useMemo(() => pairedTests(groups, endpoints), [groups, endpoints]);
  return (
    <Section
      id="tests"
      title="Group against group, in pairs of one seed"
      lead="Wilcoxon’s signed-rank test, exact and two-sided; the shift is Hodges and Lehmann’s estimate with its interval, first less second. Where there are several tests, p is corrected by Holm’s method, so that the chance of a single false alarm among them stays at 5 %; tests of too few pairs to reach 5 % are not among them."
      isWide
    >
      {grouping === 'run' ? (
        <Nothing>
          One run is one seed: two of them are no comparison. Group them by strategy.
        </Nothing>
      ) : (
        <Found found={found} view={view} />
      )}
    </Section>
  );
}

function Found({ found: { tests, unpaired }, view }: { found: PairedTests; view: ComparisonView }) {
  if (view.groups.length < 2) {
    return <Nothing>There is one group: nothing to compare it with.</Nothing>;
  }
  return (
    <>
      {tests.length > 0 && <TestTable tests={tests} view={view} />}
      {tests.length <= FEW ? (
        <Verdicts tests={tests} />
      ) : (
        <details>
          <summary>What each of the {count(tests.length)} tests says</summary>
          <Verdicts tests={tests} />
        </details>
      )}
      {unpaired.map(([first, other]) => (
        <Nothing key={`${first} ${other}`}>
          {first} and {other} have no seed in common with an endpoint of both: runs with the same
          --seed make pairs.
        </Nothing>
      ))}
    </>
  );
}

function Verdicts({ tests }: { tests: readonly PairedTest[] }) {
  return (
    <>
      {tests.map((test) => (
        <p key={keyOf(test)}>
          <strong>
            {test.first} − {test.other}, {test.endpoint}:
          </strong>{' '}
          {verdict(test, tests.filter(canTell).length)}
        </p>
      ))}
    </>
  );
}

function keyOf({ first, other, endpointId }: PairedTest): string {
  return JSON.stringify([first, other, endpointId]);
}

function TestTable({ tests, view }: { tests: readonly PairedTest[]; view: ComparisonView }) {
  const objectiveOf = ({ endpointId }: PairedTest) =>
    view.endpoints.find(({ id }) => id === endpointId)?.objective ?? view.objective;
  return (
    <Scroll label="Paired tests">
      <table class="tests">
        <thead>
          <tr>
            <th scope="col">First − second</th>
            <th scope="col">Endpoint</th>
            <th scope="col" class="number">
              Pairs
            </th>
            <th scope="col" class="number">
              Means
            </th>
            <th scope="col">Shift</th>
            <th scope="col">Each pair’s difference</th>
            <th scope="col" class="number">
              p
            </th>
            <th scope="col" class="number">
              p, corrected
            </th>
            <th scope="col" class="number">
              Least possible p
            </th>
          </tr>
        </thead>
        <tbody>
          {tests.map((test) => (
            <tr key={keyOf(test)}>
              <th scope="row">
                {test.first} − {test.other}
              </th>
              <td>{test.endpoint}</td>
              <td class="number">{count(test.seeds.length)}</td>
              <td class="number">
                {value(test.firstMean, objectiveOf(test))},{' '}
                {value(test.otherMean, objectiveOf(test))}
              </td>
              <td>{shiftInWords(test, objectiveOf(test))}</td>
              <td class="pair-differences">
                <Pairs test={test} />
              </td>
              <td class="number">{pValue(test.pValue)}</td>
              <td class="number">{pValue(test.adjusted)}</td>
              <td class="number">{pValue(test.leastPValue)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

function Pairs({ test }: { test: PairedTest }) {
  const options = useMemo(() => differenceOptions(test.differences), [test]);
  const above = test.differences.filter((difference) => difference > 0).length;
  const below = test.differences.filter((difference) => difference < 0).length;
  return <PlotFigure label={`${above} differences above 0, ${below} below`} options={options} />;
}
