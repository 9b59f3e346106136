// The numbers that a person came for: what the champion reads of images that nobody searched on, at what cost.
import type { ComponentChildren } from 'preact';
import type { ChampionRow, RunHead } from '../../page-data.ts';
import { percent } from '../../percent.ts';
import { wilson } from '../../proportions.ts';
import { spreadOf } from '../../spread.ts';
import { Section } from '../panel.tsx';
import type { RunView } from '../run-view.ts';
import { count, millisecondsOf, seconds, usd, value } from '../words.ts';

export function Headline({ view }: { view: RunView }) {
  const { head, evaluations } = view.page;
  const trained = evaluations.flatMap(({ training }) => training ?? []);
  const cpuSeconds =
    trained.reduce((sum, { setupMs, trainMs, evalMs }) => sum + setupMs + trainMs + evalMs, 0) /
    1000;
  return (
    <Section id="headline" title="What came of it" isWide>
      <dl class="tiles">
        <Test head={head} />
        <Best view={view} />
        <Tile term="Evaluations" value={count(trained.length)}>
          trainings, {count(evaluations.filter(({ dispatch }) => dispatch === 'known').length)} more
          were known already
        </Tile>
        <Tile term="Time" value={seconds(elapsed(head))}>
          {seconds(cpuSeconds)} of training in all
        </Tile>
        <Tile term="Cost" value={head.money === null ? 'nothing' : usd(head.money.spentUsd)}>
          {head.money === null
            ? 'a machine of one’s own: nothing is paid for by use'
            : `of a budget of ${usd(head.money.budgetUsd)}`}
        </Tile>
        <Tile term="Data set" value={head.data.name} isLong>
          {count(head.data.trainCount)} training images, {head.data.classes.length} classes
        </Tile>
        <Tile term="Ledger hash" value={<code>{head.ledgerHash.slice(0, 12)}</code>} isLong>
          <code class="hash">{head.ledgerHash}</code>
        </Tile>
      </dl>
    </Section>
  );
}

function Test({ head }: { head: RunHead }) {
  const { champion } = head;
  const [shipped] = champion?.testScores ?? [];
  if (!champion || !shipped) {
    const words = head.isFinished
      ? 'this run had no finish'
      : 'the test split is sealed until the end';
    return (
      <Tile term="Test accuracy" value="not tested">
        {words}
      </Tile>
    );
  }
  const { low, high } = wilson(shipped.correct, shipped.total);
  return (
    <Tile
      term="Test accuracy of the champion"
      value={percent(shipped.correct / shipped.total)}
      isMain
    >
      95 % interval {percent(low)} to {percent(high)}; {overSeeds(champion)}. Opened once.
    </Tile>
  );
}

function overSeeds({ testScores }: ChampionRow): string {
  const { mean, deviation } = spreadOf(testScores.map(({ correct, total }) => correct / total));
  const spread = deviation === null ? '' : ` ± ${percent(deviation)}`;
  return `mean over ${count(testScores.length)} seeds ${percent(mean)}${spread}`;
}

function Best({ view }: { view: RunView }) {
  const { search, objective } = view;
  const readings = search.flatMap(({ arm, status, values }) =>
    arm === 'main' && status === 'completed' ? (values[0] ?? []) : [],
  );
  const isUp = objective.direction === 'maximize';
  const best = readings.reduce((a, b) => (isUp === b > a ? b : a), readings[0] ?? Number.NaN);
  return (
    <Tile term="Best reading of the search" value={value(best, objective)}>
      {objective.name}, the best of many readings and so too high by selection
    </Tile>
  );
}

function Tile({
  term,
  value: shown,
  isMain = false,
  isLong = false,
  children,
}: {
  term: string;
  value: ComponentChildren;
  isMain?: boolean;
  isLong?: boolean;
  children: ComponentChildren;
}) {
  return (
    <div class={isMain ? 'tile main' : 'tile'}>
      <dt>{term}</dt>
      <dd class={isLong ? 'number long' : 'number'}>{shown}</dd>
      <dd class="note">{children}</dd>
    </div>
  );
}

function elapsed({ startedAt, updatedAt }: RunHead): number {
  return (millisecondsOf(updatedAt) - millisecondsOf(startedAt)) / 1000;
}
