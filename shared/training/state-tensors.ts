// The tensors that a training carries from step to step, the same for every engine: so a checkpoint
// means the same whichever engine wrote it.
import { inferShapes, type Parameter } from '../network/infer-shapes.ts';
import type { Network } from '../network/network.ts';
import { OPTIMIZER_SLOTS } from '../network/optimizer.ts';

export interface StateTensor extends Pick<Parameter, 'node' | 'role' | 'shape' | 'fanIn'> {
  /** What of an optimizer's it is (`momentum`); null for the parameter. */
  readonly slot: string | null;
}

/** Beyond this loss, or at NaN, a training has diverged and ends. */
export const MAX_LOSS = 1e5;

/** All tensors of a training: each parameter in the order of the nodes, then each of its optimizer slots. */
export function stateTensors(network: Network): StateTensor[] {
  const slots = OPTIMIZER_SLOTS[network.optimizer.name];
  return parametersOf(network).flatMap((parameter) => [
    { ...parameter, slot: null },
    ...slots.map((slot) => ({ ...parameter, slot })),
  ]);
}

export function parametersOf(network: Network): Parameter[] {
  return inferShapes(network).flatMap(({ parameters }) => parameters);
}

/** A name for people and for graphs, `layer0.weight.momentum`: never taken apart again. */
export function tensorName({
  node,
  role,
  slot,
}: Pick<StateTensor, 'node' | 'role' | 'slot'>): string {
  return slot === null ? `${node}.${role}` : `${node}.${role}.${slot}`;
}

/** The name of a parameter. */
export function parameterName({ node, role }: Pick<Parameter, 'node' | 'role'>): string {
  return tensorName({ node, role, slot: null });
}

/** A node's parameters by role, from all by name. @throws RangeError naming one that is missing */
export function ofNode<T>(
  parameters: readonly Parameter[],
  values: ReadonlyMap<string, T>,
): Readonly<Record<string, T>> {
  return Object.fromEntries(
    parameters.map((parameter) => {
      const value = values.get(parameterName(parameter));
      if (value === undefined) throw new RangeError(`no value of ${parameterName(parameter)}`);
      return [parameter.role, value];
    }),
  );
}

/** A parameter that the op itself declares, from those of its node by role. */
export function parameter<T>(parameters: Readonly<Record<string, T>>, role: string): T {
  const value = parameters[role];
  if (value === undefined) throw new RangeError(`the op has no parameter ${role}`);
  return value;
}
