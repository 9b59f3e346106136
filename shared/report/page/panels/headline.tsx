// The numbers that a person came for: what the champion reads of images that nobody searched on, at what cost.
import type { ComponentChildren } from 'preact';
import { counted } from '../../../kernel/counted.ts';
import { added, NOTHING_SPENT, spendingOf } from '../../analysis/spending.ts';
import { howChosen } from '../../how-chosen.ts';
import type { ChampionRow, RunHead } from '../../page-data.ts';
import { percent, points } from '../../percent.ts';
import { pairedDifference, wilson } from '../../proportions.ts';
import { spreadOf } from '../../spread.ts';
import { Section } from '../panel.tsx';
import type { RunView } from '../run-view.ts';
import { count, millisecondsOf, seconds, usd, value } from '../words.ts';

export function Headline({ view }: { view: RunView }) {
  const { head, evaluations } = view.page;
  const spent = evaluations
    .filter(({ isReused }) => !isReused)
    .map(spendingOf)
    .reduce(added, NOTHING_SPENT);
  const cached = evaluations.filter(({ dispatch, isReused }) => dispatch === 'known' || isReused);
  return (
    <Section id="headline" title="What came of it" isWide>
      <dl class="tiles">
        {head.data.isThere && <Test head={head} />}
        <Baseline head={head} />
        <Best view={view} />
        <Tile term="Evaluations" value={count(spent.evaluations)}>
          trainings of this run{head.hasBaseline && ', those of random search included'};{' '}
          {count(cached.length)} more cached
        </Tile>
        <Tile term="Time" value={seconds(elapsed(head))}>
          from its first event to its last, breaks included; {seconds(spent.cpuSeconds)} of training
        </Tile>
        <Tile term="Cost" value={head.money === null ? 'nothing' : usd(head.money.spentUsd)}>
          {head.money === null
            ? 'a machine of one’s own: nothing is paid for by use'
            : `of a budget of ${usd(head.money.budgetUsd)}`}
        </Tile>
        {head.data.isThere && (
          <Tile term="Data set" value={head.data.name} isLong>
            {count(head.data.trainCount)} training images, {head.data.classes.length} classes
          </Tile>
        )}
      </dl>
      <p class="caption">
        Ledger hash <code class="hash">{head.ledgerHash}</code>: whoever has the ledger makes it
        again with <code>evolambda replay</code>.
      </p>
      <Chosen view={view} />
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
      of {count(shipped.total)} images; 95 % interval {percent(low)} to {percent(high)};{' '}
      {overSeeds(champion)}. Opened once.
    </Tile>
  );
}

function overSeeds({ testScores }: ChampionRow): string {
  const { mean, deviation } = spreadOf(testScores.map(({ correct, total }) => correct / total));
  const spread = deviation === null ? '' : ` ± ${percent(deviation)}`;
  return `mean over ${count(testScores.length)} seeds ${percent(mean)}${spread}`;
}

function Best({ view }: { view: RunView }) {
  const { objective } = view;
  const { best, baselineBest } = view.page.head;
  const error = best?.standardError == null ? '' : ` ± ${value(best.standardError, objective)}`;
  return (
    <Tile term="Best of the search" value={value(best?.fitness, objective)}>
      {best === null
        ? `nothing completed${view.page.head.isFinished ? '' : ' yet'}`
        : `${best.candidateId}: mean ${objective.name}${error} over ${counted(best.replicates, 'evaluation')}, too high by selection (selection bias)`}
      {baselineBest !== null &&
        `; best of random search ${value(baselineBest.fitness, objective)} (${baselineBest.candidateId})`}
    </Tile>
  );
}

/** The champion of random search, and how far the two are apart. */
function Baseline({ head: { baselineChampion, paired } }: { head: RunHead }) {
  const [shipped] = baselineChampion?.testScores ?? [];
  if (!shipped) return null;
  const difference = paired && pairedDifference(paired);
  return (
    <Tile term="Random search’s champion" value={percent(shipped.correct / shipped.total)}>
      {difference
        ? `champion less it ${points(difference.estimate)} (95 % ${points(difference.low)} to ${points(difference.high)}); one pair is no proof`
        : 'on the same test images'}
    </Tile>
  );
}

/** Why this network and no other. */
function Chosen({ view }: { view: RunView }) {
  const { head, evaluations } = view.page;
  const { champion, config } = head;
  if (champion === null || config.finish === null) return null;
  const [shipped] = champion.trainings.map((index) => evaluations[index]?.values[0]);
  return (
    <>
      <h3>How {champion.candidateId} was chosen</h3>
      <ol class="chosen">
        {howChosen(config.finish, head.hasBuiltInEngine).map((line) => (
          <li key={line}>{line}.</li>
        ))}
        <li>
          On validation, the exported training has {view.objective.name}{' '}
          {value(shipped, view.objective)}, a selected score. Then the test split was opened, once.
        </li>
      </ol>
    </>
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
