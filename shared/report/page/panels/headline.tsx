// The numbers that a person came for: the champion's test accuracy, what it is compared with, time and cost.

import type { ComponentChildren } from 'preact';
import { added, NOTHING_SPENT, spendingOf } from '../../analysis/spending.ts';
import { howChosen } from '../../how-chosen.ts';
import type { BestRow, ChampionRow, RunHead } from '../../page-data.ts';
import { percent, points, TEST_ACCURACY } from '../../percent.ts';
import { ONE_PAIR, pairedDifference, wilson } from '../../proportions.ts';
import { exampleNoun } from '../../run-words.ts';
import { scoreTitle, withSelectionBias } from '../../selection-bias.ts';
import { spreadOf } from '../../spread.ts';
import { Section } from '../panel.tsx';
import type { RunView } from '../run-view.ts';
import {
  count,
  countOf,
  millisecondsOf,
  percentRange,
  pointsRange,
  seconds,
  usd,
  value,
  valueWithError,
} from '../words.ts';

export function Headline({ view }: { view: RunView }) {
  const { head, evaluations } = view.page;
  const spent = evaluations
    .filter(({ isReused }) => !isReused)
    .map(spendingOf)
    .reduce(added, NOTHING_SPENT);
  const cached = evaluations.filter(({ dispatch, isReused }) => dispatch === 'known' || isReused);
  return (
    <Section id="headline" title="Results" isWide lead={leadOf(head)} help={helpOf(view)}>
      <dl class="tiles">
        {head.data.isThere && <Test head={head} />}
        <Baseline head={head} />
        <Best view={view} />
        <Tile
          term={head.data.isThere ? 'Trainings' : 'Evaluations'}
          value={count(spent.evaluations)}
        >
          {head.hasBaseline && 'random search included; '}
          {countOf(cached.length, 'evaluation')} from the cache
        </Tile>
        <Tile term="Time" value={seconds(elapsed(head))}>
          pauses included; {seconds(spent.cpuSeconds)} of{' '}
          {head.data.isThere ? 'training and scoring' : 'evaluation'} on all workers
        </Tile>
        {head.money !== null && (
          <Tile term="Cost" value={usd(head.money.spentUsd)}>
            budget {usd(head.money.budgetUsd)}
          </Tile>
        )}
      </dl>
      <p class="caption">
        Ledger hash <code class="hash">{head.ledgerHash}</code>
      </p>
    </Section>
  );
}

function leadOf({ champion, data, isFinished }: RunHead): string {
  if (champion !== null && data.isThere) {
    return `Champion ${champion.candidateId}, tested on the sealed test split after its selection.`;
  }
  if (champion !== null) return `Champion ${champion.candidateId} of the search.`;
  if (!data.isThere) return 'Best candidate of the search.';
  return isFinished
    ? 'Best candidate of the search; this run has no champion.'
    : 'State of the run; the champion follows in the final phase.';
}

function helpOf(view: RunView): ComponentChildren[] {
  const { head } = view.page;
  const test = [
    'The 95 % confidence interval (CI) of the test accuracy covers the sampling of test examples. It does not cover the seed of the search.',
    'The champion is one genome, trained with several seeds; one of these trainings is exported. To report the accuracy of the genome, use the mean over its trainings with their standard deviation (SD). The accuracy of the exported files is that of the exported training.',
  ];
  const baseline = (
    <>
      The difference to random search compares two networks. To compare the strategies, run several
      seeds: <code>evolambda compare-strategies</code>.
    </>
  );
  return [
    ...(head.champion !== null && head.data.isThere ? test : []),
    ...(head.baselineChampion === null ? [] : [baseline]),
    `The best search score is a mean over the evaluations of one candidate${head.data.isThere ? ' on the validation split' : ''}, with its standard error (SE).`,
    <>
      <code>evolambda replay</code> verifies the ledger hash from the ledger of the run.
    </>,
    ...selection(view),
  ];
}

