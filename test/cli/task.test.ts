// What a command prints of the data that it opens, and of the test split when that is opened.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openTask } from '../../cli/task.ts';
import { permitTest } from '../../shared/data/sealed-test.ts';
import { FILES, idx, images, manifestJson } from '../data/idx-fixture.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'evolambda-task-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** The lines printed by the opening of the data, and by that of the test split. */
async function printed(json: object, files: Record<string, Uint8Array>) {
  for (const [role, bytes] of Object.entries(files))
    writeFileSync(join(folder, `${role}.idx`), bytes);
  const path = join(folder, 'manifest.json');
  writeFileSync(path, JSON.stringify(json));
  const lines: string[] = [];
  const nothing = () => undefined;
  const say = (line: string) => lines.push(line);
  const terminal = { say, result: nothing, warn: nothing, debug: nothing, status: nothing };
  const opened = await openTask(path, {}, 'never', terminal);
  const atOpening = lines.splice(0);
  await opened.sealedTest.open(await permitTest(async () => {}));
  return { atOpening, ofTest: lines };
}

it('notes of a test file are printed when it is opened', async () => {
  const files = {
    ...FILES,
    'test-images': images(9),
    'test-labels': idx([9], new Array(9).fill(2)),
  };
  const { atOpening, ofTest } = await printed(manifestJson(files), files);
  expect(atOpening).toEqual([`Data set: Tiny, from ${folder}, next to the manifest`]);
  expect(ofTest).toEqual([
    'Note on the data: the test split (9 examples) has no example of 2 of 3 classes: a, b',
    'Note on the data: 9 of the 9 test images are also in the training split, identical in every pixel (the first is image 0)',
  ]);
});

it('a note that is known before is printed once', async () => {
  const rows = { images: 'train-images', labels: 'train-labels' };
  const splits = {
    kind: 'ranges',
    train: { ...rows, to: 70 },
    validation: { ...rows, from: 70, to: 88 },
    test: { ...rows, from: 88 },
  };
  const files = { 'train-images': FILES['train-images']!, 'train-labels': FILES['train-labels']! };
  const { atOpening, ofTest } = await printed({ ...manifestJson(files), splits }, files);
  expect(atOpening.slice(1)).toEqual([
    'Note on the data: the test split (2 examples) has no example of 1 of 3 classes: a',
  ]);
  expect(ofTest).toEqual([]);
});
