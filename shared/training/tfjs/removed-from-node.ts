// tfjs-node 4.22 calls functions of node:util that Node 23 and later have no more: they are put back,
// where they are missing, for the process that loads it.
import util from 'node:util';

const REMOVED = {
  isArray: Array.isArray,
  isNullOrUndefined: (value: unknown) => value === null || value === undefined,
};

export function restoreNodeUtil(): void {
  for (const [name, call] of Object.entries(REMOVED)) {
    if (!(name in util)) Object.assign(util, { [name]: call });
  }
}
