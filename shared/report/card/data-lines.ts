// The section "Data" of a model card: source, licence and the three splits.
import type { EvaluationResult, ObjectiveValue } from '../../contracts/evaluation.ts';
import { grouped } from '../../kernel/counted.ts';
import type { RunState } from '../../steps/run-state.ts';
import type { CardSubject } from './card-subject.ts';

export function dataLines({ state, manifest }: CardSubject): string[] {
  const { data } = state.started;
  const { name, source, licence, classes, image } = manifest;
  return [
    `${name} (id ${data.id}, hash ${data.hash}, split ${data.splitId})`,
    ...(source === '' ? [] : [`Source: ${source}`]),
    ...(licence === '' ? [] : [`Licence: ${licence}`]),
    `Images of ${image.height} × ${image.width} pixels; classes: ${classes.join(', ')}`,
    `Training split: ${grouped(data.trainCount)} images`,
    `Validation split: ${validationImages(state)}used for scores and selection, never for training`,
    testSplit(state),
  ];
}

/** As the trainings counted them; empty where no training counted. */
function validationImages({ results }: RunState): string {
  for (const { points, objectives } of results.values()) {
    const counts = [...Object.values(objectives ?? {}), ...points.map(pointScore)];
    const counted = counts.find((value) => typeof value === 'object');
    if (counted !== undefined) return `${grouped(counted.total)} images; `;
  }
  return '';
}

function pointScore(point: EvaluationResult['points'][number]): ObjectiveValue {
  return 'validation' in point ? point.validation : point.value;
}

function testSplit({ finished, testOpened }: RunState): string {
  const champion = finished?.champion;
  if (!champion && testOpened === null) return 'Test split: sealed; this run has not evaluated it';
  const total = champion?.testScores[0]?.total;
  const images = total === undefined ? '' : `${grouped(total)} images; `;
  return `Test split: ${images}sealed until the champion was chosen`;
}
