import { describe, expect, it } from 'vitest';
import { datasetManifestSchema } from '../../shared/contracts/dataset-manifest.ts';
import { parseInput } from '../../shared/contracts/parse.ts';
import { BUILT_IN_IDS, builtInManifest } from '../../shared/data/manifests/built-in-manifest.ts';
import { type Fault, InvalidInput } from '../../shared/kernel/errors.ts';
import { manifestJson } from './idx-fixture.ts';

type Json = ReturnType<typeof manifestJson>;

function faultsOf(value: unknown): readonly Fault[] {
  try {
    parseInput(datasetManifestSchema, value);
  } catch (error) {
    if (error instanceof InvalidInput) return error.faults;
    throw error;
  }
  return [];
}

const train = { images: 'train-images', labels: 'train-labels' };
const file = (json: Json, index: number) => json.files[index] as Record<string, unknown>;

describe('the dataset manifest', () => {
  it('knows MNIST and Fashion-MNIST', () => {
    expect(BUILT_IN_IDS).toEqual(['mnist', 'fashion-mnist']);
    for (const id of BUILT_IN_IDS) expect(builtInManifest(id)?.id).toBe(id);
    expect(builtInManifest('toString')).toBeUndefined();
  });

  it.each<[string, (json: Json) => void, Fault]>([
    [
      'an id with capitals',
      (json) => {
        json.id = 'Tiny';
      },
      { path: 'id', value: '"Tiny"', allowed: 'lower-case letters, digits and hyphens' },
    ],
    [
      'an unknown key',
      (json) => {
        Object.assign(json, { colour: 1 });
      },
      { path: 'colour', value: '1', problem: 'unknown field', allowed: '' },
    ],
    [
      'a file name that climbs',
      (json) => {
        file(json, 0).name = '../../etc/passwd';
      },
      {
        path: 'files[0].name',
        value: '"../../etc/passwd"',
        allowed: 'a file name without a directory: letters, digits, dot, underscore and hyphen',
      },
    ],
    [
      'a file name with a backslash',
      (json) => {
        file(json, 0).name = 'a\\b';
      },
      {
        path: 'files[0].name',
        value: '"a\\\\b"',
        allowed: 'a file name without a directory: letters, digits, dot, underscore and hyphen',
      },
    ],
    [
      'a hidden file',
      (json) => {
        file(json, 0).name = '.bashrc';
      },
      {
        path: 'files[0].name',
        value: '".bashrc"',
        allowed: 'a file name without a directory: letters, digits, dot, underscore and hyphen',
      },
    ],
    [
      'a .gz name',
      (json) => {
        file(json, 0).name = 'a.gz';
      },
      {
        path: 'files[0].name',
        value: '"a.gz"',
        allowed: 'the name of the uncompressed file',
        hint: 'NAME.gz is found as well',
      },
    ],
    [
      'a hash too short',
      (json) => {
        file(json, 1).sha256 = 'abc';
      },
      {
        path: 'files[1].sha256',
        value: '"abc"',
        allowed: 'a SHA-256 of 64 lower-case hexadecimal digits',
      },
    ],
    [
      'one class',
      (json) => {
        json.classes = ['a'];
      },
      { path: 'classes', value: '["a"]', allowed: 'an array with 2 to 256 items' },
    ],
    [
      'a deviation of 0',
      (json) => {
        json.deviation = 0;
      },
      { path: 'deviation', value: '0', allowed: 'a number above 0 and at most 1' },
    ],
    [
      'a fractional height',
      (json) => {
        json.shape.height = 2.5;
      },
      { path: 'shape.height', value: '2.5', allowed: 'an integer' },
    ],
    [
      'two files of one name',
      (json) => {
        file(json, 2).name = 'train-images.idx';
      },
      {
        path: 'files[2].name',
        value: '"train-images.idx"',
        problem: 'same name as files[0]',
        allowed: 'a unique name',
      },
    ],
    [
      'an unknown role',
      (json) => {
        json.splits.train = { ...train, images: 'trian', to: 24 };
      },
      {
        path: 'splits.train.images',
        value: '"trian"',
        allowed: 'the role of a file with content images: train-images, test-images',
      },
    ],
    [
      'labels where images belong',
      (json) => {
        json.splits.train = { ...train, images: 'train-labels', to: 24 };
      },
      {
        path: 'splits.train.images',
        value: '"train-labels"',
        allowed: 'the role of a file with content images: train-images, test-images',
      },
    ],
    [
      'an empty range',
      (json) => {
        json.splits.train = { ...train, from: 5, to: 5 };
      },
      { path: 'splits.train.to', value: '5', allowed: 'an integer above 5, the value of from' },
    ],
    [
      'validation inside training',
      (json) => {
        json.splits.validation = { ...train, from: 20, to: 30 };
      },
      {
        path: 'splits.validation',
        value: '{"images":"train-images","labels":"train-labels","from":20,"to":30}',
        problem: 'shares rows with splits.train',
        allowed: 'rows of one split only',
      },
    ],
    [
      'test inside training',
      (json) => {
        json.splits.test = { ...train, from: 0, to: 3 };
      },
      {
        path: 'splits.test',
        value: '{"images":"train-images","labels":"train-labels","from":0,"to":3}',
        problem: 'shares rows with splits.train',
        allowed: 'rows of one split only',
      },
    ],
    [
      'a split of no known kind',
      (json) => {
        json.splits.kind = 'random';
      },
      {
        path: 'splits.kind',
        value: '"random"',
        allowed: 'ranges or stratified',
        hint: 'did you mean ranges?',
      },
    ],
    [
      'a share of a half',
      (json) => {
        json.splits = { kind: 'stratified', seed: 1, pool: train, validationShare: 0.5 };
      },
      { path: 'splits.validationShare', value: '0.5', allowed: 'a number above 0 and below 0.5' },
    ],
    [
      'an address that is no web address',
      (json) => {
        file(json, 0).urls = ['file:///etc/passwd'];
      },
      {
        path: 'files[0].urls[0]',
        value: '"file:///etc/passwd"',
        allowed: 'an http or https URL',
      },
    ],
  ])('refuses %s', (_, spoil, fault) => {
    const json = manifestJson();
    spoil(json);
    const found = faultsOf(json).find(({ path }) => path === fault.path);
    const { allowed, ...rest } = fault;
    expect(found).toMatchObject(rest);
    expect(found?.allowed).toContain(allowed);
  });

  it.each([
    ['the same name', 'a', 'a'],
    ['a space after it', 'a', 'a '],
    ['a no-break space within', 'a b', 'a\u00a0b'],
    ['another Unicode form', 'é', 'e\u0301'],
    ['an invisible character', 'a', 'a\u200b'],
  ])('refuses two classes with %s', (_, one, other) => {
    const faults = faultsOf({ ...manifestJson(), classes: [one, 'z', other] });
    expect(faults.map(({ path }) => path)).toEqual(['classes[2]']);
    expect(faults[0]?.problem).toBe('looks the same as classes[0]');
  });

  it('takes classes that differ in case, in accents and in signs', () => {
    const classes = ['a', 'A', 'á', 'x2', 'x²', 'T-shirt/top', '😀', '字'];
    expect(faultsOf({ ...manifestJson(), classes })).toEqual([]);
  });

  it.each([[''], [' \u3000'], ['\u200b'], ['a\nb'], ['a\u001b[2J']])(
    'refuses the name %j',
    (name) => {
      const faults = faultsOf({ ...manifestJson(), name, classes: ['a', 'b', name, name] });
      expect(faults.map(({ path, allowed }) => [path, allowed]).slice(0, 3)).toEqual([
        ['name', 'one line of text with a visible character'],
        ['classes[2]', 'one line of text with a visible character'],
        ['classes[3]', 'one line of text with a visible character'],
      ]);
    },
  );

  it('refuses file names that differ in case alone', () => {
    const json = manifestJson();
    file(json, 2).name = 'Train-Images.idx';
    expect(faultsOf(json)).toMatchObject([
      {
        path: 'files[2].name',
        problem: 'same name as files[0]',
        allowed: 'a unique name, ignoring upper and lower case',
      },
    ]);
  });

  it('names every fault at once, those between fields too', () => {
    const json = manifestJson();
    Object.assign(json, { id: 'No', mean: 7, extra: true });
    file(json, 3).role = 'nobody';
    expect(faultsOf(json).map(({ path }) => path)).toEqual(
      expect.arrayContaining(['id', 'mean', 'extra', 'files[3].role', 'splits.test.labels']),
    );
  });

  it.each([[null], [[]], ['mnist'], [{}], [{ files: {}, splits: 3 }]])('refuses %j', (value) => {
    expect(faultsOf(value).length).toBeGreaterThan(0);
  });
});
