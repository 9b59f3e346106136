// A page has the weights of the champion only where a person can draw an input for it.
import { expect, it } from 'vitest';
import type { RunFinished } from '../../shared/contracts/ledger-events.ts';
import type { Shape } from '../../shared/contracts/task.ts';
import { builtInManifest } from '../../shared/data/manifests/built-in-manifest.ts';
import { blobExtras } from '../../shared/report/blob-extras.ts';
import { championOf } from '../../shared/search/campaign.ts';
import type { RunState } from '../../shared/steps/run-state.ts';
import { freshRun } from '../steps/fake-run.ts';

it.each([
  [{ height: 28, width: 28, channels: 1 }, ['weights']],
  [{ height: 28, width: 28, channels: 3 }, []],
  [{ features: 784 }, []],
])('weights are read for a page of %o: %j', async (shape: Shape, read) => {
  const { state } = await freshRun({
    strategy: { name: 'tournament', population: 8, generations: 2 },
  });
  const evaluationKey = championOf(state.campaign)!.evaluationKeys[0]!;
  const results = new Map(state.results);
  results.set(evaluationKey, { ...results.get(evaluationKey)!, weights: 'weights' });
  const started = { ...state.started, data: { ...state.started.data, shape } };
  const finished = { champion: { evaluationKey } } as unknown as RunFinished;
  const asked: string[] = [];
  const blobs = {
    get: async (name: string) => {
      asked.push(name);
      return new Uint8Array();
    },
  };
  const manifest = { ...builtInManifest('mnist')!, shape };
  const ended: RunState = { ...state, started, finished, results };
  const { missing } = await blobExtras(ended, blobs, manifest, () => 'Export it again.');
  expect(asked).toEqual(read);
  // Of an empty checkpoint nothing can be shown.
  expect(missing).toHaveLength(read.length);
});
