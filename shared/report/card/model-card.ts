// The model card of an exported network, as Markdown: model details, intended use, data, training,
// evaluation, limitations, how to load it.
// Sections after Mitchell et al., Model Cards for Model Reporting (2019).
import type { DatasetManifest } from '../../contracts/dataset-manifest.ts';
import type { PlannedEvaluation } from '../../contracts/ledger-events.ts';
import { exampleInWords } from '../../contracts/task.ts';
import type { RunState } from '../../steps/run-state.ts';
import { exampleNoun } from '../run-words.ts';
import { GENERATED_WARNING } from '../warnings.ts';
import type { CardSubject, ConfigOfCard } from './card-subject.ts';
import { dataLines } from './data-lines.ts';
import { evaluationLines } from './evaluation-lines.ts';
import { loadingSnippets, REQUIREMENTS } from './loading-snippets.ts';
import { modelDetails } from './model-details.ts';
import { trainingLines } from './training-lines.ts';

/** From a folder in the run's directory, as champion/. */
const IN_RUN: ConfigOfCard = { path: '../config.json', isFromCard: true };

/**
 * @param exported the training whose weights are stored next to the card
 * @param config null where the run has no config.json
 */
export function modelCard(
  state: RunState,
  exported: PlannedEvaluation,
  manifest: DatasetManifest,
  config: ConfigOfCard | null = IN_RUN,
): string {
  const { data, runId } = state.started;
  const isChampion = state.finished?.champion?.evaluationKey === exported.evaluationKey;
  const subject = { state, exported, manifest, isChampion };
  const champion = isChampion ? state.finished?.champion : undefined;
  const title = champion ? `champion ${champion.candidateId}` : exported.candidateId;
  return [
    `# Model card: ${title} of run ${runId}`,
    ...(data.generated ? [`**${GENERATED_WARNING}**`] : []),
    ...section('Model details', modelDetails(subject)),
    ...section('Intended use', intendedUse(subject)),
    ...section('Data', dataLines(subject)),
    ...section('Training', trainingLines(subject)),
    ...section('Evaluation', evaluationLines(subject, config)),
    ...section('Limitations', limitations(subject)),
    '## How to load it',
    ...loading(state),
    '',
  ].join('\n\n');
}

function section(title: string, lines: readonly string[]): string[] {
  return [`## ${title}`, lines.map((line) => `- ${line}`).join('\n')];
}

function intendedUse({ manifest: { classes, shape, name } }: CardSubject): string[] {
  const examples = `${exampleNoun(shape)}s`;
  return [
    `Input: ${exampleInWords(shape)}, prepared like the examples of ${name}`,
    `Output: one probability per class (${classes.join(', ')})`,
    `Not intended for ${examples} from another source, unless you evaluate the network on labelled ${examples} of that source first`,
  ];
}

function limitations({ state }: CardSubject): string[] {
  const { generated, shape } = state.started.data;
  const examples = `${exampleNoun(shape)}s`;
  const measured = generated ? 'generated digits' : `${examples} of this data set`;
  const others = 'features' in shape ? 'measured or scaled' : 'captured, scaled or centred';
  return [
    `Only ${measured} were used for training and evaluation. Expect a lower accuracy on ${examples} that were ${others} differently`,
    `The network always returns one of its classes. It does not detect ${examples} of other ${'features' in shape ? 'classes' : 'things'}`,
    `The confidence interval covers the sampling of test ${examples}. It does not cover the seed of the search`,
  ];
}

function loading({ started: { engine, data } }: RunState): string[] {
  if (engine.name === 'trainer') {
    return [
      '`weights.checkpoint` holds the weights as the trainer module returned them. The `predict` function of that module loads them.',
    ];
  }
  return [
    `Input: raw ${'features' in data.shape ? 'values, one byte per value' : 'pixels, one byte per pixel'}. Normalisation and softmax are part of the model. Output: one probability per class.`,
    REQUIREMENTS.map((line) => `- ${line}`).join('\n'),
    ...loadingSnippets(data.shape).flatMap(({ title, language, code }) => [
      `### ${title}`,
      `\`\`\`${language}\n${code}\n\`\`\``,
    ]),
  ];
}
