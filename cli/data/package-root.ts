// Where this package lies, from its sources as from its bundle.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The nearest directory above this file that holds a package.json. */
export function packageRoot(from: string = fileURLToPath(import.meta.url)): string {
  const directory = dirname(from);
  if (existsSync(join(directory, 'package.json')) || directory === from) return directory;
  return packageRoot(directory);
}
