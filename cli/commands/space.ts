// `evolambda space print|check`: the default search space, to be changed for --space; and whether a
// space can be searched.
import { checkSpace } from '../../shared/genome/check-space.ts';
import { costliest } from '../../shared/genome/costliest.ts';
import { defaultSpace } from '../../shared/genome/kinds/mlp/default-space.ts';
import { kindOf } from '../../shared/genome/kinds/registry.ts';
import { randomWithinLimits } from '../../shared/genome/limits.ts';
import { grouped } from '../../shared/kernel/counted.ts';
import { InvalidInput, missing, shown } from '../../shared/kernel/errors.ts';
import { nearest } from '../../shared/kernel/nearest.ts';
import { resolveManifest } from '../data/resolve-manifest.ts';
import { type Flag, type Flags, type FlagValues, readFlags } from '../flags.ts';
import { jsonIn } from '../json-file.ts';
import { RUN_FLAGS } from '../run-flags.ts';
import { processTerminal } from '../terminal.ts';

export const SPACE_FLAGS: Flags = {
  dataset: {
    ...(RUN_FLAGS.dataset as Flag),
    help: 'Of check: data set to check the space for',
  },
  json: { type: 'switch', group: 'Output', help: 'Of check: print the result as JSON' },
};

export async function spaceCommand(argv: readonly string[]): Promise<number> {
  const { values, positionals } = readFlags(argv, SPACE_FLAGS);
  const [verb = 'print', ...files] = positionals;
  if (verb === 'print' && files.length === 0) {
    process.stdout.write(`${JSON.stringify(defaultSpace, null, 2)}\n`);
    return 0;
  }
  const [file, ...more] = files;
  if (verb === 'check' && file !== undefined && more.length === 0) return check(file, values);
  if (verb === 'check' && file === undefined) {
    throw new InvalidInput([missing('space check FILE', 'a JSON file with a search space')]);
  }
  const allowed = 'print or check FILE';
  if (positionals.length === 0) throw new InvalidInput([missing('space', allowed)]);
  const verbs = ['print', 'check'];
  const hint = verbs.includes(verb) ? undefined : nearest(verb, verbs);
  throw new InvalidInput([{ path: 'space', value: shown(positionals.join(' ')), allowed, hint }]);
}

async function check(file: string, values: FlagValues): Promise<number> {
  const terminal = processTerminal(values.json === true);
  const written = await jsonIn('space check', file, 'a JSON file with a search space');
  const { manifest } = await resolveManifest(String(values.dataset ?? 'mnist'));
  const inputs = manifest.image.height * manifest.image.width;
  const task = { inputs, classes: manifest.classes.length };
  const space = checkSpace(written, task);
  const { kind } = space;
  const genome = randomWithinLimits(space, task, { seed: 1, generation: 0, slot: 0 }).value;
  // Of kind custom a genome's cost is known to nobody but what evaluates it.
  const largest = kindOf(kind).hasCost ? costliest(space, task) : null;
  if (values.json === true) {
    const { parameters, forwardFlops } = largest ?? {};
    terminal.result(JSON.stringify({ valid: true, kind, parameters, forwardFlops, genome }));
    return 0;
  }
  if (largest === null) {
    terminal.say(
      `${file} is a valid space of kind custom. It needs a trainer module (run --trainer FILE --space ${file}) or evolve() of the library.`,
    );
  } else {
    const { parameters, forwardFlops } = largest;
    terminal.say(`${file} is a valid search space for ${manifest.id}.`);
    terminal.say(
      `Largest network: ${grouped(parameters)} parameters, ${grouped(forwardFlops)} FLOPs per image`,
    );
  }
  terminal.say(`Random genome: ${JSON.stringify(genome)}`);
  return 0;
}
