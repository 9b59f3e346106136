// The section "Data" of a model card: source, licence and the three splits.
import type { EvaluationResult, ObjectiveValue } from '../../contracts/evaluation.ts';
import { exampleInWords } from '../../contracts/task.ts';
import { counted } from '../../kernel/counted.ts';
import type { RunState } from '../../steps/run-state.ts';
import { exampleNoun } from '../run-words.ts';
import type { CardSubject } from './card-subject.ts';

export function dataLines({ state, manifest }: CardSubject): string[] {
  const { data } = state.started;
  const { name, source, licence, classes, shape } = manifest;
  return [
    `${name} (id ${data.id}, hash ${data.hash}, split ${data.splitId})`,
    ...(source === '' ? [] : [`Source: ${source}`]),
    ...(licence === '' ? [] : [`Licence: ${licence}`]),
    `Example: ${exampleInWords(shape)}; classes: ${classes.join(', ')}`,
    `Training split: ${counted(data.trainCount, exampleNoun(shape))}`,
    `Validation split: ${validationSize(state)}used for scores and selection, never for training`,
    testSplit(state),
  ];
}

/** As the trainings counted them; empty where no training counted. */
function validationSize({ results, started }: RunState): string {
  for (const { points, objectives } of results.values()) {
    const counts = [...Object.values(objectives ?? {}), ...points.map(pointScore)];
    const measured = counts.find((value) => typeof value === 'object');
    if (measured !== undefined)
      return `${counted(measured.total, exampleNoun(started.data.shape))}; `;
  }
  return '';
}

function pointScore(point: EvaluationResult['points'][number]): ObjectiveValue {
  return 'validation' in point ? point.validation : point.value;
}

function testSplit({ finished, started, testUnsealed }: RunState): string {
  const champion = finished?.champion;
  if (!champion && testUnsealed === null)
    return 'Test split: sealed; this run has not evaluated it';
  const total = champion?.testScores[0]?.total;
  const size = total === undefined ? '' : `${counted(total, exampleNoun(started.data.shape))}; `;
  return `Test split: ${size}sealed until the champion was chosen`;
}
