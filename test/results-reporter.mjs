// Hands Vitest's results to test/run.mjs: Vitest's own JSON leaves out why a test was skipped.
import { writeFileSync } from 'node:fs';
import { relative } from 'node:path';

export default class ResultsReporter {
  onTestRunEnd(modules, unhandledErrors) {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const inState = (state) => tests.filter((test) => test.result().state === state);
    // A file that cannot be loaded holds no tests, and still has failed.
    const brokenFiles = modules.filter((module) => module.errors().length > 0).length;
    const results = {
      passed: inState('passed').length,
      failed: inState('failed').length + brokenFiles + unhandledErrors.length,
      skipped: inState('skipped').map((test) => ({
        name: test.fullName,
        reason: test.result().note ?? /\(skipped: ([^)]+)\)/.exec(test.fullName)?.[1],
      })),
      files: modules.map((module) => ({
        name: relative(process.cwd(), module.moduleId),
        seconds: secondsOf(module.diagnostic()),
      })),
    };
    writeFileSync(process.env.EVOLAMBDA_TEST_RESULTS, JSON.stringify(results));
  }
}

/** The imports of a file, its hooks and its tests. */
function secondsOf({ prepareDuration, setupDuration, collectDuration, duration }) {
  return (prepareDuration + setupDuration + collectDuration + duration) / 1000;
}
