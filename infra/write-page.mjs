// Writes the template of the pages, as its sources are now. Usage: node infra/write-page.mjs FILE
import { writeFileSync } from 'node:fs';
import { buildPage } from '../cli/bin/build-page.mjs';

const [, , file] = process.argv;
if (file === undefined) throw new Error('usage: node infra/write-page.mjs FILE');
writeFileSync(file, await buildPage());
