// The command line built with the kind `residual` in its registry: one import and one name more in
// shared/genome/kinds/kinds.ts, as a person who adds a kind writes them. Worker threads have it too.
import { mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build, type Plugin } from 'esbuild';
import { type Ended, ended, endedHere, start } from '../cli/command-line.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const KIND = fileURLToPath(new URL('./residual-kind/residual-kind.ts', import.meta.url));

const oneKindMore: Plugin = {
  name: 'one kind more',
  setup: ({ onLoad }) => {
    onLoad({ filter: /genome\/kinds\/kinds\.ts$/ }, ({ path }) => {
      const known = readFileSync(path, 'utf8');
      const list = known.replace('[mlpKind, ', '[mlpKind, residualKind, ');
      if (list === known) throw new Error(`${path} lists its kinds in another form`);
      const contents = `import { residualKind } from ${JSON.stringify(KIND)};\n${list}`;
      return { contents, loader: 'ts' };
    });
  },
};

export interface ResidualCommand {
  /** Where it is built, and where its runs may be. */
  readonly folder: string;
  /** In this process, unless it reads standard input. */
  readonly evolambda: (args: readonly string[], input?: string) => Promise<Ended>;
}

/** The folder is the caller's to remove. */
export async function buildResidualCommand(): Promise<ResidualCommand> {
  const folder = mkdtempSync(join(tmpdir(), 'evolambda-residual-'));
  const dist = join(folder, 'dist');
  mkdirSync(dist);
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction');
  for (const name of ['package.json', 'dist/page.html']) {
    writeFileSync(join(folder, name), readFileSync(join(root, name)));
  }
  await build({
    absWorkingDir: root,
    entryPoints: { main: 'cli/main.ts', 'training-worker': 'cli/embedded/training-worker.ts' },
    outdir: dist,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    external: ['onnxruntime-node', '@tensorflow/*', 'open', './remote.mjs'],
    mainFields: ['module', 'main'],
    logLevel: 'silent',
    plugins: [oneKindMore],
  });
  const built = pathToFileURL(join(dist, 'main.mjs')).href;
  const { main } = (await import(/* @vite-ignore */ built)) as typeof import('../../cli/main.ts');
  const bin = join(folder, 'evolambda.mjs');
  const words = [
    `import { main } from './dist/main.mjs';`,
    'process.exitCode = await main(process.argv.slice(2));',
  ];
  writeFileSync(bin, `${words.join('\n')}\n`);
  return {
    folder,
    evolambda: (args, input) =>
      input === undefined ? endedHere(main, args) : ended(start(args, input, process.env, bin)),
  };
}
