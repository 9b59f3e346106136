// Puts the template of the pages beside a bundled handler, as its sources are now.
// Usage: node infra/copy-page.mjs <project> <folder of the bundle>
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildPage } from '../cli/bin/build-page.mjs';

const [, , , bundle] = process.argv;
if (bundle === undefined) {
  throw new Error('usage: node infra/copy-page.mjs <project> <folder of the bundle>');
}
writeFileSync(join(bundle, 'page.html'), await buildPage());
