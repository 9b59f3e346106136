// The section "Model details" of a model card: architecture, size, identity.

import type { PlannedEvaluation } from '../../contracts/ledger-events.ts';
import { taskOf } from '../../contracts/task.ts';
import { trainedCost } from '../../genome/genome-network.ts';
import { canonicalGenome } from '../../genome/identity.ts';
import { grouped } from '../../kernel/counted.ts';
import type { RunState } from '../../steps/run-state.ts';
import { genomeInWords } from '../genome-in-words.ts';
import { exampleNoun } from '../run-words.ts';
import type { CardSubject } from './card-subject.ts';

export function modelDetails({ state, exported }: CardSubject): string[] {
  const { engine, data } = state.started;
  return [
    `Network: ${genomeInWords(exported.genome, taskOf(data))}`,
    ...size(state, exported),
    `Genome: \`${JSON.stringify(canonicalGenome(exported.genome))}\``,
    `Genome hash ${exported.genomeHash}`,
    `Engine: ${engine.name} ${engine.version} ${engine.backend}`,
  ];
}

/** Empty where a trainer module trained and did not report the number of parameters. */
function size(
  { started: { data, engine }, results }: RunState,
  { genome, evaluationKey }: PlannedEvaluation,
): string[] {
  const task = taskOf(data);
  const cost = trainedCost(genome, engine.name, task);
  if (cost !== null) {
    const { parameters, forwardFlops, bytes } = cost;
    return [
      `Size: ${grouped(parameters)} parameters (${grouped(bytes)} bytes as float32), ${grouped(forwardFlops)} floating-point operations per ${exampleNoun(task.shape)}`,
    ];
  }
  const reported = results.get(evaluationKey)?.parameters;
  return reported === undefined
    ? []
    : [`Size: ${grouped(reported)} parameters, as the trainer module reports`];
}