/** How the final phase chose the champion. */
function selection({ page, objective }: RunView): ComponentChildren[] {
  const { champion, config, hasBuiltInEngine } = page.head;
  if (champion === null || config.finalPhase === null) return [];
  const [exported] = champion.trainings.map((index) => page.evaluations[index]?.values[0]);
  return [
    <>
      Selection of {champion.candidateId}:
      <ol>
        {howChosen(config.finalPhase, hasBuiltInEngine).map((line) => (
          <li key={line}>{line}</li>
        ))}
        <li>
          {withSelectionBias(
            `${scoreTitle(objective)} of the exported training: ${value(exported, objective)}`,
            objective,
            config,
          )}
        </li>
      </ol>
    </>,
  ];
}

function Test({ head }: { head: RunHead }) {
  const { champion } = head;
  const [exported] = champion?.testScores ?? [];
  if (!champion || !exported) {
    const reason = head.isFinished
      ? 'this run has no final phase'
      : 'the test split is sealed until the champion is chosen';
    return (
      <Tile term="Test accuracy" value="not tested">
        {reason}
      </Tile>
    );
  }
  const { correct, total } = exported;
  return (
    <Tile term="Test accuracy of the champion" value={percent(correct / total)} isMain>
      exported network, 95 % CI {percentRange(wilson(correct, total))}
      <br />
      {overSeeds(champion)}
    </Tile>
  );
}

function overSeeds({ testScores }: ChampionRow): string {
  const { mean, deviation } = spreadOf(testScores.map(({ correct, total }) => correct / total));
  const shown = valueWithError(mean, deviation, TEST_ACCURACY);
  if (testScores.length === 1) return '';
  return `${count(testScores.length)} trainings of the genome: ${shown} (mean ± SD)`;
}

function Best({ view: { objective, page } }: { view: RunView }) {
  const { best, baselineBest, config, isFinished } = page.head;
  const shown = valueWithError(best?.fitness ?? Number.NaN, best?.standardError ?? null, objective);
  return (
    <Tile term={`Best search ${objective.name}`} value={best === null ? '–' : shown}>
      {best === null
        ? `no completed evaluation${isFinished ? '' : ' yet'}`
        : withSelectionBias(overEvaluations(best), objective, config)}
      {baselineBest !== null && (
        <>
          <br />
          Random search: {value(baselineBest.fitness, objective)}
        </>
      )}
    </Tile>
  );
}

function overEvaluations({ candidateId, replicates }: BestRow): string {
  const mean = replicates > 1 ? 'mean ± SE of ' : '';
  return `${candidateId}, ${mean}${countOf(replicates, 'evaluation')}`;
}

/** The champion of random search, and the difference between the two. */
function Baseline({ head }: { head: RunHead }) {
  const { baselineChampion, paired } = head;
  const [exported] = baselineChampion?.testScores ?? [];
  if (!exported) return null;
  const difference = paired && pairedDifference(paired);
  return (
    <Tile term="Random search champion" value={percent(exported.correct / exported.total)}>
      {difference
        ? `difference ${points(difference.estimate)} (95 % CI ${pointsRange(difference)}); ${ONE_PAIR}`
        : `on the same test ${exampleNoun(head.data.shape)}s`}
    </Tile>
  );
}

function Tile({
  term,
  value: shown,
  isMain = false,
  children,
}: {
  term: string;
  value: ComponentChildren;
  isMain?: boolean;
  children: ComponentChildren;
}) {
  return (
    <div class={isMain ? 'tile main' : 'tile'}>
      <dt>{term}</dt>
      <dd class="number">{shown}</dd>
      <dd class="note">{children}</dd>
    </div>
  );
}

function elapsed({ startedAt, updatedAt }: RunHead): number {
  return (millisecondsOf(updatedAt) - millisecondsOf(startedAt)) / 1000;
}
