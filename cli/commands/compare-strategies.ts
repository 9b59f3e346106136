// `evolambda compare-strategies`: whether one strategy finds better networks than another, with as many
// training examples, over many pairs of runs.
import { join, resolve } from 'node:path';
import type { EngineChoice } from '../../shared/contracts/engine-choice.ts';
import { asPrinted, type Objective } from '../../shared/contracts/objective.ts';
import type { RunConfig } from '../../shared/contracts/run-config.ts';
import { refuseKind } from '../../shared/genome/genome-network.ts';
import { choicesInWords } from '../../shared/kernel/choices-in-words.ts';
import { grouped } from '../../shared/kernel/counted.ts';
import {
  collect,
  collectAsync,
  type Fault,
  InvalidInput,
  shown,
} from '../../shared/kernel/errors.ts';
import { nearest } from '../../shared/kernel/nearest.ts';
import { evolambdaCommand } from '../../shared/kernel/shell-command.ts';
import { comparisonTable } from '../../shared/report/paired-comparison.ts';
import { valueInWords } from '../../shared/report/percent.ts';
import { scoreName } from '../../shared/report/selection-bias.ts';
import { primaryObjective } from '../../shared/search/objectives.ts';
import { engineOf } from '../../shared/training/identity.ts';
import {
  checkObjectives,
  declaredObjectives,
  producerOf,
} from '../../shared/training/objectives.ts';
import type { Command } from '../command.ts';
import {
  COMPARED,
  type Comparison,
  comparisonsOf,
  configOfRun,
  ENDPOINT_SEEDS,
  type Judged,
  placeOfRun,
  refuseUnequal,
  type Scores,
  searchExamples,
} from '../compare/comparison.ts';
import {
  keepComparison,
  refuseForeign,
  refuseOtherComparison,
} from '../compare/comparison-file.ts';
import { type Judge, openJudge } from '../compare/open-judge.ts';
import { resolvedIn } from '../config-file.ts';
import { lockDirectory } from '../embedded/run-lock.ts';
import { writeOwn } from '../embedded/write-whole.ts';
import { chosenEngine, openHere } from '../engine.ts';
import { type FlagValues, refusePositionals, scanFlags } from '../flags.ts';
import { hangMsOf, workersOf } from '../machine-flags.ts';
import { FORCE } from '../overwrite.ts';
import { pathsOf } from '../recorded-paths.ts';
import { resumable, resumeAdvice } from '../resumable.ts';
import { flagsFor } from '../run-flags.ts';
import { checkDataset, openTask, taskDataOf } from '../task.ts';
import { processTerminal, type Terminal } from '../terminal.ts';

export const compareStrategiesCommand: Command = {
  name: 'compare-strategies',
  group: 'Search',
  usage: 'compare-strategies [flags]',
  purpose: 'Compare strategies in paired runs with equal training examples',
  details: 'The same command resumes a comparison that was stopped.',
  flags: {
    strategies: {
      type: 'text',
      group: 'Comparison',
      value: 'A,B,…',
      help: 'Strategies; the first is compared with each other one. Names: those of --strategy, and article',
      without: 'required',
    },
    pairs: {
      range: { min: 1, max: 1000 },
      type: 'integer',
      group: 'Comparison',
      value: 'N',
      help: 'Runs per strategy, paired by seed',
      without: '10',
    },
    out: {
      type: 'text',
      group: 'Output',
      value: 'DIR',
      help: 'Directory for runs and results',
      without: 'runs/comparison',
    },
    force: { ...FORCE, help: 'Use DIR although it contains other files' },
    ...flagsFor('compare-strategies'),
  },
  examples: [
    'evolambda compare-strategies --strategies halving,random --pairs 10',
    'evolambda compare-strategies --strategies tournament,random --quick --out runs/quick-pairs',
  ],
  run: compareStrategies,
};

async function compareStrategies(argv: readonly string[]): Promise<number> {
  const { values, positionals, faults } = scanFlags(argv, compareStrategiesCommand.flags);
  collect(faults, () => refusePositionals('compare-strategies', positionals));
  const wanted = await comparisonOf(values, faults);
  const engine = await collectAsync(faults, () => chosenEngine(values, true));
  if (wanted && engine) {
    const { objectives, space } = wanted.config;
    collect(faults, () => checkObjectives(objectives, producerOf(engine)));
    collect(faults, () => refuseKind(space.kind, engine.engine));
  }
  const workers = workersOf(values);
  const hangMs = hangMsOf(values);
  await collectAsync(faults, () => checkDataset(wanted?.config.dataset, values));
  if (wanted) {
    await collectAsync(faults, () => refuseOtherComparison(wanted));
    if (values.force !== true) collect(faults, () => refuseForeign(wanted.directory));
  }
  if (!(wanted && engine) || faults.length > 0) {
    throw new InvalidInput(faults);
  }
  const terminal = processTerminal(values.json === true);
  const advice = resumeAdvice(evolambdaCommand('compare-strategies', ...argv));
  return resumable(advice, terminal, async () => {
    const opened = await openTask(wanted.config.dataset, values, 'offered', terminal);
    const comparison = { ...wanted, config: { ...wanted.config, dataset: opened.datasetId } };
    const trainer = await openHere(engine, terminal, hangMs);
    await keepComparison(comparison, {
      engine: engineOf(trainer.identity),
      data: taskDataOf(opened),
    });
    const unlock = await lockDirectory(comparison.directory);
    try {
      const paths = pathsOf(opened, engine, values);
      const tools = { workers, hangMs, engine, opened, trainer, paths };
      const judge = openJudge(comparison, tools, terminal);
      const objective = primaryOf(comparison.config, engine);
      const judged = () => judgeAll(comparison, judge, objective, terminal);
      try {
        const scores = await resumable(advice, terminal, judged, judge.close);
        return await report(comparison, scores, objective, terminal, values.json === true);
      } finally {
        await judge.close();
      }
    } finally {
      await unlock();
    }
  });
}

