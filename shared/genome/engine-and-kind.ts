// What is known of a genome's network. A built-in engine trains the network that the kind describes; what a
// trainer module or a function of the library's user makes of the genes is known to that code alone.
import { isBuiltIn } from '../contracts/engine-choice.ts';
import type { Genome } from '../contracts/genome.ts';
import { InvalidInput, shown } from '../kernel/errors.ts';
import type { GenomeCost, Task } from './kinds/kind.ts';
import { kindOf } from './kinds/registry.ts';

/** Parameters and FLOPs by the kind's cost model; null where that model is not what was trained. */
export function networkCost(genome: Genome, engine: string, task: Task): GenomeCost | null {
  const kind = kindOf(genome.kind);
  return kind.hasCost && isBuiltIn(engine) ? kind.cost(genome, task) : null;
}

/** @throws InvalidInput where a built-in engine is to train a genome that it cannot read */
export function refuseKind(kind: string, engine: string, path = 'space.kind'): void {
  if (kind !== 'custom' || !isBuiltIn(engine)) return;
  const hint = 'kind custom needs a trainer module (--trainer FILE) or evolve() of the library';
  throw new InvalidInput([{ path, value: shown(kind), allowed: 'mlp', hint }]);
}
