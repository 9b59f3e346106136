// `evolambda run` and `npm start`: a run on this machine, from its first event.
import { join, resolve } from 'node:path';
import { refuseKind } from '../../shared/genome/engine-and-kind.ts';
import { collect, collectAsync, InvalidInput } from '../../shared/kernel/errors.ts';
import { strategies } from '../../shared/search/registry.ts';
import { prepareRun } from '../../shared/steps/prepare-run.ts';
import { startOf } from '../../shared/steps/run-state.ts';
import { engineOf } from '../../shared/training/identity.ts';
import { producerOf, refuseObjectives } from '../../shared/training/objectives.ts';
import { carryOn } from '../carry-on.ts';
import { resolvedIn } from '../config-file.ts';
import { continuedRun } from '../continued-run.ts';
import { inNewDirectory } from '../embedded/run-directory.ts';
import { tryOwnTrainer } from '../embedded/try-own-trainer.ts';
import { chosenEngine, openHere } from '../engine.ts';
import { refusePositionals, scanFlags } from '../flags.ts';
import { choiceAgain, refuseOther } from '../open-again.ts';
import { resumable, resumeAdvice } from '../resumable.ts';
import { hangMsOf, livePageOf, maxSecondsOf, RUN_FLAGS, workersOf } from '../run-flags.ts';
import { checkDataset, openTask, taskDataOf } from '../task.ts';
import { processTerminal } from '../terminal.ts';

/** @param isStart `npm start`: generated digits may stand in, loudly, where MNIST cannot be had */
export async function runCommand(argv: readonly string[], isStart: boolean): Promise<number> {
  const { values, positionals, faults } = scanFlags(argv, RUN_FLAGS);
  collect(faults, () => refusePositionals('run', positionals));
  const isLonger = values.continue !== undefined;
  const continued = isLonger ? await collectAsync(faults, () => continuedRun(values)) : undefined;
  const config = isLonger ? continued?.config : await resolvedIn(values, faults);
  const hasFinish = config !== undefined && config.finish !== null;
  const choice = await collectAsync(faults, async () =>
    continued === undefined
      ? chosenEngine(values, hasFinish)
      : choiceAgain(continued.started.engine, values, hasFinish),
  );
  if (config && choice) collect(faults, () => refuseKind(config.space.kind, choice.engine));
  const workers = collect(faults, () => workersOf(values));
  const maxSeconds = collect(faults, () => maxSecondsOf(values));
  const hangMs = collect(faults, () => hangMsOf(values));
  const page = collect(faults, () => livePageOf(values));
  if (config && choice)
    collect(faults, () => refuseObjectives(config.objectives, producerOf(choice)));
  await collectAsync(faults, () => checkDataset(config?.dataset, values));
  if (!(config && choice && workers && hangMs && page) || faults.length > 0)
    throw new InvalidInput(faults);
  const isJson = values.json === true;
  const terminal = processTerminal(isJson);
  const runId = `${new Date().toISOString().slice(0, 19).replaceAll(':', '-')}-seed${config.seed}`;
  const directory = resolve(String(values.out ?? join('runs', runId)));
  const onStop = (isEmpty: boolean) =>
    terminal.warn(`Stopped. ${isEmpty ? 'Nothing was recorded.' : resumeAdvice(directory)}`);
  return inNewDirectory(directory, onStop, async (store) => {
    const mayGenerate = isStart || values['offline-digits'] === true;
    const opened = await openTask(config.dataset, values, mayGenerate, terminal);
    const trainer = await openHere(choice, terminal, hangMs);
    const at = new Date().toISOString();
    const engine = engineOf(trainer.identity);
    const data = taskDataOf(opened);
    if (continued !== undefined) {
      refuseOther('data set', continued.started.data, data);
      refuseOther('engine', continued.started.engine, engine);
    }
    const { declared } = producerOf(choice);
    const prepared = prepareRun(config, data, engine, runId, at, declared);
    for (const note of prepared.notes) terminal.say(note);
    if (choice.engine === 'own' && prepared.started.config.finish !== null) {
      terminal.say(`Trying ${values.trainer} on a few examples`);
      await tryOwnTrainer(trainer, String(values.trainer), config, opened.dataset, hangMs);
    }
    await store.append([prepared.started]);
    return resumable(resumeAdvice(directory), terminal, async () => {
      await continued?.copyWeights(directory);
      const state = startOf(prepared.started, strategies);
      const known = continued?.results;
      const how = { workers, maxSeconds, hangMs, page, isJson, terminal };
      return carryOn({ state, store, directory, opened, trainer, choice, known, ...how });
    });
  });
}
