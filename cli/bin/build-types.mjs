// dist/index.d.ts: the types of the library in one file, for the package.
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { generateDtsBundle } from 'dts-bundle-generator';

const root = fileURLToPath(new URL('../../', import.meta.url));
const [types] = generateDtsBundle(
  [
    {
      filePath: `${root}cli/library/index.ts`,
      output: { exportReferencedTypes: false, noBanner: true },
    },
  ],
  { preferredConfigPath: `${root}tsconfig.json` },
);
// The generator leaves out an import of a whole package.
writeFileSync(`${root}dist/index.d.ts`, `import * as z from 'zod';\n\n${types}`);
