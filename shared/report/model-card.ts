// The model card: what whoever finds a shipped network must know of it, as Markdown.
// After Mitchell et al., Model Cards for Model Reporting (2019).

import type { Budget } from '../contracts/budget.ts';
import type { DatasetManifest } from '../contracts/dataset-manifest.ts';
import { isBuiltIn } from '../contracts/engine-choice.ts';
import type { EvaluationResult, ObjectiveValue } from '../contracts/evaluation.ts';
import type { ChampionRecord, PlannedEvaluation } from '../contracts/ledger-events.ts';
import { networkCost } from '../genome/engine-and-kind.ts';
import { canonicalGenome } from '../genome/identity.ts';
import { counted } from '../kernel/counted.ts';
import { append } from '../kernel/long-lists.ts';
import { objectiveScore } from '../search/archive.ts';
import { bestOf, championOf } from '../search/campaign.ts';
import { trainedBy } from '../steps/plan.ts';
import { isReused } from '../steps/reused.ts';
import type { RunState } from '../steps/run-state.ts';
import { bestWithReplicates } from './best-in-words.ts';
import { reliabilityOf } from './collapsed.ts';
import { howChosen } from './how-chosen.ts';
import { loadingSnippets, REQUIREMENTS } from './loading-snippets.ts';
import { percent, valueInWords } from './percent.ts';
import { printedFitness } from './printed-objective.ts';
import { baselineInWords, testInWords } from './scores.ts';
import { spreadOf } from './spread.ts';
import { GENERATED_WARNING } from './warnings.ts';

/** Where config.json of the run lies. */
export interface ConfigOfCard {
  /** Absolute, or seen from the card's folder. */
  readonly path: string;
  readonly isFromCard: boolean;
}

/** From a folder in the run's directory, as champion/. */
const IN_RUN: ConfigOfCard = { path: '../config.json', isFromCard: true };

/**
 * @param shipped the training whose weights lie beside the card
 * @param config null where the run has no config.json
 */
export function modelCard(
  state: RunState,
  shipped: PlannedEvaluation,
  manifest: DatasetManifest,
  config: ConfigOfCard | null = IN_RUN,
): string {
  const { data } = state.started;
  const isChampion = state.finished?.champion?.evaluationKey === shipped.evaluationKey;
  const title = isChampion ? 'Champion' : `Candidate ${shipped.candidateId}`;
  return [
    `# ${title} of run ${state.started.runId}`,
    ...(data.generated ? [`**${GENERATED_WARNING}**`] : []),
    ...section('Network', network(state, shipped)),
    ...section('Data', ofData(state, manifest)),
    ...section('Search', search(state)),
    ...section('Cost', cost(state)),
    ...section('Scores', scores(state, shipped, isChampion, manifest, config)),
    ...section('How it was chosen', chosen(state, isChampion)),
    '## How to load it',
    ...loading(state),
    '## Limits',
    limits(data.generated),
    '',
  ].join('\n\n');
}

function section(title: string, lines: readonly string[]): string[] {
  return [`## ${title}`, lines.map((line) => `- ${line}`).join('\n')];
}

function loading({ started: { engine, data } }: RunState): string[] {
  if (engine.name === 'own') {
    return [
      '`weights.checkpoint` is what its own trainer kept; the `predict` of that trainer reads it.',
    ];
  }
  return [
    'Input: raw pixels, one byte each; normalisation and softmax are in the model. Output: a probability a class.',
    REQUIREMENTS.map((line) => `- ${line}`).join('\n'),
    ...loadingSnippets(data.pixels).flatMap(({ title, language, code }) => [
      `### ${title}`,
      `\`\`\`${language}\n${code}\n\`\`\``,
    ]),
  ];
}

function network(state: RunState, shipped: PlannedEvaluation): string[] {
  const { genome, genomeHash } = shipped;
  return [
    `Genome \`${JSON.stringify(canonicalGenome(genome))}\``,
    `Genome hash ${genomeHash}`,
    ...size(state, shipped),
  ];
}

