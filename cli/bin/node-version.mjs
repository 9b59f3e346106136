// The oldest Node that evolambda runs on; asked before anything is loaded that an older one fails on.

/** What to tell the user of a Node that is too old; undefined when it will do. */
export function nodeTooOld(version = process.versions.node) {
  const [major, minor] = version.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return undefined;
  return `evolambda requires Node 20.19 or later; this is ${version}.`;
}
