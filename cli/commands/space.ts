// `evolambda space`: the default search space, to be changed and given back with --space.
import { defaultSpace } from '../../shared/genome/kinds/mlp/default-space.ts';
import { readFlags, refusePositionals } from '../flags.ts';

export async function spaceCommand(argv: readonly string[]): Promise<number> {
  const { positionals } = readFlags(argv, {});
  refusePositionals('space', positionals);
  process.stdout.write(`${JSON.stringify(defaultSpace, null, 2)}\n`);
  return 0;
}
