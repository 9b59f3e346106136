// `evolambda run` and `npm start`: a run on this machine, from its first event.
import { join, resolve } from 'node:path';
import { refuseKind } from '../../shared/genome/genome-network.ts';
import { collect, collectAsync, InvalidInput } from '../../shared/kernel/errors.ts';
import { strategies } from '../../shared/search/registry.ts';
import { prepareRun } from '../../shared/steps/prepare-run.ts';
import { startOf } from '../../shared/steps/run-state.ts';
import { engineOf } from '../../shared/training/identity.ts';
import { checkObjectives, producerOf } from '../../shared/training/objectives.ts';
import { carryOn } from '../carry-on.ts';
import type { Command } from '../command.ts';
import { resolvedIn } from '../config-file.ts';
import { continuedRun } from '../continued-run.ts';
import type { OfflineDigits } from '../data/open-dataset.ts';
import { inNewDirectory } from '../embedded/run-directory.ts';
import { tryOwnTrainer } from '../embedded/try-own-trainer.ts';
import { chosenEngine, openHere } from '../engine.ts';
import { refusePositionals, scanFlags } from '../flags.ts';
import { hangMsOf, livePageOf, maxSecondsOf, workersOf } from '../machine-flags.ts';
import { choiceAgain, openRecorded, refuseOther } from '../open-again.ts';
import { pathsOf, resumeCommand, withRecordedDataDir } from '../recorded-paths.ts';
import { resumable, resumeAdvice } from '../resumable.ts';
import { RUN_FLAGS } from '../run-flags.ts';
import { checkDataset, openTask, taskDataOf } from '../task.ts';
import { processTerminal } from '../terminal.ts';

export const runCommand: Command = {
  name: 'run',
  group: 'Search',
  usage: 'run [flags]',
  purpose: 'Search for a network, train the champion and test it',
  details:
    'Without flags, the search runs on MNIST with the population, generations and budget of the article; --preset article selects all of its settings. The run stores its results in a new directory.',
  flags: RUN_FLAGS,
  examples: [
    'evolambda run --quick',
    'evolambda run --population 20 --generations 5 --seed 7 --out runs/seven --json',
    'evolambda run --config runs/seven/config.json --set finalPhase.epochs=10',
    'evolambda run --continue runs/seven --generations +5',
  ],
  run: (argv) => startRun(argv, 'offered'),
};

/** A form of `run` in a clone, without a name on the command line. */
export const npmStartCommand: Command = {
  ...runCommand,
  name: 'npm start',
  usage: 'run [flags], as npm start -- [flags]',
  purpose: 'Start a run, with generated digits if MNIST is not available',
  examples: ['npm start', 'npm start -- --quick'],
  run: (argv) => startRun(argv, 'if-unavailable'),
};

/** @param offline whether generated digits may stand in, loudly, where MNIST cannot be had */
async function startRun(argv: readonly string[], offline: OfflineDigits): Promise<number> {
  const { values, positionals, faults } = scanFlags(argv, RUN_FLAGS);
  collect(faults, () => refusePositionals('run', positionals));
  const isLonger = values.continue !== undefined;
  const continued = isLonger ? await collectAsync(faults, () => continuedRun(values)) : undefined;
  const config = isLonger ? continued?.config : await resolvedIn(values, faults);
  const hasFinish = config !== undefined && config.finalPhase !== null;
  const choice = await collectAsync(faults, async () =>
    continued === undefined
      ? chosenEngine(values, hasFinish)
      : choiceAgain(continued.started, values),
  );
  if (config && choice) collect(faults, () => refuseKind(config.space.kind, choice.engine));
  const workers = workersOf(values);
  const maxSeconds = maxSecondsOf(values);
  const hangMs = hangMsOf(values);
  const page = collect(faults, () => livePageOf(values));
  if (config && choice)
    collect(faults, () => checkObjectives(config.objectives, producerOf(choice)));
  if (!isLonger) await collectAsync(faults, () => checkDataset(config?.dataset, values));
  if (!(config && choice && page) || faults.length > 0) throw new InvalidInput(faults);
  const isJson = values.json === true;
  const terminal = processTerminal(isJson);
  const runId = `${new Date().toISOString().slice(0, 19).replaceAll(':', '-')}-seed${config.seed}`;
  const directory = resolve(String(values.out ?? join('runs', runId)));
  const resume = resumeCommand(directory);
  const onStop = (isEmpty: boolean) =>
    terminal.warn(`Stopped. ${isEmpty ? 'No results were recorded.' : resumeAdvice(resume)}`);
  return inNewDirectory(directory, onStop, async (store) => {
    const located = continued ? withRecordedDataDir(values, continued.started) : values;
    const offlineDigits = values['offline-digits'] === true ? 'if-unavailable' : offline;
    const opened = continued
      ? await openRecorded(continued.started, continued.directory, values, terminal)
      : await openTask(config.dataset, values, offlineDigits, terminal);
    const trainer = await openHere(choice, terminal, hangMs);
    const at = new Date().toISOString();
    const engine = engineOf(trainer.identity);
    const data = taskDataOf(opened);
    if (continued !== undefined) {
      refuseOther('data set', continued.started.data, data, '--dataset');
      refuseOther('engine', continued.started.engine, engine, '--trainer');
    }
    const { declared } = producerOf(choice);
    const named = continued ? config : { ...config, dataset: opened.datasetId };
    const prepared = prepareRun(named, data, engine, runId, at, declared);
    const paths = pathsOf(opened, choice, located);
    const begun = { ...prepared.started, ...(paths === undefined ? {} : { paths }) };
    for (const note of prepared.notes) terminal.say(note);
    if (choice.engine === 'trainer' && prepared.started.config.finalPhase !== null) {
      const file = String(values.trainer ?? paths?.trainer);
      terminal.say(`Testing ${file} on a few examples`);
      await tryOwnTrainer(trainer, file, config, opened.dataset, hangMs);
    }
    await store.append([begun]);
    return resumable(resumeAdvice(resume), terminal, async () => {
      await continued?.copyWeights(directory);
      const state = startOf(begun, strategies);
      const how = { resume, workers, maxSeconds, hangMs, page, isJson, terminal };
      const { results: known, best: before } = continued ?? {};
      return carryOn({ state, store, directory, opened, trainer, choice, known, before, ...how });
    });
  });
}
