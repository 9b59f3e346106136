// `evolambda champion show|export DIR`: what a run came to, and its network in the forms that others load.
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { isLibrary } from '../../shared/contracts/evaluation.ts';
import type { PlannedEvaluation } from '../../shared/contracts/ledger-events.ts';
import { Corrupt, InvalidInput, shown } from '../../shared/kernel/errors.ts';
import { nearest } from '../../shared/kernel/nearest.ts';
import { evolambdaCommand, pathArgument } from '../../shared/kernel/shell-command.ts';
import { FORMATS, type Format, formatsOf } from '../../shared/report/formats.ts';
import { modelCard } from '../../shared/report/model-card.ts';
import { shippedFiles } from '../../shared/report/shipped-files.ts';
import { bestOf } from '../../shared/search/campaign.ts';
import { evaluate } from '../../shared/steps/evaluate.ts';
import { requestOf } from '../../shared/steps/request.ts';
import type { RunState } from '../../shared/steps/run-state.ts';
import { writeFiles } from '../champion/champion-folder.ts';
import { configOfCard } from '../champion/config-of-card.ts';
import { findShipped } from '../champion/find-shipped.ts';
import { expectFolder, refuseMixture } from '../champion/shipping-folder.ts';
import { fileBlobStore } from '../embedded/file-blob-store.ts';
import { readJournal } from '../embedded/file-run-store.ts';
import { journalOf, oneDirectory, stateOf } from '../embedded/run-directory.ts';
import { manifestIn } from '../embedded/run-settings.ts';
import { type Flag, type Flags, type FlagValues, listOf, readFlags } from '../flags.ts';
import { openAgain } from '../open-again.ts';
import { RESUME_FLAGS, RUN_FLAGS } from '../run-flags.ts';
import { processTerminal, type Terminal } from '../terminal.ts';

export const CHAMPION_FLAGS: Flags = {
  candidate: {
    type: 'text',
    value: 'ID',
    help: 'another candidate of the run, such as g3-7; it is trained again where its weights were not kept',
    without: 'the champion',
  },
  format: {
    type: 'list',
    value: 'NAME',
    help: `of export: ${FORMATS.join(', ')}; may be given again`,
    choices: FORMATS,
    without: 'all',
  },
  out: { type: 'text', value: 'DIR', help: 'of export: where to', without: 'DIR/export' },
  dataset: RESUME_FLAGS.dataset as Flag,
  'data-dir': RUN_FLAGS['data-dir'] as Flag,
  trainer: RESUME_FLAGS.trainer as Flag,
  json: { type: 'switch', help: 'JSON alone on standard output' },
};

export async function championCommand(argv: readonly string[]): Promise<number> {
  const { values, positionals } = readFlags(argv, CHAMPION_FLAGS);
  const [verb, ...rest] = positionals;
  if (verb !== 'show' && verb !== 'export') {
    const value = verb === undefined ? 'nothing' : shown(verb);
    throw new InvalidInput([
      {
        path: 'champion',
        value,
        allowed: `show or export, then DIR${nearest(verb ?? '', ['show', 'export'])}`,
      },
    ]);
  }
  const directory = oneDirectory(rest);
  const state = stateOf(directory, await readJournal(journalOf(directory)));
  const formats = askedFormats(values, formatsOf(state));
  if (verb === 'show') refuseExportFlags(values);
  const { candidate } = values;
  const id = typeof candidate === 'string' ? candidate : undefined;
  // Of a library search a candidate can be printed, which is a genome with its result, and no network.
  const isPrinted = verb === 'show' && values.json === true && id !== undefined;
  if (!isPrinted) refuseNetworkless(state, directory);
  const shipped = findShipped(state, { verb, directory }, id);
  const terminal = processTerminal(values.json === true);
  return verb === 'show'
    ? show(state, shipped, directory, values, terminal)
    : write(state, shipped, directory, values, formats, terminal);
}

/** @throws InvalidInput where a function of the library's user evaluated: it keeps no network */
function refuseNetworkless({ started, campaign }: RunState, directory: string): void {
  if (!isLibrary(started.engine)) return;
  const place = pathArgument(directory);
  const best = bestOf(campaign)?.candidateId;
  const command =
    best === undefined
      ? evolambdaCommand('show', place)
      : evolambdaCommand('champion', 'show', place, '--candidate', best, '--json');
  const allowed = `a run of the command line, which keeps networks; to see the best genome of this one: ${command}`;
  throw new InvalidInput([{ path: 'DIR', value: 'a search of the library', allowed }]);
}

