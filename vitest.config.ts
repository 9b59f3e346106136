// Forks, because the engine is native code; a project for each kind of surroundings that tests need.
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** In the system's Chromium. */
const BROWSER_TESTS = 'test/browser/**/*.test.ts';
const EMULATOR_TESTS = 'test/emulator/**/*.emulator.test.ts';
const LOCALSTACK_TESTS = 'test/localstack/**/*.test.ts';
/** They replace modules, which other files must not share. */
const ISOLATED_TESTS = 'test/open-house/**/*.test.ts';
/** They train at length, start processes or install packages: not a part of `npm run test:quick`. */
const SLOW_TESTS = [
  ...['bad-inputs', 'images', 'packaging'].map((folder) => `test/${folder}/**/*.test.ts`),
  ...['gradients', 'onnx-trainer', 'parity', 'tfjs-trainer'].map(
    (name) => `test/training/${name}.test.ts`,
  ),
  ...[
    ...[
      'advice',
      'caps',
      'champion',
      'commands',
      'compare-strategies',
      'engine',
      'evaluate',
      'faults',
    ],
    ...['recorded-paths', 'run', 'space', 'stops', 'trainer', 'trainer-module'],
  ].map((name) => `test/cli/${name}.test.ts`),
  'test/genome/search-space.property.test.ts',
  'test/library/odd-values.test.ts',
  'test/report/least-tfjs.test.ts',
  'test/service/training-service.test.ts',
];
/** For a machine that has other work: no test is about how long it takes. */
const PATIENCE = { testTimeout: 120_000, hookTimeout: 120_000 } as const;
/** To load the modules anew for each file takes longer than most tests. */
const withSharedModules = {
  pool: 'forks',
  isolate: false,
  restoreMocks: true,
  unstubEnvs: true,
  ...PATIENCE,
} as const;
/** They wait more than they compute, so they run beside all others. */
const WAITING = ['emulator/workers', 'emulator/remote-commands'];
/** A worker keeps its modules from file to file of a project, and starts anew with the next project. */
const PROJECTS = ['slow', 'emulator', 'localstack', 'browser', 'isolated', 'unit'];
/** They take longest in their projects, so they start first: a file that starts last keeps one core busy and no other. */
const FIRST = [
  ...['emulator/plan-faults', 'emulator/worker-faults', 'emulator/adapters'],
  ...['packaging/package', 'packaging/clone', 'training/parity', 'images/images', 'cli/run'],
  ...['training/tfjs-trainer', 'cli/commands'],
  ...['browser/live', 'browser/report', 'browser/objectives'],
];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const placeIn = (names: readonly string[], { moduleId }: TestSpecification) => {
      const at = names.findIndex((name) => moduleId.includes(`/test/${name}.`));
      return at < 0 ? names.length : at;
    };
    const rank = (file: TestSpecification) => {
      const waiting = placeIn(WAITING, file);
      if (waiting < WAITING.length) return waiting - WAITING.length;
      return PROJECTS.indexOf(file.project.name) * (FIRST.length + 1) + placeIn(FIRST, file);
    };
    return (await super.sort(files)).sort((a, b) => rank(a) - rank(b));
  }
}

export default defineConfig({
  test: {
    globalSetup: 'test/global-setup.ts',
    // The flag of this name, which test/run.mjs gives, goes before it.
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
    // A module is transformed once for all projects, and in later runs when it has changed.
    experimental: { fsModuleCache: true },
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: [
            ...[BROWSER_TESTS, EMULATOR_TESTS, LOCALSTACK_TESTS],
            ...[ISOLATED_TESTS, ...SLOW_TESTS],
          ],
          ...withSharedModules,
        },
      },
      {
        test: {
          name: 'slow',
          include: SLOW_TESTS,
          ...withSharedModules,
        },
      },
      {
        test: {
          name: 'isolated',
          include: [ISOLATED_TESTS],
          pool: 'forks',
          ...PATIENCE,
        },
      },
      {
        test: {
          name: 'browser',
          include: [BROWSER_TESTS],
          expect: { poll: { timeout: 30_000 } },
          ...withSharedModules,
        },
      },
      {
        test: {
          name: 'localstack',
          include: [LOCALSTACK_TESTS],
          ...withSharedModules,
        },
      },
      {
        test: {
          name: 'emulator',
          globalSetup: 'test/emulator/global-setup.ts',
          include: [EMULATOR_TESTS],
          ...withSharedModules,
        },
      },
    ],
  },
});