/** Nothing, where a trainer module trained and did not report it. */
function size(
  { started: { data, engine }, results }: RunState,
  { genome, evaluationKey }: PlannedEvaluation,
): string[] {
  const task = { inputs: data.pixels, classes: data.classes };
  const cost = networkCost(genome, engine.name, task);
  if (cost !== null) {
    const { parameters, forwardFlops, bytes } = cost;
    return [
      `${parameters} parameters (${bytes} bytes as float32), ${forwardFlops} floating-point operations an image`,
    ];
  }
  const reported = results.get(evaluationKey)?.parameters;
  return reported === undefined ? [] : [`${reported} parameters, as its trainer reports`];
}

function ofData(state: RunState, manifest: DatasetManifest): string[] {
  const { data } = state.started;
  const { name, source, licence, classes, image } = manifest;
  return [
    `${name} (id ${data.id}, hash ${data.hash}, split ${data.splitId})`,
    ...(source === '' ? [] : [`Source: ${source}`]),
    ...(licence === '' ? [] : [`Licence: ${licence}`]),
    `Images of ${image.height} × ${image.width} pixels; classes: ${classes.join(', ')}`,
    `Training split: ${data.trainCount} images`,
    `Validation split: ${validationImages(state)}fitness was read on it; it was never trained on`,
    testSplit(state),
  ];
}

/** As the trainings counted them; nothing where none of them counted. */
function validationImages({ results }: RunState): string {
  for (const { points, objectives } of results.values()) {
    const counts = [...Object.values(objectives ?? {}), ...points.map(pointScore)];
    const counted = counts.find((value) => typeof value === 'object');
    if (counted !== undefined) return `${counted.total} images; `;
  }
  return '';
}

function pointScore(point: EvaluationResult['points'][number]): ObjectiveValue {
  return 'validation' in point ? point.validation : point.value;
}

function testSplit({ finished, testOpened }: RunState): string {
  const champion = finished?.champion;
  if (!champion && testOpened === null) return 'Test split: sealed; this run has not opened it';
  const total = champion?.testScores[0]?.total;
  const images = total === undefined ? '' : `${total} images, `;
  return `Test split: ${images}sealed until the champion was chosen, and opened once`;
}

function search({ started, ledgerHash, isReproducible, stop, batches }: RunState): string[] {
  const { config, engine } = started;
  const { strategy, budget, finish } = config;
  const schedule = isBuiltIn(engine.name) ? `, learning rate ${budget.schedule}` : '';
  return [
    `Strategy ${JSON.stringify(strategy)}, seed ${config.seed}`,
    `${budget.examples} examples a training at the base budget${schedule}`,
    `Finish ${JSON.stringify(finish)}`,
    `${batches.length} batches closed${stop === null ? '' : `; ${stop} ended the search`}`,
    `Engine ${engine.name} ${engine.version} ${engine.backend}`,
    `Ledger hash ${ledgerHash}${isReproducible ? '' : ' (not reproducible from its seed: time or money decided)'}`,
  ];
}

function cost(state: RunState): string[] {
  const results = [...state.results.values()];
  const { evaluations, examples } = trainedBy(state);
  const reused = results.filter((one) => isReused(one, state.started));
  const seen = reused.reduce((sum, { examplesSeen }) => sum + examplesSeen, examples);
  const ofOthers =
    reused.length === 0 ? '' : `; ${reused.length} of them were made by an earlier run`;
  const reported = results.flatMap(({ trainFlops }) => trainFlops ?? []);
  const flops = reported.reduce((sum, one) => sum + one, 0);
  const work =
    reported.length < results.length ? '' : `, ${flops.toExponential(2)} floating-point operations`;
  const ms = results.reduce((sum, { trainMs, evalMs }) => sum + trainMs + evalMs, 0);
  const processors = [...new Set(results.map(({ provenance }) => provenance.cpu))];
  return [
    `${counted(evaluations + reused.length, 'training')} on ${seen} examples${work}${ofOthers}`,
    `${(ms / 1000).toFixed(0)} seconds of a worker (${processors.join('; ')})`,
  ];
}

