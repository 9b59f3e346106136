// Where a network may be written: what is in the way is told before any work, and no folder comes to hold
// the files of two networks.
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { expectFolder, refuseMixture, type Shipment } from '../../cli/champion/shipping-folder.ts';
import { FORMATS, type Format } from '../../shared/report/formats.ts';
import { FILES_OF } from '../../shared/report/shipped-files.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'evolambda-shipping-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('a folder that is to take a network', () => {
  it('may be there, or be made below one that is', async () => {
    await expectFolder('--out', folder, FORMATS);
    await expectFolder('--out', join(folder, 'a', 'b'), FORMATS);
  });

  it('is refused with everything that is in the way', async () => {
    writeFileSync(join(folder, 'tfjs'), '');
    mkdirSync(join(folder, 'model.onnx'));
    const refused = expectFolder('--out', folder, FORMATS);
    await expect(refused).rejects.toThrow(
      /^--out: .*tfjs" is not a directory; expected a writable directory/m,
    );
    await expect(refused).rejects.toThrow(/^--out: .*model.onnx" is a directory; /m);
    // What is not to be written is in nobody's way.
    await expectFolder('--out', folder, ['genome']);
  });

  it('is refused where it is a link to nothing, or below a file', async () => {
    symlinkSync(join(folder, 'nowhere'), join(folder, 'link'), 'junction');
    await expect(expectFolder('--out', join(folder, 'link'), FORMATS)).rejects.toThrow(
      /link" is not a directory/,
    );
    writeFileSync(join(folder, 'file'), '');
    await expect(expectFolder('--out', join(folder, 'file', 'x'), FORMATS)).rejects.toThrow(
      /file" is not a directory/,
    );
  });
});

describe('a folder with files of a network', () => {
  const contentOf = (path: string) =>
    path === 'model-card.md' ? 'Genome hash abc, three batches' : `${path} of abc`;
  const built: (readonly Format[])[] = [];
  const shipment = (
    formats: readonly Format[],
    possible: readonly Format[] = FORMATS,
  ): Shipment => ({
    ...{ genomeHash: 'abc', formats, possible },
    filesOf: async (some) => {
      built.push(some);
      return new Map(some.flatMap((one) => FILES_OF[one]).map((path) => [path, contentOf(path)]));
    },
  });
  beforeEach(() => {
    built.length = 0;
    mkdirSync(join(folder, 'tfjs'));
    for (const path of FORMATS.flatMap((format) => FILES_OF[format])) {
      writeFileSync(join(folder, path), contentOf(path));
    }
  });

  it('takes more of the same network, though its card was written earlier', async () => {
    writeFileSync(join(folder, 'model-card.md'), 'Genome hash abc, two batches');
    for (const format of FORMATS) await refuseMixture('--out', folder, shipment([format]));
    await refuseMixture('--out', folder, shipment(FORMATS));
  });

  it.each(FORMATS)('takes nothing beside %s of another one', async (format) => {
    const [path] = FILES_OF[format];
    writeFileSync(join(folder, path), 'of another');
    const others = FORMATS.filter((one) => one !== format);
    await expect(refuseMixture('--out', folder, shipment(others))).rejects.toThrow(
      `contains ${path} of another network; expected a directory without files of another network`,
    );
    await refuseMixture('--out', folder, shipment(FORMATS));
  });

  it('takes no network of a kind that could not have written what is there', async () => {
    const own = ['genome', 'card', 'checkpoint'] as const;
    const taken = refuseMixture('--out', folder, shipment(own, own));
    await expect(taken).rejects.toThrow(
      /contains model.onnx of .*\n.*weights.bin of .*\n.*model.json of/,
    );
  });

  it('makes no form of the network that is neither there nor asked for', async () => {
    rmSync(folder, { recursive: true });
    await refuseMixture('--out', folder, shipment(['genome']));
    expect(built.flat()).toEqual([]);
  });
});
