// The end of a run as a person reads it: at most ten lines, each with a label. Everything else is in the model card,
// on the page and in `show --json`.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { isLibrary } from '../shared/contracts/evaluation.ts';
import type { Genome } from '../shared/contracts/genome.ts';
import { taskOf } from '../shared/contracts/task.ts';
import { trainedCost } from '../shared/genome/genome-network.ts';
import { counted, grouped } from '../shared/kernel/counted.ts';
import { duration } from '../shared/kernel/duration.ts';
import { workMs } from '../shared/report/analysis/spending.ts';
import { bestInWords } from '../shared/report/best-in-words.ts';
import { genomeInWords } from '../shared/report/genome-in-words.ts';
import { percent, points, valueInWords } from '../shared/report/percent.ts';
import { printedFitness } from '../shared/report/printed-objective.ts';
import { ONE_PAIR, pairedDifference } from '../shared/report/proportions.ts';
import { exampleNoun } from '../shared/report/run-words.ts';
import { testInWords } from '../shared/report/scores.ts';
import { withSelectionBias } from '../shared/report/selection-bias.ts';
import { GENERATED_WARNING } from '../shared/report/warnings.ts';
import type { Standing } from '../shared/search/archive.ts';
import { bestOf, championOf } from '../shared/search/campaign.ts';
import { barrenInWords } from '../shared/steps/barren-search.ts';
import { endOfSearch } from '../shared/steps/run-result.ts';
import type { RunState } from '../shared/steps/run-state.ts';
import { cachedEvaluations, trainedBy } from '../shared/steps/trained.ts';
import { type NextStep, nextSteps } from './next-steps.ts';
import { REPORT } from './page/keep-report.ts';

interface Around {
  /** Wall-clock time, where it was measured. */
  readonly seconds?: number;
  /** Money that was spent, in words. */
  readonly cost?: string;
  /** Where the results are, in words; without it, in the directory. */
  readonly where?: string;
  /** What to do next; without it, what a run on this machine allows. */
  readonly next?: readonly NextStep[];
}

const MOST_LINES = 10;
const LABEL_COLUMN = 16;

/** Label and text. */
type Line = readonly [string, string];

export function summary(state: RunState, directory: string, around: Around = {}): string[] {
  const lines: Line[] = [
    ...championLines(state),
    ...baselineLines(state),
    [isLibrary(state.started.engine) ? 'Evaluations' : 'Trainings', trainingsInWords(state)],
    ...timeLines(state, around),
    ['Ledger hash', state.ledgerHash],
    ['Results', around.where ?? placeInWords(directory)],
  ];
  const warnings = state.started.data.generated ? [GENERATED_WARNING] : [];
  const labelled = lines.map(([label, text]) => label.padEnd(LABEL_COLUMN) + text);
  const room = MOST_LINES - warnings.length - labelled.length;
  const steps = (around.next ?? nextSteps(state, directory)).slice(0, Math.min(2, room));
  const next = steps.map(({ purpose, command }, index) => {
    const label = index === 0 ? 'Next' : '';
    return `${label.padEnd(LABEL_COLUMN)}${purpose}: ${command}`;
  });
  return ['', ...warnings, ...labelled, ...next];
}

/** The champion; without one the reason, and the best candidate of the search. */
function championLines(state: RunState): Line[] {
  const champion = championOf(state.campaign);
  const record = state.finished?.champion;
  if (record && champion !== null) {
    return [
      [
        'Champion',
        `${record.candidateId}: ${genomeInWords(champion.genome, taskOf(state.started.data))}`,
      ],
      ['Test accuracy', testInWords(record, state.started)],
      ...sizeLines(state, champion.genome, state.results.get(record.evaluationKey)?.parameters),
    ];
  }
  const best = bestOf(state.campaign);
  const none: Line[] = isLibrary(state.started.engine) ? [] : [['Champion', whyNone(state)]];
  if (best === undefined) return none;
  return [
    ...none,
    [
      'Best candidate',
      `${best.candidateId}: ${genomeInWords(best.genome, taskOf(state.started.data))}`,
    ],
    ['Search score', searchScore(state, best)],
  ];
}

