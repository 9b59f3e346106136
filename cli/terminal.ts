// What a person sees: standard output for results, standard error for everything else.

export interface Terminal {
  /** One line of result. */
  result(line: string): void;
  /** One line for the person. */
  say(line: string): void;
  /** A line that the next one replaces, where standard error is a terminal; nothing elsewhere. */
  status(line: string): void;
}

/** @param isJson standard output is JSON alone, so words go to standard error */
export function processTerminal(isJson: boolean): Terminal {
  const words = isJson ? process.stderr : process.stdout;
  let isStatusShown = false;
  const clear = () => {
    if (isStatusShown) process.stderr.write('\r\u001b[K');
    isStatusShown = false;
  };
  return {
    result: (line) => {
      clear();
      process.stdout.write(`${line}\n`);
    },
    say: (line) => {
      clear();
      words.write(`${line}\n`);
    },
    status: (line) => {
      if (!process.stderr.isTTY) return;
      clear();
      process.stderr.write(line.slice(0, Math.max(1, process.stderr.columns - 1)));
      isStatusShown = true;
    },
  };
}
