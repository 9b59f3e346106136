// Who trained when: a row for each worker, how busy they were, what kept them waiting.

import { useMemo } from 'preact/hooks';
import { type Straggler, stragglers } from '../../analysis/stragglers.ts';
import { type WorkerTimes, workerTimes } from '../../analysis/worker-times.ts';
import { Nothing, Section, useSelection } from '../panel.tsx';
import type { RunView } from '../run-view.ts';
import { Scroll } from '../scroll.tsx';
import { count, seconds } from '../words.ts';
import { Timeline } from './timeline.tsx';

const MOST_SLOW = 12;

export function Workers({ view }: { view: RunView }) {
  const { batches, evaluations } = view.page;
  const times = useMemo(() => workerTimes(batches, evaluations), [batches, evaluations]);
  const slow = useMemo(() => stragglers(evaluations), [evaluations]);
  return (
    <Section
      id="workers"
      title="Who trained when"
      lead="A row for each worker, a bar for each training. Busy is the time in trainings, of the time in which a batch was open on as many workers as trained at once at most; a break of the whole run is not in it."
      isWide
    >
      {times.workers.length === 0 ? (
        <Nothing>No training has ended yet.</Nothing>
      ) : (
        <>
          <p>{inWords(times)}</p>
          <Timeline times={times} batches={batches} label={inWords(times)} />
          <Slow slow={slow} trainings={evaluations.filter(({ training }) => training).length} />
          <Each times={times} />
        </>
      )}
    </Section>
  );
}

function inWords(times: WorkerTimes): string {
  const { workers, atOnce, utilisation, barrierMs, openMs, retried, coldStarts } = times;
  const names = workers.length === 1 ? '1 worker' : `${count(workers.length)} workers`;
  const waited = openMs > 0 ? ` (${share(barrierMs / (atOnce * openMs))})` : '';
  return (
    `${names} seen, at most ${count(atOnce)} at once; busy ${share(utilisation)} of the time. ` +
    `Waiting for the last of a batch: ${seconds(barrierMs / 1000)} of all workers${waited}. ` +
    `${count(retried)} trainings at a second or later attempt, ${count(coldStarts)} cold starts.`
  );
}

function share(part: number | null): string {
  return part === null ? '–' : `${(100 * part).toFixed(0)} %`;
}

function Slow({ slow, trainings }: { slow: readonly Straggler[] | null; trainings: number }) {
  const { select } = useSelection();
  if (slow === null) {
    return <p class="note">No training says how much work it was, so none can be called slow.</p>;
  }
  return (
    <>
      <h3>Stragglers: {count(slow.length)}</h3>
      <p class="note">
        Of {count(trainings)} trainings, those that took more than twice what their floating-point
        operations say at the run’s median rate, the most time lost first. Small networks do fewer
        operations a second, so a few of them are here without fault of a worker.
      </p>
      {slow.length > 0 && (
        <ul class="slow">
          {slow.slice(0, MOST_SLOW).map(({ row, trainMs, expectedMs }) => (
            <li key={row.index}>
              <button type="button" onClick={() => select(row.candidateId)}>
                {row.candidateId}
              </button>{' '}
              {seconds(trainMs / 1000)} instead of {seconds(expectedMs / 1000)} on{' '}
              {row.training?.worker}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function Each({ times: { workers } }: { times: WorkerTimes }) {
  return (
    <details>
      <summary>Each worker in numbers</summary>
      <Scroll label="Each worker" isTall>
        <table>
          <thead>
            <tr>
              <th scope="col">worker</th>
              <th scope="col" class="number">
                trainings
              </th>
              <th scope="col" class="number">
                busy
              </th>
              <th scope="col" class="number">
                share of the open time
              </th>
            </tr>
          </thead>
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
