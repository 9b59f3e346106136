// The compared runs: one row per run.
import type { ComparedRun } from '../../page-data.ts';
import { percent } from '../../percent.ts';
import { wilson } from '../../proportions.ts';
import { Section } from '../panel.tsx';
import { Scroll } from '../scroll.tsx';
import { TableHead } from '../table-head.tsx';
import { count, percentRange, seconds, usd, value } from '../words.ts';
import type { ComparisonView } from './comparison-view.ts';

export function RunsTable({ view }: { view: ComparisonView }) {
  const isPaid = view.runs.some(({ spent }) => spent.usd !== null);
  return (
    <Section
      id="runs"
      title="Runs"
      lead={`${view.withBias('One row per run, with the best score of its search')}.`}
      help={[
        'Test accuracy is that of the exported training, with its 95 % Wilson interval. The interval covers the sampling of test examples, not the seed of the search.',
        'The best search score is the mean over replicates by which the search ranks.',
        'All columns except the test accuracy cover the search only, without final phase and baseline. CPU time is the time of training and scoring on all workers.',
      ]}
      isWide
    >
      <Scroll label="Runs">
        <table class="compared">
          <TableHead
            columns={[
              'run',
              { number: 'seed' },
              'strategy',
              'test accuracy (95 % CI)',
              { number: 'best search score' },
              { number: 'best single score' },
              { number: 'evaluations' },
              { number: view.words.examples },
              { number: 'CPU time' },
              ...(isPaid ? [{ number: 'cost' }] : []),
              'ledger hash',
              'notes',
            ]}
          />
          <tbody>
            {view.runs.map((run) => (
              <Line key={run.name} run={run} view={view} isPaid={isPaid} />
            ))}
          </tbody>
        </table>
      </Scroll>
    </Section>
  );
}

function Line({ run, view, isPaid }: { run: ComparedRun; view: ComparisonView; isPaid: boolean }) {
  const { head, spent, reused, curve } = run;
  return (
    <tr>
      <th scope="row" title={run.name}>
        {view.shortName(run.name)}
      </th>
      <td class="number">{head.config.seed}</td>
      <td>{head.config.strategy.name}</td>
      <td>{testInWords(head.testScores)}</td>
      <td class="number">
        {value(head.best?.fitness, view.objective)}
        {head.best !== null && ` (${head.best.candidateId})`}
      </td>
      <td class="number">{value(curve.at(-1)?.best, view.objective)}</td>
      <td class="number">
        {count(spent.evaluations)}
        {reused > 0 && ` (${count(reused)} reused)`}
      </td>
      <td class="number">{count(spent.examples)}</td>
      <td class="number">{seconds(spent.cpuSeconds)}</td>
      {isPaid && <td class="number">{spent.usd === null ? 'none' : usd(spent.usd)}</td>}
      <td>
        <code title={head.ledgerHash}>{head.ledgerHash.slice(0, 12)}</code>
      </td>
      <td>{marksOf(run).join(', ') || '–'}</td>
    </tr>
  );
}

function testInWords(scores: ComparedRun['head']['testScores']): string {
  const exported = scores?.[0];
  if (exported === undefined) return 'not tested';
  const { correct, total } = exported;
  return `${percent(correct / total)} (${percentRange(wilson(correct, total))})`;
}

function marksOf({ head }: ComparedRun): string[] {
  const isCut = head.endOfSearch !== null && head.endOfSearch !== 'patience';
  return [
    ...(head.isFinished ? [] : ['not finished']),
    ...(isCut ? [`ended early: ${head.endOfSearch}`] : []),
    ...(head.isReproducible ? [] : ['not reproducible']),
    ...(head.data.generated ? ['generated digits'] : []),
    ...(head.hasBaseline ? ['baseline not shown'] : []),
  ];
}
