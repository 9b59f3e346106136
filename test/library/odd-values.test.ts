// Values that JSON cannot hold at every door of the library: an option is rejected with its name, an answer
// counts as a failed attempt, and whatever was recorded can be read again.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import {
  createSearch,
  defineSpace,
  evolve,
  fileStore,
  memoryStore,
  type RunStore,
} from '../../cli/library/index.ts';
import { pathInWords } from '../../shared/contracts/parse.ts';
import { InvalidInput } from '../../shared/kernel/errors.ts';
import { strategies } from '../../shared/search/registry.ts';
import { fold } from '../../shared/steps/run-state.ts';
import { ODD_INSIDE, ODD_VALUES } from '../kernel/odd-values.ts';
import { bowl, space, strategy } from './bowl.ts';

const folder = mkdtempSync(join(tmpdir(), 'evolambda-odd-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const ODD = Object.entries({
  ...ODD_VALUES,
  ...ODD_INSIDE,
  'half a surrogate pair': ['\ud800', ''],
});

function faultsOf(call: () => unknown): readonly string[] {
  try {
    call();
  } catch (error) {
    expect(error).toBeInstanceOf(InvalidInput);
    return (error as InvalidInput).faults.map(({ path }) => path);
  }
  return [];
}

const asked = createSearch({ space });
const real = { type: 'real', min: 0, max: 1 };
const flag = { type: 'categorical', values: [true, false] };

interface Door {
  readonly open: (value: unknown) => unknown;
  /** Places that faults name. */
  readonly paths: readonly string[];
}

const DOORS: Readonly<Record<string, Door>> = {
  'all options': { open: (value) => evolve(value as never), paths: ['space', 'evaluate'] },
  'an option': {
    open: (value) => {
      const names = DOORS['an option']!.paths.map((name) => [name, value]);
      return evolve({ space, evaluate: bowl, ...Object.fromEntries(names) });
    },
    paths: [
      ...['seed', 'strategy', 'objectives', 'enqueue', 'patience', 'maxEvaluations', 'workers'],
      ...['attempts', 'timeoutSeconds', 'version', 'store', 'signal', 'unknown'],
    ],
  },
  'a part of an option': {
    open: (value) =>
      createSearch({
        space,
        strategy: { name: 'random', population: value, other: value },
        objectives: [{ name: 'loss', direction: value }],
        enqueue: [{ x: value, sign: 1 }, value],
      } as never),
    paths: [
      ...['strategy.population', 'strategy.other', 'objectives[0].direction'],
      ...['enqueue[0].x', 'enqueue[1]'],
    ],
  },
  'a space': { open: (value) => createSearch({ space: value } as never), paths: ['space'] },
  genes: { open: (genes) => defineSpace(genes as never), paths: [] },
  'a part of a gene': {
    open: (value) =>
      defineSpace({
        flag,
        gene: value,
        bound: { ...real, min: value },
        mutation: { ...real, mutation: value },
        category: { type: 'categorical', values: [value] },
        waiting: { ...real, when: { gene: 'flag', in: [value] } },
        bounded: { ...real, boundsBy: { gene: 'flag', values: { true: value } } },
        group: { type: 'group', genes: value },
        list: { type: 'list', length: { min: 1, max: value }, genes: value },
      } as never),
    paths: [
      ...['gene', 'bound.min', 'mutation.mutation', 'category.values[0]', 'waiting.when.in'],
      ...['bounded.boundsBy.values.true', 'group.genes', 'list.length.max', 'list.genes'],
    ].map((path) => `genes.${path}`),
  },
  'a state': { open: (state) => createSearch({ space }, state as never), paths: ['state'] },
  answers: { open: (value) => asked.tell(value as never), paths: ['answers'] },
  'an answer': { open: (value) => asked.tell([value as never]), paths: ['answers[0]'] },
};

describe.each(Object.entries(DOORS))('%s', (_, { open, paths }) => {
  it.each(ODD)('rejects %s', (__, [value]) => {
    const faults = faultsOf(() => open(value));
    const isNamed = (path: string) =>
      faults.some((fault) => fault.startsWith(path) || fault === '(whole input)');
    expect(faults).not.toEqual([]);
    expect(paths.filter((path) => !isNamed(path))).toEqual([]);
  });
});

