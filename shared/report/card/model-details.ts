// The section "Model details" of a model card: architecture, size, identity.
import type { PlannedEvaluation } from '../../contracts/ledger-events.ts';
import { networkCost } from '../../genome/engine-and-kind.ts';
import { canonicalGenome } from '../../genome/identity.ts';
import { grouped } from '../../kernel/counted.ts';
import type { RunState } from '../../steps/run-state.ts';
import { genomeInWords } from '../genome-in-words.ts';
import type { CardSubject } from './card-subject.ts';

export function modelDetails({ state, exported }: CardSubject): string[] {
  const { engine } = state.started;
  return [
    `Network: ${genomeInWords(exported.genome)}`,
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
  const task = { inputs: data.pixels, classes: data.classes };
  const cost = networkCost(genome, engine.name, task);
  if (cost !== null) {
    const { parameters, forwardFlops, bytes } = cost;
    return [
      `Size: ${grouped(parameters)} parameters (${grouped(bytes)} bytes as float32), ${grouped(forwardFlops)} floating-point operations per image`,
    ];
  }
  const reported = results.get(evaluationKey)?.parameters;
  return reported === undefined
    ? []
    : [`Size: ${grouped(reported)} parameters, as the trainer module reports`];
}