/** The objective that the strategies are compared by, with how its values are printed. */
function primaryOf(config: RunConfig, choice: EngineChoice): Objective {
  const objectives = [primaryObjective(config)];
  const [objective] = declaredObjectives(objectives, producerOf(choice));
  return objective ?? asPrinted(primaryObjective(config));
}

async function judgeAll(
  comparison: Comparison,
  judge: Judge,
  objective: Objective,
  terminal: Terminal,
): Promise<Scores> {
  const { strategies, pairs } = comparison;
  const scores = new Map<string, Judged[]>(strategies.map((name) => [name, []]));
  for (let pair = 0; pair < pairs; pair += 1) {
    for (const strategy of strategies) {
      const place = placeOfRun(comparison, pair, strategy);
      const name = `pair ${pair + 1}/${pairs} ${strategy}`;
      const config = configOfRun(comparison, strategy, pair, judge.data);
      const judged = await judge.run(config, place, name);
      scores.get(strategy)?.push(judged);
      const { primary, second, examples } = judged;
      const [long, short] = [primary, second].map((score) => valueInWords(score, objective));
      const words = `primary ${long}, second ${short}`;
      terminal.say(`${name.padEnd(26)} ${words}, ${grouped(examples)} training examples`);
    }
  }
  return scores;
}

async function report(
  { strategies, directory, config, pairs }: Comparison,
  scores: Scores,
  objective: Objective,
  terminal: Terminal,
  isJson: boolean,
): Promise<number> {
  const comparisons = comparisonsOf(scores, objective);
  const results = {
    ...{ strategies, pairs, config },
    searchExamples: searchExamples(config),
    scores: Object.fromEntries(scores),
    comparisons,
  };
  await writeOwn(join(directory, 'results.json'), `${JSON.stringify(results, null, 2)}\n`);
  terminal.say('');
  for (const line of comparisonTable(comparisons, objective)) terminal.say(line);
  terminal.say('');
  for (const line of legend(objective)) terminal.say(line);
  if (isJson) terminal.result(JSON.stringify(results));
  return 0;
}

/** What the columns of the table mean. */
function legend(objective: Objective): string[] {
  const { primary, second } = ENDPOINT_SEEDS;
  const score = scoreName(objective);
  return [
    `primary: mean ${score} of the champion over ${primary} retrainings with new seeds, which select nothing`,
    `second:  mean ${score} of the champion over ${second} trainings at the budget of the search`,
    'shift:   Hodges–Lehmann estimate of the difference between the first and the other strategy',
    'p:       exact one-sided Wilcoxon signed-rank test; alternative hypothesis: the first strategy is better',
    'The test split was not evaluated.',
  ];
}

/** @returns undefined where something is wrong with it, which is among the faults then */
async function comparisonOf(values: FlagValues, faults: Fault[]): Promise<Comparison | undefined> {
  const names = String(values.strategies ?? '')
    .split(',')
    .filter((name) => name !== '');
  for (const name of names.filter((one) => !COMPARED.includes(one))) {
    const allowed = choicesInWords(COMPARED);
    const hint = nearest(name, COMPARED);
    faults.push({ path: '--strategies', value: shown(name), allowed, hint });
  }
  if (names.length < 2 || new Set(names).size < names.length) {
    const value = shown(values.strategies);
    const allowed = 'at least two different strategies, such as halving,random';
    const problem = values.strategies === undefined ? 'missing' : undefined;
    faults.push({ path: '--strategies', value, problem, allowed });
  }
  const { pairs = 10 } = values;
  const config = await resolvedIn(values, faults);
  if (config?.finalPhase === null) {
    const hint = 'the primary endpoint of a comparison is the exported champion';
    faults.push({
      path: 'finalPhase',
      value: 'null',
      allowed: 'settings of the final phase',
      hint,
    });
  }
  if (config === undefined) return undefined;
  collect(faults, () => refuseUnequal(config));
  const directory = resolve(String(values.out ?? join('runs', 'comparison')));
  return { config, strategies: names, pairs: Number(pairs), directory };
}