describe('options', () => {
  it('are rejected all at once, each with its value in words', () => {
    const options = {
      space,
      evaluate: bowl,
      seed: 42n,
      patience: Number.NaN,
      version: new Date(0),
    };
    expect(() => evolve({ ...options, strategy: new Map() } as never)).toThrow(
      new RegExp(
        [
          'version: Date 1970-01-01T00:00:00.000Z is not allowed; expected a string',
          'seed: 42n is not allowed; expected an integer from 0 to 2\\^53 − 1',
          'strategy: Map of 0 is not allowed; expected a plain object',
          'patience: NaN is not allowed; expected an integer from 1 to 10000',
        ].join('\n'),
      ),
    );
  });

  it('are copied: what is changed later changes no search', async () => {
    const genes = { x: { type: 'integer', min: 1, max: 9 } };
    const options = {
      space: { kind: 'custom', genes },
      strategy: { name: 'tournament', population: 4, generations: 2 },
      enqueue: [{ x: 7 }],
      evaluate: ({ x }: { x: number }) => ({ fitness: x }),
      workers: 1,
    };
    const plain = await evolve(structuredCloneOf(options) as never).finished();
    const search = evolve(options as never);
    const loop = createSearch({ ...options, evaluate: undefined, workers: undefined } as never);
    options.enqueue[0]!.x = 3;
    options.strategy.population = 9;
    genes.x.max = 2;
    options.evaluate = () => ({ fitness: Number.NaN });
    expect(await search.finished()).toEqual(plain);
    expect(loop.ask().map(({ genome }) => genome)).toContainEqual({ x: 7 });
    // Neither do changes of what the search gives.
    const before = JSON.stringify(loop);
    for (const { operators } of loop.ask()) (operators as unknown[]).push('nothing');
    (loop.toJSON().progress as { batch: unknown[] }).batch.length = 0;
    expect(JSON.stringify(loop)).toBe(before);
  });

  function structuredCloneOf({ evaluate, ...options }: Record<string, unknown>): object {
    return { ...structuredClone(options), evaluate };
  }
});

/** The score of a call whose reports were odd. */
const WELL = -1000;

type Report = (examples: unknown, value: unknown) => void;

/** What `evaluate` does in its first calls; in later ones it is well. */
function misbehaviours(value: unknown): readonly ((report: Report) => unknown)[] {
  return [
    () => ({ fitness: value }),
    () => value,
    () => Promise.reject(value),
    () => {
      throw Object.assign(new Error('no luck'), { message: value });
    },
    (report) => {
      report(value, value);
      report(value, 0.5);
      report(64, value);
      return { fitness: WELL, note: value };
    },
  ];
}

async function searched(evaluate: unknown, store: RunStore, attempts: number) {
  const options = { space, store, attempts, strategy: { ...strategy, generations: 2 } };
  return evolve({ ...options, evaluate: evaluate as typeof bowl })
    .finished()
    .catch((error: Error) => error.message);
}

describe('what evaluate gives', () => {
  it.each(ODD)('%s leaves a journal that is read again', async (name, [value]) => {
    const path = join(folder, `${name.replaceAll(' ', '-')}.jsonl`);
    const store = await fileStore(path);
    const odd = [...misbehaviours(value)];
    const ended = await searched(
      (genome: never, { report }: { report: Report }) => odd.shift()?.(report) ?? bowl(genome),
      store,
      4,
    );
    await store.close();
    const again = await fileStore(path);
    const events = await again.read();
    await again.close();
    const state = fold(events, strategies);
    expect(ended).toMatchObject({ ledgerHash: state.ledgerHash });
    expect(odd).toEqual([]);
    const results = [...state.results.values()];
    const diverged = results.filter(({ status }) => status === 'diverged');
    // A score that is no number to be compared is a fact; all else is tried again.
    expect(diverged).toHaveLength(typeof value === 'number' ? 1 : 0);
    expect(results.flatMap(({ points }) => points)).toEqual([]);
    expect(results.filter(({ objectives }) => objectives?.fitness === WELL)).toHaveLength(1);
  });

  it.each(Object.entries({ ...ODD_VALUES, text: ['7', '"7"'], nothing: [undefined, 'nothing'] }))(
    '%s fails in words that name the objective',
    async (_, [value, words]) => {
      if (typeof value === 'number') return;
      const store = memoryStore();
      expect(await searched(() => ({ fitness: value }), store, 1)).toContain(
        `where fitness is ${typeof value === 'string' ? 'text' : words}; expected an object with a number for fitness; NaN if the`,
      );
      const types = (await store.read()).map(({ type }) => type);
      expect(types).toEqual(['run-started', 'generation-planned']);
      const thrown = await searched(() => Promise.reject(value), store, 1);
      // Of an error its message is the reason, without its name.
      expect(thrown).toContain(
        ` failed; the most frequent reason (8 of 8): ${typeof value === 'string' ? value : words?.replace('TypeError: no luck', 'no\nluck')}`,
      );
    },
  );
});

describe('what a search is told', () => {
  const odd: Readonly<Record<string, unknown>> = Object.fromEntries(
    ODD.map(([name, [value]]) => [name, value]),
  );

  it('is kept for the declared objectives alone', () => {
    const search = createSearch({ space, strategy });
    const answers = search.ask().map(({ candidateId, replicate, genome }) => ({
      ...{ candidateId, replicate },
      objectives: { ...(odd as Record<string, number>), ...bowl(genome) },
    }));
    search.tell(answers);
    const again = createSearch({ space, strategy }, JSON.parse(JSON.stringify(search)));
    expect(again.ask()).toEqual(search.ask());
  });

  it('is no state with such values, and each is named', () => {
    const state = createSearch({ space, strategy }).toJSON();
    const progress = { ...(state.progress as object), more: odd };
    const faults = faultsOf(() => createSearch({ space, strategy }, { ...state, progress }));
    for (const name of Object.keys(odd)) {
      const place = pathInWords(['progress', 'more', name], 'state');
      expect(faults.some((path) => path.startsWith(place))).toBe(true);
    }
  });
});
