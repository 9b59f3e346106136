// The trainings of each worker over time, its utilization, and stragglers.

import { useMemo } from 'preact/hooks';
import { type Straggler, stragglers } from '../../analysis/stragglers.ts';
import { type WorkerTimes, workerTimes } from '../../analysis/worker-times.ts';
import { Nothing, Section, useSelection } from '../panel.tsx';
import type { RunView } from '../run-view.ts';
import { Scroll } from '../scroll.tsx';
import { TableHead } from '../table-head.tsx';
import { count, countOf, seconds, share } from '../words.ts';
import { Timeline } from './timeline.tsx';

const MOST_SLOW = 12;
const STRAGGLERS =
  'A straggler is a training that took more than twice the time expected from its FLOPs at the median rate of the run. Small networks reach a lower rate, so some of them are listed without a fault of the worker.';

export function Workers({ view }: { view: RunView }) {
  const { batches, evaluations, head } = view.page;
  const { words } = view;
  const times = useMemo(() => workerTimes(batches, evaluations), [batches, evaluations]);
  const slow = useMemo(() => stragglers(evaluations), [evaluations]);
  return (
    <Section
      id="workers"
      title="Worker timeline"
      lead={`One row per worker and one bar per ${words.training}, over the time of the run.`}
      help={[
        `Utilization is the time in ${words.training}s divided by the available worker time. Available is the time with an open generation, multiplied by the largest number of simultaneous ${words.training}s. Pauses of the run do not count.`,
        `Idle time at the end of a generation is the time between the last ${words.training} of a worker and the last ${words.training} of the generation.`,
        ...(head.data.isThere ? [STRAGGLERS] : []),
      ]}
      isWide
    >
      {times.workers.length === 0 ? (
        <Nothing>No {words.training} is finished yet.</Nothing>
      ) : (
        <>
          <p>{inWords(times, words)}</p>
          <Timeline times={times} batches={batches} label={inWords(times, words)} />
          {head.data.isThere && (
            <Slow slow={slow} trainings={evaluations.filter(({ training }) => training).length} />
          )}
          <Each times={times} training={words.training} />
        </>
      )}
    </Section>
  );
}

function inWords(times: WorkerTimes, { training }: RunView['words']): string {
  const { workers, atOnce, utilisation, barrierMs, openMs, retried, coldStarts } = times;
  const waited = openMs > 0 ? ` (${share(barrierMs / (atOnce * openMs))})` : '';
  return (
    `${countOf(workers.length, 'worker')}, at most ${count(atOnce)} at once; utilization ${share(utilisation)}. ` +
    `Idle time at the end of generations: ${seconds(barrierMs / 1000)}${waited}. ` +
    `${countOf(retried, `retried ${training}`)}, ${countOf(coldStarts, 'cold start')}.`
  );
}

function Slow({ slow, trainings }: { slow: readonly Straggler[] | null; trainings: number }) {
  const { select } = useSelection();
  if (slow === null) {
    return <p class="note">Stragglers: not available, because no training reports its FLOPs.</p>;
  }
  return (
    <>
      <h3>
        Stragglers: {count(slow.length)} of {countOf(trainings, 'training')}
      </h3>
      {slow.length > 0 && (
        <ul class="slow">
          {slow.slice(0, MOST_SLOW).map(({ row, trainMs, expectedMs }) => (
            <li key={row.index}>
              <button type="button" onClick={() => select(row.candidateId)}>
                {row.candidateId}
              </button>{' '}
              {seconds(trainMs / 1000)}, expected {seconds(expectedMs / 1000)}, on{' '}
              {row.training?.worker}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function Each({ times: { workers }, training }: { times: WorkerTimes; training: string }) {
  return (
    <details class="as-table">
      <summary>Show as table</summary>
      <Scroll label="Workers" isTall>
        <table>
          <TableHead
            columns={[
              'worker',
              { number: `${training}s` },
              { number: 'time' },
              { number: 'utilization' },
            ]}
          />
          <tbody>
            {workers.map(({ name, bars, busyMs, utilisation }) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td class="number">{count(bars.length)}</td>
                <td class="number">{seconds(busyMs / 1000)}</td>
                <td class="number">{share(utilisation)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </details>
  );
}
