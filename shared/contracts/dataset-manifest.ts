// What a data set is: its files, the shape of its images, its classes, and how it is split.
// A user's own set is described by the same JSON as the built-in ones.
import * as z from 'zod';
import { InvalidInput } from '../kernel/errors.ts';
import { isObject } from '../kernel/is-object.ts';
import { parseInput } from './parse.ts';
import { shapeSchema } from './task.ts';

const LOWER_CASE = 'lower-case letters, digits and hyphens';
const sha256Schema = z
  .string()
  .regex(/^[0-9a-f]{64}$/, 'a SHA-256 of 64 lower-case hexadecimal digits');

/** A plain name: no separator, no leading dot, so that it cannot leave its directory. */
const fileNameSchema = z
  .string()
  .max(128)
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._-]*$/,
    'a file name without a directory: letters, digits, dot, underscore and hyphen',
  )
  .refine((name) => !name.endsWith('.gz'), {
    error: 'the name of the uncompressed file',
    params: { hint: 'NAME.gz is found as well' },
  });

const fileSchema = z.strictObject({
  /** What the splits call this file. */
  role: z.string().regex(/^[a-z0-9-]+$/, LOWER_CASE),
  content: z.enum(['images', 'labels']),
  name: fileNameSchema,
  /** Size of the uncompressed file. */
  bytes: z.int().positive().optional(),
  /** SHA-256 of the uncompressed file. */
  sha256: sha256Schema.optional(),
  /** The compressed file exactly as its publisher offers it. */
  published: z.strictObject({ sha256: sha256Schema, bytes: z.int().positive() }).optional(),
  /** Full addresses of the file, compressed or not, tried in this order. */
  urls: z.array(z.url({ protocol: /^https?$/, error: 'an http or https URL' })).default([]),
});

/** Of what is read in lists and tables: a line of text, not of spaces and invisible characters alone. */
function nameSchema(length: number) {
  return z
    .string()
    .max(length)
    .refine((name) => /[^\p{Z}\p{Cc}\p{DI}]/u.test(name) && !/\p{Cc}/u.test(name), {
      error: 'one line of text with a visible character',
    });
}

/** Names of the labels 0, 1, 2 … */
const classesSchema = z
  .array(nameSchema(100))
  .min(2)
  .max(256)
  .superRefine((classes, context) => {
    const read = classes.map(asRead);
    read.forEach((name, label) => {
      const first = read.indexOf(name);
      if (first === label || name === '') return;
      const problem = `looks the same as classes[${first}]`;
      const message =
        'a name that differs in more than spaces, invisible characters or Unicode form';
      context.addIssue({
        code: 'custom',
        path: [label],
        message,
        input: classes[label],
        params: { problem },
      });
    });
  });

/** Equal for names that a reader cannot tell apart. */
function asRead(name: string): string {
  return name
    .replace(/\p{DI}/gu, '')
    .replace(/[\s\p{Z}]+/gu, ' ')
    .trim()
    .normalize('NFC');
}

/** Rows `from` (included) to `to` (excluded) of an images file and its labels file; all without. */
const rowsSchema = z.strictObject({
  images: z.string(),
  labels: z.string(),
  from: z.int().min(0).default(0),
  to: z.int().positive().optional(),
});

const shareSchema = z.number().gt(0).lt(0.5);

const splitsSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('ranges'),
    train: rowsSchema,
    validation: rowsSchema,
    test: rowsSchema,
  }),
  z.strictObject({
    kind: z.literal('stratified'),
    seed: z.int().min(0),
    /** Rows that are divided by the seeded permutation. */
    pool: rowsSchema,
    /** Test rows of their own; without them testShare of the pool is sealed first. */
    test: rowsSchema.optional(),
    testShare: shareSchema.default(0.15),
    /** Of what is left when the test rows are out. */
    validationShare: shareSchema.default(0.1),
  }),
]);

export const datasetManifestSchema = z
  .strictObject({
    format: z.literal(1).default(1),
    id: z
      .string()
      .max(64)
      .regex(/^[a-z0-9-]+$/, LOWER_CASE),
    name: nameSchema(200),
    /** Where it comes from and under which licence, for the model card. */
    source: z.string().max(2000).default(''),
    licence: z.string().max(2000).default(''),
    files: z.array(fileSchema).min(2).max(64),
    /** Of one example, one byte a value: an image, or a row of features. */
    shape: shapeSchema,
    classes: classesSchema,
    /** Of the pixels scaled to 0–1; the network is fed (x/255 − mean) / deviation. */
    mean: z.number().min(0).max(1),
    deviation: z.number().positive().max(1),
    splits: splitsSchema,
  })
  .superRefine(
    (manifest, context) => {
      for (const { at, value, allowed, problem } of crossFaults(manifest)) {
        context.addIssue({
          code: 'custom',
          path: at,
          message: allowed,
          input: value,
          params: { problem },
        });
      }
    },
    {
      // Runs beside faults elsewhere, so that a person sees all of them at once.
      when: ({ issues }) =>
        issues.every(({ path = [], code }) =>
          path.length === 0
            ? code === 'unrecognized_keys'
            : path[0] !== 'files' && path[0] !== 'splits',
        ),
    },
  );

