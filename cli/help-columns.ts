// Two columns of the help: a name, and its text wrapped under its own column.

const WIDTH = 100;

/**
 * @param name printed on a separate line if it is too long for its column
 * @param column index of the first character of the text
 */
export function inColumns(name: string, text: string, column: number): string {
  const margin = ' '.repeat(column);
  const [first = '', ...rest] = wrapped(text, WIDTH - column);
  const head = `  ${name}`;
  const begin = head.length < column ? head.padEnd(column) : `${head}\n${margin}`;
  return [begin + first, ...rest.map((line) => margin + line)].join('\n').trimEnd();
}

/** Lines of at most `width` characters; a longer word or text in brackets gets a separate line. */
export function wrapped(text: string, width = WIDTH): string[] {
  const lines: string[] = [];
  for (const word of text.split(/ (?![^[\]]*\])/)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) {
      lines[lines.length - 1] = `${last} ${word}`;
    } else lines.push(word);
  }
  return lines;
}
