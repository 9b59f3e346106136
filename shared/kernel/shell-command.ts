// Commands that a person pastes into a shell: every message that prints one takes it from here. A command ends
// its line, so that it can be copied whole, and a test finds it there and runs it.

/** Starts this program in a clone, and wherever the package is installed; --no: never from a registry. */
const INVOCATION = ['npm', 'exec', '--no', '--', 'evolambda'] as const;

/** A command of this program. @param args as they are, unquoted; of a path, what pathArgument gives */
export function evolambdaCommand(...args: readonly string[]): string {
  return shellCommand(...INVOCATION, ...args);
}

/** The text that a POSIX shell reads as exactly these words. */
export function shellCommand(...words: readonly string[]): string {
  return words.map(shellWord).join(' ');
}

/** A path as an argument: a leading dash would make it a flag. */
export function pathArgument(path: string): string {
  return path.startsWith('-') ? `./${path}` : path;
}

/** Arguments of which the operand, such as a run's id, may begin with a dash. */
export function withOperand(operand: string, flags: readonly string[]): readonly string[] {
  return operand.startsWith('-') ? [...flags, '--', operand] : [operand, ...flags];
}

/** Means itself in sh, bash, zsh and fish. zsh expands a leading `=`. */
const PLAIN = /^[\w+:./-][\w+=:./-]*$/;

/** All but line feed and tab, which are safe between quotes; a terminal would act on these. */
const CONTROL = /([^\P{Cc}\n\t]+)/u;

function shellWord(word: string): string {
  if (PLAIN.test(word)) return word;
  const parts = word
    .split(CONTROL)
    .map((part, index) => (index % 2 === 0 ? quoted(part) : printed(part)));
  return parts.join('') || "''";
}

function quoted(text: string): string {
  return text === '' ? '' : `'${text.replaceAll("'", "'\\''")}'`;
}

/** Control characters as what printf makes of their octal codes. */
function printed(text: string): string {
  const codes = [...new TextEncoder().encode(text)].map(
    (byte) => `\\${byte.toString(8).padStart(3, '0')}`,
  );
  return `"$(printf '${codes.join('')}')"`;
}