/** @throws InvalidInput naming each flag that only an export takes */
function refuseExportFlags(values: FlagValues): void {
  const faults = ['format', 'out', 'dataset', 'data-dir', 'trainer']
    .filter((name) => values[name] !== undefined)
    .map((name) => ({
      path: `--${name}`,
      value: shown(values[name]),
      allowed: 'nothing beside show: it is of champion export',
    }));
  if (faults.length > 0) throw new InvalidInput(faults);
}

async function show(
  state: RunState,
  shipped: PlannedEvaluation,
  directory: string,
  { json }: FlagValues,
  terminal: Terminal,
): Promise<number> {
  if (json === true) {
    const { candidateId, genome, genomeHash, parents, operators, evaluationKey } = shipped;
    const result = state.results.get(evaluationKey);
    const { objectives, parameters, weights } = result ?? {};
    terminal.result(
      JSON.stringify({
        ...{ candidateId, genomeHash, genome, parents, operators, evaluationKey },
        ...{ objectives, parameters, areWeightsKept: weights !== undefined },
      }),
    );
    return 0;
  }
  const path = resolve(directory, 'config.json');
  const config = existsSync(path) ? { path, isFromCard: false } : null;
  terminal.say(modelCard(state, shipped, await manifestIn(directory), config).trimEnd());
  return 0;
}

async function write(
  state: RunState,
  shipped: PlannedEvaluation,
  directory: string,
  values: FlagValues,
  formats: readonly Format[],
  terminal: Terminal,
): Promise<number> {
  const folder = String(values.out ?? join(directory, 'export'));
  await expectFolder('--out', folder, formats);
  const manifest = await manifestIn(directory);
  const checkpoint = await checkpointOf(state, shipped, directory, values, terminal);
  const config = await configOfCard(directory, folder);
  const filesOf = (some: readonly Format[]) =>
    shippedFiles(state, shipped, checkpoint, manifest, some, config);
  const { genomeHash } = shipped;
  const shipment = { genomeHash, formats, possible: formatsOf(state), filesOf };
  await refuseMixture('--out', folder, shipment);
  const files = await filesOf(formats);
  await writeFiles('--out', folder, files);
  const written = [...files.keys()].map((path) => join(folder, path));
  if (values.json === true) terminal.result(JSON.stringify({ files: written }));
  else for (const path of written) terminal.say(path);
  return 0;
}

/** As kept, or trained again: the same request gives the same weights. */
async function checkpointOf(
  state: RunState,
  shipped: PlannedEvaluation,
  directory: string,
  values: FlagValues,
  terminal: Terminal,
): Promise<Uint8Array> {
  const blobs = fileBlobStore(join(directory, 'blobs'));
  const recorded = state.results.get(shipped.evaluationKey);
  if (recorded?.weights !== undefined) return blobs.get(recorded.weights);
  const { opened, trainer } = await openAgain(state.started, directory, values, terminal);
  const { examples } = shipped.budget;
  terminal.say(`${shipped.candidateId} is trained again on ${examples} examples`);
  const kept = new Map<string, Uint8Array>();
  const inMemory = {
    put: async (bytes: Uint8Array) => String(kept.set('weights', bytes).size),
    get: blobs.get,
  };
  const request = { ...requestOf(shipped), keepWeights: true };
  const again = await evaluate(request, opened.dataset, trainer, inMemory);
  if (JSON.stringify(again.objectives) !== JSON.stringify(recorded?.objectives)) {
    terminal.say(
      `Its score is now ${JSON.stringify(again.objectives)}, recorded was ${JSON.stringify(recorded?.objectives)}: ` +
        'another class of processor computes other last bits',
    );
  }
  const checkpoint = kept.get('weights');
  if (checkpoint === undefined) throw new Corrupt(`${shipped.candidateId} diverged this time`);
  return checkpoint;
}

/** @throws InvalidInput naming each that this run's networks cannot be written in */
function askedFormats({ format }: FlagValues, possible: readonly Format[]): readonly Format[] {
  const asked = listOf(format).flatMap((names) => names.split(','));
  const faults = asked
    .filter((name) => !possible.some((known) => known === name))
    .map((name) => ({
      path: '--format',
      value: shown(name),
      allowed: `${possible.join(', ')}${nearest(name, possible)}`,
    }));
  if (faults.length > 0) throw new InvalidInput(faults);
  return asked.length === 0 ? possible : possible.filter((name) => asked.includes(name));
}
