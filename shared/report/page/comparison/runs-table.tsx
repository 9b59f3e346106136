// What is compared: a line for each run.
import type { ComparedRun } from '../../page-data.ts';
import { percent } from '../../percent.ts';
import { wilson } from '../../proportions.ts';
import { Section } from '../panel.tsx';
import { Scroll } from '../scroll.tsx';
import { count, seconds, usd, value } from '../words.ts';
import type { ComparisonView } from './comparison-view.ts';

export function RunsTable({ view }: { view: ComparisonView }) {
  const isPaid = view.runs.some(({ spent }) => spent.usd !== null);
  return (
    <Section
      id="runs"
      title="What is compared"
      lead="Test accuracy is that of the champion’s shipped training, with the 95 % interval (Wilson) of the sampling of test images alone: another seed of the search is not in it. Best (the mean over replicates by which the search ranks), best single score, evaluations, examples and CPU-seconds (set-up, training and scoring on all training threads) are the search’s own, without finish and baseline."
      isWide
    >
      <Scroll label="Runs">
        <table class="compared">
          <thead>
            <tr>
              <th scope="col">Run</th>
              <th scope="col" class="number">
                Seed
              </th>
              <th scope="col">Strategy</th>
              <th scope="col">Test accuracy</th>
              <th scope="col" class="number">
                Best
              </th>
              <th scope="col" class="number">
                Best single score
              </th>
              <th scope="col" class="number">
                Evaluations
              </th>
              <th scope="col" class="number">
                Examples seen
              </th>
              <th scope="col" class="number">
                CPU time
              </th>
              {isPaid && (
                <th scope="col" class="number">
                  USD
                </th>
              )}
              <th scope="col">Ledger hash</th>
              <th scope="col">Marks</th>
            </tr>
          </thead>
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
        {reused > 0 && `, ${count(reused)} of them reused`}
      </td>
      <td class="number">{count(spent.examples)}</td>
      <td class="number">{seconds(spent.cpuSeconds)}</td>
      {isPaid && <td class="number">{spent.usd === null ? 'nothing' : usd(spent.usd)}</td>}
      <td>
        <code title={head.ledgerHash}>{head.ledgerHash.slice(0, 12)}</code>
      </td>
      <td>{marksOf(run).join(', ') || '–'}</td>
    </tr>
  );
}

function testInWords(scores: ComparedRun['head']['testScores']): string {
  const shipped = scores?.[0];
  if (shipped === undefined) return 'not tested';
  const { low, high } = wilson(shipped.correct, shipped.total);
  return `${percent(shipped.correct / shipped.total)} (${percent(low)} to ${percent(high)})`;
}

function marksOf({ head }: ComparedRun): string[] {
  const isCut = head.endOfSearch !== null && head.endOfSearch !== 'patience';
  return [
    ...(head.isFinished ? [] : ['not ended']),
    ...(isCut ? [`cut by ${head.endOfSearch}`] : []),
    ...(head.isReproducible ? [] : ['not reproducible']),
    ...(head.data.generated ? ['generated digits'] : []),
    ...(head.hasBaseline ? ['its baseline is not shown here'] : []),
  ];
}
