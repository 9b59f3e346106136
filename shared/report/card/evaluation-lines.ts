// The section "Evaluation" of a model card: scores on the validation and the test split, each with how it was
// selected, and the random-search baseline.
import type { Budget } from '../../contracts/budget.ts';
import type { ChampionRecord } from '../../contracts/ledger-events.ts';
import { counted, grouped } from '../../kernel/counted.ts';
import { objectiveScore } from '../../search/archive.ts';
import { bestOf, championOf } from '../../search/campaign.ts';
import type { RunState } from '../../steps/run-state.ts';
import { bestWithReplicates } from '../best-in-words.ts';
import { reliabilityOf } from '../collapsed.ts';
import { percent, valueInWords } from '../percent.ts';
import { printedFitness } from '../printed-objective.ts';
import { baselineInWords, testInWords } from '../scores.ts';
import { scoreTitle, withSelectionBias } from '../selection-bias.ts';
import { spreadOf } from '../spread.ts';
import type { CardSubject, ConfigOfCard } from './card-subject.ts';

/** @param config null where the run has no config.json */
export function evaluationLines(subject: CardSubject, config: ConfigOfCard | null): string[] {
  const { state } = subject;
  const best = bestOf(state.campaign);
  const from = config?.isFromCard ? ', from the folder of this card' : '';
  return [
    ...testLines(subject),
    ...validationLines(subject),
    ...(best === undefined
      ? []
      : [`Best of the search: ${bestWithReplicates(best, state.started)}`]),
    ...baselineInWords(state, config?.path ?? null, from),
  ];
}

function testLines({ state, isChampion, manifest: { classes } }: CardSubject): string[] {
  const record = state.finished?.champion;
  if (!isChampion || !record) {
    return ['Not evaluated on the test split: only the champion of a run is'];
  }
  return [
    `Test accuracy ${testInWords(record, state.started)}`,
    ...perClass(record.confusion, classes),
  ];
}

function perClass(confusion: ChampionRecord['confusion'], classes: readonly string[]): string[] {
  const recalls = confusion.map((row, label) => {
    const total = row.reduce((sum, count) => sum + count, 0);
    return `${classes[label]}: ${percent((row[label] ?? 0) / total)}`;
  });
  return recalls.length === 0 ? [] : [`Test recall by class: ${recalls.join(', ')}`];
}

/**
 * The mean score of the trainings with the budget of the exported one, with how they were selected, and how
 * many trainings of the genome collapsed.
 */
function validationLines({ state, exported, isChampion }: CardSubject): string[] {
  const objective = printedFitness(state.started);
  const { genomeHash, budget } = exported;
  const ofGenome = state.batches
    .flatMap(({ planned }) => planned.evaluations)
    .filter((one) => one.genomeHash === genomeHash && isSameBudget(one.budget, budget))
    .map(({ evaluationKey }) => evaluationKey);
  const keys = (isChampion && championOf(state.campaign)?.evaluationKeys) || ofGenome;
  const scores = [...new Set(keys)].flatMap(
    (key) => objectiveScore(state.results.get(key)?.objectives, objective.name) ?? [],
  );
  const { collapsed, trainings } = reliabilityOf(state, genomeHash);
  const reliability = `Collapsed trainings of this genome: ${collapsed} of ${trainings} (diverged, or closer to chance than to its best score)`;
  if (scores.length === 0) return [reliability];
  const { mean, deviation } = spreadOf(scores);
  const spread = deviation === null ? '' : ` ± ${valueInWords(deviation, objective)} (SD)`;
  const over = `mean over ${counted(scores.length, 'training')} of ${grouped(budget.examples)} examples`;
  const score = `${scoreTitle(objective)} ${valueInWords(mean, objective)}${spread}, ${over}`;
  return [withSelection(score, state, isChampion), reliability];
}

/** What these scores selected, with the bias that it causes. */
function withSelection(score: string, { started }: RunState, isChampion: boolean): string {
  const biased = withSelectionBias(score, printedFitness(started), started.config);
  if (!isChampion) return `${biased}: the search ranked the genome by these scores`;
  const { seeds = 0, retrain = 1 } = started.config.finalPhase ?? {};
  return seeds === 0 && retrain > 1
    ? `${biased}: this mean chose the champion`
    : `${score}; trained after the champion was chosen`;
}

function isSameBudget(one: Budget, other: Budget): boolean {
  return one.examples === other.examples && one.schedule === other.schedule;
}
