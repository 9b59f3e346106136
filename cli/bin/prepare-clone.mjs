// What a clone does before the command line runs: whatever is missing or stale is installed and built.
import { ensureBuilt } from './ensure-built.mjs';
import { ensureInstalled } from './ensure-installed.mjs';
import { inWords } from './not-ready.mjs';

/** Installs run-time dependencies only. @returns whether dist/ is ready; if not, the exit code is set. */
export function prepareClone() {
  return inWords(async () => {
    await ensureInstalled({ dev: false });
    await ensureBuilt();
  });
}
