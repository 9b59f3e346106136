// Tests between groups in pairs of one seed, with their interpretation.
import { useMemo } from 'preact/hooks';
import {
  canTell,
  type PairedTest,
  type PairedTests,
  pairedTests,
} from '../../analysis/paired-tests.ts';
import { shiftInWords, verdict } from '../../test-verdict.ts';
import { Nothing, Section } from '../panel.tsx';
import { PlotFigure } from '../plot-figure.tsx';
import { Scroll } from '../scroll.tsx';
import { TableHead } from '../table-head.tsx';
import { count, pValue, value } from '../words.ts';
import type { ComparisonView } from './comparison-view.ts';
import { differenceOptions } from './difference-options.ts';

/** Interpretations of more tests are folded away: the table has them all. */
const FEW = 6;

export function PairedTestsPanel({ view }: { view: ComparisonView }) {
  const { groups, endpoints, grouping } = view;
  const found = useMemo(() => pairedTests(groups, endpoints), [groups, endpoints]);
  return (
    <Section
      id="tests"
      title="Paired tests"
      lead="Wilcoxon signed-rank tests between groups, exact and two-sided, over pairs of runs with the same seed."
      help={[
        'The shift is the Hodges–Lehmann estimate of first minus second, with its interval.',
        'With several tests, p is corrected by Holm’s method: the probability of a false positive among all tests stays at 5 %.',
        'A test with too few pairs for p < 0.05 is not part of the correction.',
      ]}
      isWide
    >
      {grouping === 'run' ? (
        <Nothing>Single runs have no pairs. Group the runs by strategy.</Nothing>
      ) : (
        <Found found={found} view={view} />
      )}
    </Section>
  );
}

function Found({ found: { tests, unpaired }, view }: { found: PairedTests; view: ComparisonView }) {
  if (view.groups.length < 2) {
    return <Nothing>A test needs at least two groups.</Nothing>;
  }
  return (
    <>
      {tests.length > 0 && <TestTable tests={tests} view={view} />}
      {tests.length <= FEW ? (
        <Verdicts tests={tests} />
      ) : (
        <details>
          <summary>Interpretation of the {count(tests.length)} tests</summary>
          <Verdicts tests={tests} />
        </details>
      )}
      {unpaired.map(([first, other]) => (
        <Nothing key={`${first} ${other}`}>
          {first} and {other}: no runs with the same <code>--seed</code> and a common endpoint.
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
        <TableHead
          columns={[
            'first − second',
            'endpoint',
            { number: 'pairs' },
            { number: 'means' },
            'shift',
            'difference per pair',
            { number: 'p' },
            { number: 'corrected p' },
            { number: 'smallest possible p' },
          ]}
        />
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
  return (
    <PlotFigure
      label={`${count(above)} differences above 0, ${count(below)} below`}
      options={options}
    />
  );
}
