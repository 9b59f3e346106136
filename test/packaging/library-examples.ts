// The examples that users of the library read: in the comments of its types, and in docs/library.md.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './npm.ts';

/** @param types path of the package's index.d.ts */
export function libraryExamples(types: string): string[] {
  const comments = readFileSync(types, 'utf8').replaceAll(/^\s*\* ?/gm, '');
  const page = readFileSync(join(root, 'docs/library.md'), 'utf8');
  return [comments, page].flatMap((text) =>
    [...text.matchAll(/^```ts\n(.*?)^```/gms)].map(([, code = '']) => code),
  );
}
