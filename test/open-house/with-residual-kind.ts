// The registry of kinds with one kind more: what a test puts in the place of shared/genome/kinds/kinds.ts.
import { residualKind } from './residual-kind/residual-kind.ts';

type Registry = typeof import('../../shared/genome/kinds/kinds.ts');

export function withResidualKind(registry: Registry): Registry {
  return { ...registry, KINDS: [...registry.KINDS, residualKind] };
}
