// What a run that has not ended is doing: its batch, and how much of it is trained.
import type { RunPage } from '../page-data.ts';
import { stageInWords } from './stage-in-words.ts';
import { count } from './words.ts';

export function UnderWay({ page }: { page: RunPage }) {
  const { batches, evaluations, head } = page;
  const open = batches.find(({ closedAt }) => closedAt === null);
  if (head.isFinished || open === undefined) return null;
  const due = evaluations.filter(
    ({ batch, dispatch }) => batch === open.batch && dispatch === 'train',
  );
  const done = due.filter(({ status }) => status !== null).length;
  const { generations } = head.config.strategy;
  const isCounted = open.phase === 'search' && typeof generations === 'number';
  const progress = isCounted ? ` (${count(open.batch + 1)}/${count(generations)})` : '';
  return (
    <p class="under-way">
      <label for="under-way">
        {stageInWords(page, open.batch)}
        {progress}: {count(done)} of {count(due.length)} trainings finished
      </label>{' '}
      <progress id="under-way" max={Math.max(1, due.length)} value={done} />
    </p>
  );
}
