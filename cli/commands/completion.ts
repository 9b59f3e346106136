// `evolambda completion bash|zsh|fish`: a script that completes commands, their verbs and flags, and values
// of flags that are a few words, in a shell.
import { choicesInWords } from '../../shared/kernel/choices-in-words.ts';
import { InvalidInput, missing, shown } from '../../shared/kernel/errors.ts';
import { nearest } from '../../shared/kernel/nearest.ts';
import type { Command } from '../command.ts';
import { COMMON_FLAGS, type Flags, readFlags } from '../flags.ts';

export const completionCommand: Command = {
  name: 'completion',
  group: 'This machine',
  usage: 'completion bash|zsh|fish',
  purpose: 'Print a script that completes commands and flags in a shell',
  flags: {},
  examples: ['eval "$(evolambda completion bash)"'],
  run: printCompletion,
};

/** What may follow a command. */
interface Continuation {
  readonly flags: Flags;
  /** Words of which one follows the command at once. */
  readonly verbs: readonly string[];
  /** Whether a file or folder may follow. */
  readonly takesPath: boolean;
}

type Completed = ReadonlyMap<string, Continuation>;

const SHELLS = {
  bash: (commands: Completed) => `# eval "$(evolambda completion bash)"
_evolambda() {
  local word="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}" command="\${COMP_WORDS[1]}" words=""
  if [ "$COMP_CWORD" -eq 1 ]; then
    words="${names(commands)}"
  else
    case "$command $before" in
${valuesOf(commands, (name, flag, choices) => `      "${name} --${flag}") words="${choices.join(' ')}" ;;`)}
      *) case "$command $COMP_CWORD $word" in
${verbsOf(commands, (name, verbs) => `        "${name} 2 "[!-]*|"${name} 2 ") words="${verbs.join(' ')}" ;;`)}
${flagsOf(commands, (name, flags, takesPath) => `        "${name} "*" "${takesPath ? '-' : ''}*) words="${flags.join(' ')}" ;;`)}
      esac ;;
    esac
  fi
  COMPREPLY=($(compgen -W "$words" -- "$word"))
}
complete -o default -F _evolambda evolambda`,
  zsh: (commands: Completed) => `# eval "$(evolambda completion zsh)", after compinit
_evolambda() {
  if (( CURRENT == 2 )); then
    compadd ${names(commands)}
    return
  fi
  case "\${words[2]} \${words[CURRENT-1]}" in
${valuesOf(commands, (name, flag, choices) => `    "${name} --${flag}") ${choices.length > 0 ? `compadd -- ${choices.join(' ')}` : '_files'}; return ;;`)}
  esac
  case "\${words[2]} $CURRENT" in
${verbsOf(commands, (name, verbs) => `    "${name} 3") compadd -- ${verbs.join(' ')}; return ;;`)}
  esac
  case "\${words[2]}" in
${flagsOf(commands, (name, flags, takesPath) => `    ${name}) compadd -- ${flags.join(' ')}${takesPath ? '; _files' : ''} ;;`)}
  esac
}
compdef _evolambda evolambda`,
  fish: (commands: Completed) => `# evolambda completion fish | source
complete -c evolambda -n __fish_use_subcommand -f -a "${names(commands)}"
${verbsOf(commands, (name, verbs) => `complete -c evolambda -n "__fish_seen_subcommand_from ${name}; and not __fish_seen_subcommand_from ${verbs.join(' ')}" -f -a "${verbs.join(' ')}"`)}
${lines(commands, (name, { flags }) => Object.entries(flags).map(([flag, { type, choices }]) => `complete -c evolambda -n "__fish_seen_subcommand_from ${name}" -l ${flag}${fishValue(type, choices)}`))}`,
} as const;

async function printCompletion(
  argv: readonly string[],
  commands: readonly Command[],
): Promise<number> {
  const { positionals } = readFlags(argv, completionCommand.flags);
  const [shell = '', ...more] = positionals;
  const script = Object.hasOwn(SHELLS, shell) ? SHELLS[shell as keyof typeof SHELLS] : undefined;
  if (script === undefined || more.length > 0) {
    const known = Object.keys(SHELLS);
    const allowed = choicesInWords(known);
    throw new InvalidInput([
      positionals.length === 0
        ? missing('completion', allowed)
        : {
            path: 'completion',
            value: shown(positionals.join(' ')),
            allowed,
            hint: nearest(shell, known),
          },
    ]);
  }
  process.stdout.write(`${script(completed(commands))}\n`);
  return 0;
}

/** Of each name, the flags it has here or on AWS. */
function completed(commands: readonly Command[]): Completed {
  const allNames = new Set(commands.map(({ name }) => name));
  return new Map(
    [...allNames].map((command) => {
      const forms = commands.filter(({ name }) => name === command);
      const flags: Flags = Object.assign({}, ...forms.map((form) => form.flags), {
        ...COMMON_FLAGS,
        help: { type: 'switch', group: 'Output', help: 'Print this help' },
      });
      const words = forms.map(({ usage }) => usage.split(' ')[1] ?? '');
      const verbs = words
        .filter((word) => /^[a-z|]+$/.test(word))
        .flatMap((word) => word.split('|'));
      const takesPath = forms.some(({ usage }) => /DIR|FILE|FOLDER|RUN/.test(usage));
      return [command, { flags, verbs, takesPath }];
    }),
  );
}

function names(commands: Completed): string {
  return [...commands.keys()].join(' ');
}

function lines(commands: Completed, of: (name: string, command: Continuation) => string[]): string {
  return [...commands].flatMap(([name, command]) => of(name, command)).join('\n');
}

/** A line for each flag that takes a value; without choices a shell offers files. */
function valuesOf(
  commands: Completed,
  line: (name: string, flag: string, choices: readonly string[]) => string,
): string {
  return lines(commands, (name, { flags }) =>
    Object.entries(flags).flatMap(([flag, { type, choices = [] }]) =>
      type === 'switch' ? [] : [line(name, flag, choices)],
    ),
  );
}

function verbsOf(
  commands: Completed,
  line: (name: string, verbs: readonly string[]) => string,
): string {
  return lines(commands, (name, { verbs }) => (verbs.length === 0 ? [] : [line(name, verbs)]));
}

function flagsOf(
  commands: Completed,
  line: (name: string, flags: readonly string[], takesPath: boolean) => string,
): string {
  return lines(commands, (name, { flags, takesPath }) => [
    line(
      name,
      Object.keys(flags).map((flag) => `--${flag}`),
      takesPath,
    ),
  ]);
}

function fishValue(type: Flags[string]['type'], choices: readonly string[] = []): string {
  if (type === 'switch') return '';
  return choices.length === 0 ? ' -r' : ` -x -a "${choices.join(' ')}"`;
}
