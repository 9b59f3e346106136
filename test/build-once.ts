// Vitest's global setup: dist/ is built before any test starts the command line, under `npx vitest`
// as under `npm test`.
import { ensureBuilt } from '../cli/bin/ensure-built.mjs';

export async function setup(): Promise<void> {
  await ensureBuilt();
}
