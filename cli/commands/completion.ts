// `evolambda completion bash|zsh|fish`: a script that completes commands and flags in a shell.
import { InvalidInput, shown } from '../../shared/kernel/errors.ts';
import { nearest } from '../../shared/kernel/nearest.ts';
import { readFlags } from '../flags.ts';

/** Flags of each command. */
export type Completed = ReadonlyMap<string, readonly string[]>;

const SHELLS = {
  bash: (commands: Completed) => `# eval "$(evolambda completion bash)"
_evolambda() {
  local word="\${COMP_WORDS[COMP_CWORD]}" words="${[...commands.keys()].join(' ')}"
  if [ "$COMP_CWORD" -gt 1 ]; then
    case "\${COMP_WORDS[1]}" in
${cases(commands, (name, flags) => `      ${name}) words="${flags.join(' ')}" ;;`)}
      *) words="" ;;
    esac
  fi
  COMPREPLY=($(compgen -W "$words" -- "$word"))
}
complete -o default -F _evolambda evolambda`,
  zsh: (commands: Completed) => `# eval "$(evolambda completion zsh)", after compinit
_evolambda() {
  if (( CURRENT == 2 )); then
    compadd ${[...commands.keys()].join(' ')}
    return
  fi
  case "\${words[2]}" in
${cases(commands, (name, flags) => `    ${name}) compadd -- ${flags.join(' ')} ;;`)}
  esac
  _files
}
compdef _evolambda evolambda`,
  fish: (commands: Completed) => `# evolambda completion fish | source
complete -c evolambda -n __fish_use_subcommand -a "${[...commands.keys()].join(' ')}"
${cases(commands, (name, flags) =>
  flags
    .map(
      (flag) =>
        `complete -c evolambda -n "__fish_seen_subcommand_from ${name}" -l ${flag.slice(2)}`,
    )
    .join('\n'),
)}`,
} as const;

export async function completionCommand(
  argv: readonly string[],
  commands: Completed,
): Promise<number> {
  const { positionals } = readFlags(argv, {});
  const [shell = '', ...more] = positionals;
  const script = Object.hasOwn(SHELLS, shell) ? SHELLS[shell as keyof typeof SHELLS] : undefined;
  if (script === undefined || more.length > 0) {
    const known = Object.keys(SHELLS);
    const allowed = `one of ${known.join(', ')}${nearest(shell, known)}`;
    throw new InvalidInput([{ path: 'completion', value: shown(positionals.join(' ')), allowed }]);
  }
  process.stdout.write(`${script(commands)}\n`);
  return 0;
}

function cases(
  commands: Completed,
  line: (name: string, flags: readonly string[]) => string,
): string {
  return [...commands]
    .filter(([, flags]) => flags.length > 0)
    .map(([name, flags]) => line(name, flags))
    .join('\n');
}