function whyNone(state: RunState): string {
  const barren = barrenInWords(state);
  if (barren !== null) return `none. ${barren}`;
  if (state.finished === null) return 'none yet, the run has not ended';
  if (state.started.config.finalPhase === null) return 'none, the run had no final phase';
  return state.batches.every(({ planned }) => planned.phase === 'search')
    ? 'none, the final phase was skipped'
    : 'none, no training of the final phase completed';
}

/** Nothing where a trainer module trained and did not report it. */
function sizeLines(state: RunState, genome: Genome, reported: number | undefined): Line[] {
  const { data, engine } = state.started;
  const cost = trainedCost(genome, engine.name, taskOf(data));
  if (cost !== null) {
    const [parameters, bytes, flops] = [cost.parameters, cost.bytes, cost.forwardFlops].map(
      grouped,
    );
    return [
      [
        'Size',
        `${parameters} parameters, ${bytes} bytes as float32, ${flops} FLOPs per ${exampleNoun(data.shape)}`,
      ],
    ];
  }
  if (reported === undefined) return [];
  return [['Size', `${grouped(reported)} parameters, as reported by the trainer module`]];
}

/** Random search with as many training examples, in one line. */
function baselineLines(state: RunState): Line[] {
  if (state.campaign.baseline === null) return [];
  const { champion, baseline, paired } = state.finished ?? {};
  const [tested] = baseline?.testScores ?? [];
  if (tested === undefined) {
    const best = bestInWords(bestOf(state.campaign, 'baseline'), printedFitness(state.started));
    const none = champion ? 'no champion, no training of its final phase completed; ' : '';
    return [['Baseline', `random search: ${none}best search score ${best}`]];
  }
  const accuracy = `random search: test accuracy ${percent(tested.correct / tested.total)}`;
  if (paired === undefined) return [['Baseline', accuracy]];
  const { estimate, low, high } = pairedDifference(paired);
  const difference = `champion − baseline ${points(estimate)} (95 % CI ${signed(low)} to ${signed(high)})`;
  return [['Baseline', `${accuracy}; ${difference}; ${ONE_PAIR}`]];
}

/** Without the unit, which stands beside the difference. */
function signed(difference: number): string {
  return points(difference).replace(' points', '');
}

/** With how many evaluations its mean is over, and with its bias. */
function searchScore({ started }: RunState, best: Standing): string {
  const objective = printedFitness(started);
  const score = `${objective.name} ${valueInWords(best.fitness, objective)}`;
  const over = best.replicates === 1 ? 'one evaluation' : `mean of ${best.replicates} evaluations`;
  return withSelectionBias(`${score}, ${over}`, objective, started.config);
}

function trainingsInWords(state: RunState): string {
  const stop = endOfSearch(state);
  const cached = cachedEvaluations(state).length;
  return [
    trainedInWords(state),
    ...(cached === 0 ? [] : [`${counted(cached, 'further result')} from the cache`]),
    ...(stop === null ? [] : [`search ended early by ${stop}`]),
    ...(state.isReproducible ? [] : ['not reproducible from the seed']),
  ].join('; ');
}

/** All that the run trained, with what is no part of the search. */
function trainedInWords(state: RunState): string {
  const { config, engine } = state.started;
  const { evaluations, examples } = trainedBy(state);
  if (isLibrary(engine))
    return `${grouped(evaluations)} with a total budget of ${grouped(examples)}`;
  const included = [
    ...(config.baseline ? ['baseline'] : []),
    ...(config.finalPhase === null ? [] : ['final phase']),
  ].join(' and ');
  const amount = `${grouped(evaluations)} on ${grouped(examples)} examples`;
  return included === '' ? amount : `${amount} (${included} included)`;
}

function timeLines(state: RunState, { seconds, cost }: Around): Line[] {
  const ms = [...state.results.values()].reduce((sum, one) => sum + workMs(one), 0);
  const parts = [
    ...(seconds === undefined ? [] : [`${duration(seconds)} for this command`]),
    `${duration(ms / 1000)} of ${isLibrary(state.started.engine) ? 'evaluation' : 'training and scoring'} on all workers`,
    ...(cost ? [cost] : []),
  ];
  return [['Time', parts.join('; ')]];
}

function placeInWords(directory: string): string {
  return existsSync(join(directory, REPORT)) ? `${directory} (page: ${REPORT})` : directory;
}
