// `evolambda space print|check`: the default search space of a kind, to be changed for --space; and whether a
// space can be searched.
import { spaceWithPresentNames } from '../../shared/contracts/renamed-settings.ts';
import type { SearchSpace } from '../../shared/contracts/search-space.ts';
import { checkSpace } from '../../shared/genome/check-space.ts';
import { costliest } from '../../shared/genome/costliest.ts';
import { DEFAULT_SPACE, KINDS } from '../../shared/genome/kinds/kinds.ts';
import { randomWithinLimits } from '../../shared/genome/operators/within-limits.ts';
import { choicesInWords } from '../../shared/kernel/choices-in-words.ts';
import { grouped } from '../../shared/kernel/counted.ts';
import { InvalidInput, missing, shown } from '../../shared/kernel/errors.ts';
import { nearest } from '../../shared/kernel/nearest.ts';
import type { Command } from '../command.ts';
import { resolveManifest } from '../data/resolve-manifest.ts';
import { type FlagValues, readFlags } from '../flags.ts';
import { jsonIn } from '../json-file.ts';
import { RUN_FLAGS } from '../run-flags.ts';
import { processTerminal } from '../terminal.ts';

const PRINTED = KINDS.filter(({ defaultSpace }) => defaultSpace !== undefined);

export const spaceCommand: Command = {
  name: 'space',
  group: 'Data and search space',
  usage: 'space print|check FILE',
  purpose: 'Print the default search space, or check the one in FILE',
  flags: {
    kind: {
      type: 'text',
      group: 'Search',
      value: 'NAME',
      help: 'Of print: kind of the genomes',
      choices: PRINTED.map(({ name }) => name),
      without: DEFAULT_SPACE.kind,
    },
    dataset: {
      ...RUN_FLAGS.dataset,
      help: 'Of check: data set to check the space for',
    },
    json: { type: 'switch', group: 'Output', help: 'Of check: print the result as JSON' },
  },
  examples: ['evolambda space print > space.json', 'evolambda space check space.json'],
  run: space,
};

async function space(argv: readonly string[]): Promise<number> {
  const { values, positionals } = readFlags(argv, spaceCommand.flags);
  const [verb = 'print', ...files] = positionals;
  if (verb === 'print' && files.length === 0) {
    process.stdout.write(`${JSON.stringify(printedSpace(values.kind), null, 2)}\n`);
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

/** @throws InvalidInput naming a kind that has no default space */
function printedSpace(name: FlagValues[string]): SearchSpace {
  if (name === undefined) return DEFAULT_SPACE;
  const space = PRINTED.find((kind) => kind.name === name)?.defaultSpace;
  if (space !== undefined) return space;
  const names = PRINTED.map((kind) => kind.name);
  const hint = nearest(name, names);
  throw new InvalidInput([
    { path: '--kind', value: shown(name), allowed: choicesInWords(names), hint },
  ]);
}

async function check(file: string, values: FlagValues): Promise<number> {
  const terminal = processTerminal(values.json === true);
  const written = await jsonIn('space check', file, 'a JSON file with a search space');
  const { manifest } = await resolveManifest(String(values.dataset ?? 'mnist'));
  const task = { shape: manifest.shape, classes: manifest.classes.length };
  const space = checkSpace(spaceWithPresentNames(written), task);
  const { kind } = space;
  const genome = randomWithinLimits(space, task, { seed: 1, generation: 0, slot: 0 }).genome;
  const largest = costliest(space, task);
  if (values.json === true) {
    const { parameters, forwardFlops } = largest ?? {};
    terminal.result(JSON.stringify({ valid: true, kind, parameters, forwardFlops, genome }));
    return 0;
  }
  if (largest === null) {
    terminal.say(
      `${file} is a valid space of kind ${kind}. It needs a trainer module (run --trainer FILE --space ${file}) or evolve() of the library.`,
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
