// `evolambda champion show|export DIR`: what a run came to, and its network in the forms that others load.
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { isLibrary } from '../../shared/contracts/evaluation.ts';
import type { PlannedEvaluation } from '../../shared/contracts/ledger-events.ts';
import { choicesInWords } from '../../shared/kernel/choices-in-words.ts';
import { InvalidInput, missing, shown } from '../../shared/kernel/errors.ts';
import { nearest } from '../../shared/kernel/nearest.ts';
import { evolambdaCommand, pathArgument } from '../../shared/kernel/shell-command.ts';
import { modelCard } from '../../shared/report/card/model-card.ts';
import { FORMATS, type Format, formatsOf } from '../../shared/report/formats.ts';
import { shippedFiles } from '../../shared/report/shipped-files.ts';
import { standingOf } from '../../shared/search/archive.ts';
import { bestOf } from '../../shared/search/campaign.ts';
import { primaryObjective } from '../../shared/search/objectives.ts';
import type { RunState } from '../../shared/steps/run-state.ts';
import { writeFiles } from '../champion/champion-folder.ts';
import { configOfCard } from '../champion/config-of-card.ts';
import { findShipped } from '../champion/find-shipped.ts';
import { expectFolder, isOfNetwork, refuseMixture } from '../champion/shipping-folder.ts';
import { mendedBlobs, trainedAgain } from '../champion/trained-again.ts';
import type { Command } from '../command.ts';
import { fileBlobStore } from '../embedded/file-blob-store.ts';
import { readJournal } from '../embedded/file-run-store.ts';
import { journalOf, oneDirectory, stateOf } from '../embedded/run-directory.ts';
import { manifestIn } from '../embedded/run-settings.ts';
import { type FlagValues, listOf, readFlags } from '../flags.ts';
import { openAgain } from '../open-again.ts';
import { FORCE, type IsOwn, refuseOverwriting } from '../overwrite.ts';
import { resumable } from '../resumable.ts';
import { MOVED_FLAGS } from '../run-flags.ts';
import { processTerminal, type Terminal } from '../terminal.ts';

export const championCommand: Command = {
  name: 'champion',
  group: 'Results',
  usage: 'champion show|export DIR [flags]',
  purpose: 'Print the model card, or export the network (ONNX, TensorFlow.js)',
  flags: {
    candidate: {
      type: 'text',
      group: 'Output',
      value: 'ID',
      help: 'Candidate in place of the champion, such as g3-7; it is retrained if its weights were not kept',
      without: 'the champion',
    },
    format: {
      type: 'list',
      group: 'Output',
      value: 'NAME',
      help: `Of export: ${FORMATS.join(', ')}; repeatable`,
      choices: FORMATS,
      without: 'all',
    },
    out: {
      type: 'text',
      group: 'Output',
      value: 'DIR',
      help: 'Of export: directory to write to',
      without: 'DIR/export',
    },
    force: { ...FORCE, help: 'Of export: overwrite existing files' },
    ...MOVED_FLAGS,
    json: {
      type: 'switch',
      group: 'Output',
      help: 'Print the candidate or the paths of the files as JSON',
    },
  },
  examples: [
    'evolambda champion show runs/seven',
    'evolambda champion export runs/seven --format onnx --out web/model',
    'evolambda champion export runs/seven --candidate g3-7',
  ],
  run: champion,
};

async function champion(argv: readonly string[]): Promise<number> {
  const { values, positionals } = readFlags(argv, championCommand.flags);
  const [verb, ...rest] = positionals;
  if (verb !== 'show' && verb !== 'export') {
    const allowed = 'show or export, followed by DIR';
    throw new InvalidInput([
      verb === undefined
        ? missing('champion', allowed)
        : {
            path: 'champion',
            value: shown(verb),
            allowed,
            hint: nearest(verb, ['show', 'export']),
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
  if (verb === 'show') return show(state, shipped, directory, values, terminal);
  const work = () => write(state, shipped, directory, values, formats, terminal);
  return resumable('The same command exports the network.', terminal, work);
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
  throw new InvalidInput([
    {
      path: 'DIR',
      value: shown(directory),
      problem: 'a library search stores no networks',
      allowed: 'a run of the command line',
      hint: `to see the best genome: ${command}`,
    },
  ]);
}

/** @throws InvalidInput naming each flag that only an export takes */
function refuseExportFlags(values: FlagValues): void {
  const faults = ['format', 'out', 'force', ...Object.keys(MOVED_FLAGS)]
    .filter((name) => values[name] !== undefined)
    .map((name) => ({
      path: `--${name}`,
      value: shown(values[name]),
      problem: 'not allowed with champion show',
      allowed: 'it with champion export only',
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
    const standing = standingOf(
      state.campaign.main.archive,
      genomeHash,
      primaryObjective(state.started.config),
    );
    const { fitness, replicates, standardError } = standing ?? {};
    terminal.result(
      JSON.stringify({
        ...{ candidateId, genomeHash, genome, parents, operators, evaluationKey },
        ...{ objectives, parameters, areWeightsKept: weights !== undefined },
        ...(standing && { search: { fitness, replicates, standardError } }),
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
  const isOwn: IsOwn = (content, path) => isOfNetwork(content, path, { folder, files, genomeHash });
  const paths = [...files.keys()].map((path) => join(folder, path));
  await refuseOverwriting('--out', paths, values, isOwn);
  await writeFiles('--out', folder, files);
  if (values.json === true) terminal.result(JSON.stringify({ files: paths }));
  else for (const path of paths) terminal.say(path);
  return 0;
}

/** As kept, or trained again. */
async function checkpointOf(
  state: RunState,
  shipped: PlannedEvaluation,
  directory: string,
  values: FlagValues,
  terminal: Terminal,
): Promise<Uint8Array> {
  const open = async () => {
    const { opened, trainer } = await openAgain(state.started, directory, values, terminal);
    return { data: opened.dataset, trainer };
  };
  const { weights } = state.results.get(shipped.evaluationKey) ?? {};
  if (weights === undefined) return trainedAgain(state, shipped, await open(), terminal);
  const blobs = fileBlobStore(join(directory, 'blobs'));
  return mendedBlobs(state, blobs, open, terminal).get(weights);
}

/** @throws InvalidInput naming each that this run's networks cannot be written in */
function askedFormats({ format }: FlagValues, possible: readonly Format[]): readonly Format[] {
  const asked = listOf(format).flatMap((names) => names.split(','));
  const faults = asked
    .filter((name) => !possible.some((known) => known === name))
    .map((name) => ({
      path: '--format',
      value: shown(name),
      allowed: choicesInWords(possible),
      hint: nearest(name, possible),
    }));
  if (faults.length > 0) throw new InvalidInput(faults);
  return asked.length === 0 ? possible : possible.filter((name) => asked.includes(name));
}