function scores(
  state: RunState,
  shipped: PlannedEvaluation,
  isChampion: boolean,
  { classes }: DatasetManifest,
  config: ConfigOfCard | null,
): string[] {
  const best = bestOf(state.campaign);
  const record = state.finished?.champion;
  const objective = printedFitness(state.started);
  const lines =
    best === undefined ? [] : [`Best of the search: ${bestWithReplicates(best, objective)}`];
  append(lines, validationScores(state, shipped, isChampion));
  if (isChampion && record) {
    lines.push(`Test accuracy ${testInWords(record)}`);
    append(lines, perClass(record.confusion, classes));
  } else {
    lines.push('This is not the champion: the test split never judged it');
  }
  const from = config?.isFromCard ? ', from the folder of this card' : '';
  return [...lines, ...baselineInWords(state, config?.path ?? null, from)];
}

/**
 * The mean score of the trainings that were made on the budget of the exported one, with what selected
 * them, and how many trainings of the genome collapsed.
 */
function validationScores(
  state: RunState,
  { genomeHash, budget }: PlannedEvaluation,
  isChampion: boolean,
): string[] {
  const objective = printedFitness(state.started);
  const ofGenome = state.batches
    .flatMap(({ planned }) => planned.evaluations)
    .filter((one) => one.genomeHash === genomeHash && isSameBudget(one.budget, budget))
    .map(({ evaluationKey }) => evaluationKey);
  const keys = (isChampion && championOf(state.campaign)?.evaluationKeys) || ofGenome;
  const scores = [...new Set(keys)].flatMap(
    (key) => objectiveScore(state.results.get(key)?.objectives, objective.name) ?? [],
  );
  const { collapsed, trainings } = reliabilityOf(state, genomeHash);
  const reliability = `Collapsed trainings of this genome: ${collapsed} of ${trainings} (diverged, or closer to guessing than to its best score)`;
  if (scores.length === 0) return [reliability];
  const { mean, deviation } = spreadOf(scores);
  const spread = deviation === null ? '' : ` ± ${valueInWords(deviation, objective)}`;
  const over = `mean over ${counted(scores.length, 'training')} of ${budget.examples} examples`;
  return [
    `Validation ${objective.name} ${valueInWords(mean, objective)}${spread}, ${over}; ${selection(state, isChampion)}`,
    reliability,
  ];
}

/** What was selected by these scores: a selected score is too high. */
function selection({ started }: RunState, isChampion: boolean): string {
  if (!isChampion) return 'selected scores: the search ranked the genome by them (selection bias)';
  const seeds = started.config.finish?.seeds ?? 0;
  return seeds === 0
    ? 'selected scores: this mean chose the champion, and the best of them the exported training (selection bias)'
    : 'trained after the champion was chosen; the best of them is exported (selection bias in that one)';
}

function isSameBudget(one: Budget, other: Budget): boolean {
  return one.examples === other.examples && one.schedule === other.schedule;
}

function perClass(confusion: ChampionRecord['confusion'], classes: readonly string[]): string[] {
  const recalls = confusion.map((row, label) => {
    const total = row.reduce((sum, count) => sum + count, 0);
    return `${classes[label]}: ${percent((row[label] ?? 0) / total)}`;
  });
  return [`Test images of each class that were recognised: ${recalls.join(', ')}`];
}

function chosen({ started: { config, engine } }: RunState, isChampion: boolean): string[] {
  if (!isChampion || config.finish === null) {
    return ['Asked for by its name; this run’s finish did not choose it'];
  }
  return howChosen(config.finish, isBuiltIn(engine.name));
}

function limits(isGenerated: boolean): string {
  const what = isGenerated ? 'Generated digits' : 'Images like those of the data set';
  return `${what} are all that it was measured on. Images that were taken, scaled or centred otherwise will be recognised less often, and it has no way to say that an image shows none of its classes.`;
}
