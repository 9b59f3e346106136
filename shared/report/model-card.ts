// The model card: what whoever finds a shipped network must know of it, as Markdown.
// After Mitchell et al., Model Cards for Model Reporting (2019).
import type { Budget } from '../contracts/budget.ts';
import type { DatasetManifest } from '../contracts/dataset-manifest.ts';
import { isBuiltIn } from '../contracts/engine-choice.ts';
import type { ChampionRecord, PlannedEvaluation } from '../contracts/ledger-events.ts';
import { networkCost } from '../genome/engine-and-kind.ts';
import { canonicalGenome } from '../genome/identity.ts';
import { counted } from '../kernel/counted.ts';
import { firstReading } from '../search/archive.ts';
import { bestOf, championOf } from '../search/campaign.ts';
import { trainedBy } from '../steps/plan.ts';
import type { RunState } from '../steps/run-state.ts';
import { howChosen } from './how-chosen.ts';
import { loadingSnippets } from './loading-snippets.ts';
import { percent } from './percent.ts';
import { baselineInWords, readingInWords, testInWords } from './scores.ts';
import { spreadOf } from './spread.ts';
import { GENERATED_WARNING } from './warnings.ts';

/** @param shipped the training whose weights lie beside the card */
export function modelCard(
  state: RunState,
  shipped: PlannedEvaluation,
  manifest: DatasetManifest,
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
    ...section('Scores', scores(state, shipped, isChampion, manifest)),
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

function ofData({ started: { data } }: RunState, manifest: DatasetManifest): string[] {
  const { name, source, licence, classes, image } = manifest;
  return [
    `${name} (id ${data.id}, hash ${data.hash}, split ${data.splitId})`,
    ...(source === '' ? [] : [`Source: ${source}`]),
    ...(licence === '' ? [] : [`Licence: ${licence}`]),
    `Images of ${image.height} × ${image.width} pixels; classes: ${classes.join(', ')}`,
    `Trained on ${data.trainCount} images; fitness was read on the validation split, which was never trained on`,
    'The test split was sealed until the champion was chosen, and opened once',
  ];
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
  const reported = results.flatMap(({ trainFlops }) => trainFlops ?? []);
  const flops = reported.reduce((sum, one) => sum + one, 0);
  const work =
    reported.length < results.length ? '' : `, ${flops.toExponential(2)} floating-point operations`;
  const ms = results.reduce((sum, { trainMs, evalMs }) => sum + trainMs + evalMs, 0);
  const processors = [...new Set(results.map(({ provenance }) => provenance.cpu))];
  return [
    `${counted(evaluations, 'training')} on ${examples} examples${work}`,
    `${(ms / 1000).toFixed(0)} seconds of a worker (${processors.join('; ')})`,
  ];
}

function scores(
  state: RunState,
  shipped: PlannedEvaluation,
  isChampion: boolean,
  { classes }: DatasetManifest,
): string[] {
  const best = bestOf(state.campaign);
  const record = state.finished?.champion;
  const lines = best === undefined ? [] : [`Best of the search: ${readingInWords(best)}`];
  lines.push(...validationScores(state, shipped, isChampion));
  if (isChampion && record) {
    lines.push(`Test accuracy ${testInWords(record)}`, ...perClass(record.confusion, classes));
  } else {
    lines.push('This is not the champion: the test split never judged it');
  }
  return [...lines, ...baselineInWords(state, '../config.json')];
}

/**
 * Of the champion's trainings with fresh seeds, which chose nothing but the weights; of another candidate's
 * on the shipped one's budget, those that ranked it among them.
 */
function validationScores(
  state: RunState,
  { genomeHash, budget }: PlannedEvaluation,
  isChampion: boolean,
): string[] {
  const ofGenome = state.batches
    .flatMap(({ planned }) => planned.evaluations)
    .filter((one) => one.genomeHash === genomeHash && isSameBudget(one.budget, budget))
    .map(({ evaluationKey }) => evaluationKey);
  const keys = (isChampion && championOf(state.campaign)?.evaluationKeys) || ofGenome;
  const readings = [...new Set(keys)].flatMap(
    (key) => firstReading(state.results.get(key)?.objectives) ?? [],
  );
  if (readings.length === 0) return [];
  const { mean, deviation } = spreadOf(readings);
  const spread = deviation === null ? '' : ` ± ${percent(deviation)}`;
  const trainings = counted(readings.length, 'training');
  const which = isChampion
    ? 'with fresh seeds, after it was chosen'
    : 'readings that it was ranked by among them, which are too high by selection';
  return [
    `Validation accuracy ${percent(mean)}${spread}, mean over ${trainings} of ${budget.examples} examples, ${which}`,
  ];
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
