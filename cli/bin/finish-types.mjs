// The generator of dist/index.d.ts leaves out an import of a whole package, as the schemas have of zod.
import { readFileSync, writeFileSync } from 'node:fs';

const file = new URL('../../dist/index.d.ts', import.meta.url);
writeFileSync(file, `import * as z from 'zod';\n\n${readFileSync(file, 'utf8')}`);