export type DatasetManifest = z.output<typeof datasetManifestSchema>;
export type ManifestFile = DatasetManifest['files'][number];
export type ManifestRows = z.output<typeof rowsSchema>;
export type StratifiedSplits = Extract<DatasetManifest['splits'], { kind: 'stratified' }>;

/**
 * Checks a manifest. `image` is the name that `shape` had in version 0.1; version 0.2 accepts it.
 * @param where the manifest's name, for messages
 * @throws InvalidInput with every fault, under the name that the manifest uses
 */
export function parseManifest(value: unknown, where: string): DatasetManifest {
  if (!isObject(value) || value.image === undefined || value.shape !== undefined) {
    return parseInput(datasetManifestSchema, value, where);
  }
  const { image, ...rest } = value;
  try {
    return parseInput(datasetManifestSchema, { ...rest, shape: image }, where);
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    const shape = `${where}.shape`;
    throw new InvalidInput(
      error.faults.map((fault) =>
        fault.path === shape || fault.path.startsWith(`${shape}.`)
          ? { ...fault, path: `${where}.image${fault.path.slice(shape.length)}` }
          : fault,
      ),
    );
  }
}

/** The row ranges that the splits name, each with its place in the manifest. */
export function namedRows(splits: DatasetManifest['splits']): [string, ManifestRows][] {
  if (splits.kind === 'ranges') {
    const { train, validation, test } = splits;
    return Object.entries({ train, validation, test });
  }
  const { pool, test } = splits;
  return Object.entries(test === undefined ? { pool } : { pool, test });
}

interface CrossFault {
  readonly at: (string | number)[];
  readonly value: unknown;
  readonly allowed: string;
  readonly problem?: string;
}

/** What no single field shows: doubled names, unknown roles, empty and overlapping ranges. */
function crossFaults({ files, splits }: Pick<DatasetManifest, 'files' | 'splits'>): CrossFault[] {
  const faults: CrossFault[] = [];
  for (const key of ['role', 'name'] as const) {
    // Some file systems take names that differ in case for one.
    const values = files.map((file) => file[key].toLowerCase());
    files.forEach((file, index) => {
      const first = values.indexOf(values[index] as string);
      if (first === index) return;
      const problem = `same ${key} as files[${first}]`;
      const allowed = `a unique ${key}${key === 'name' ? ', ignoring upper and lower case' : ''}`;
      faults.push({ at: ['files', index, key], value: file[key], problem, allowed });
    });
  }
  const used = new Set<string>();
  for (const [name, rows] of namedRows(splits)) {
    for (const content of ['images', 'labels'] as const) {
      const roles = files.filter((file) => file.content === content).map(({ role }) => role);
      used.add(rows[content]);
      if (!roles.includes(rows[content])) {
        const allowed = `the role of a file with content ${content}${roles.length === 0 ? '' : `: ${roles.join(', ')}`}`;
        faults.push({ at: ['splits', name, content], value: rows[content], allowed });
      }
    }
    if (rows.to !== undefined && rows.to <= rows.from) {
      faults.push({
        at: ['splits', name, 'to'],
        value: rows.to,
        allowed: `an integer above ${rows.from}, the value of from`,
      });
    }
  }
  files.forEach((file, index) => {
    if (!used.has(file.role)) {
      faults.push({
        at: ['files', index, 'role'],
        value: file.role,
        problem: `role ${file.role} is in no split`,
        allowed: 'a role that splits refers to',
      });
    }
  });
  return [...faults, ...overlaps(splits)];
}

/** Row ranges that take an example twice; a range without `to` reaches to the end of its file. */
function overlaps(splits: DatasetManifest['splits']): CrossFault[] {
  const named = namedRows(splits);
  const end = ({ to }: ManifestRows) => to ?? Number.POSITIVE_INFINITY;
  return named.flatMap(([name, rows], index) =>
    named
      .slice(0, index)
      .filter(([, other]) => {
        return other.images === rows.images && rows.from < end(other) && other.from < end(rows);
      })
      .map(([other]) => {
        return {
          at: ['splits', name],
          value: rows,
          problem: `shares rows with splits.${other}`,
          allowed: 'rows of one split only',
        };
      }),
  );
}
