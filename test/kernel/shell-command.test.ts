// What a message prints for pasting, read by a shell as it stands.
import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { evolambdaCommand, pathArgument, shellCommand } from '../../shared/kernel/shell-command.ts';

const ODD = [
  ...['', ' ', 'a b', "it's", "''", '"quoted"', '$HOME', '`id`', '$(id)', 'back\\slash'],
  ...[
    '*',
    '?',
    '[a-z]',
    '{a,b}',
    '~',
    '~root',
    'a~b',
    '#c',
    'a;b',
    'a&b',
    'a|b',
    'a>b',
    '(a)',
    '!x',
  ],
  ...[
    '=ls',
    'A=b',
    'line\nfeed',
    '\n',
    'ends with\n',
    '\t',
    'ä 日本',
    '\u00a0',
    '-x',
    '--',
    '%1',
    '^a',
  ],
  ...[
    '\u001b[31mred',
    '\r',
    'a\u007fb',
    '\u0085',
    'C:\\runs\\a b',
    'a\\',
    "'\\''",
    '\u0001\n\u0002',
  ],
];

describe.skipIf(process.platform === 'win32')(
  'a printed command (skipped: Windows has no sh)',
  () => {
    it('gives a shell exactly its words', () => {
      const command = shellCommand('printf', '%s\\0', ...ODD);
      const read = execFileSync('sh', ['-c', command], { encoding: 'utf8' });
      expect(read.split('\0').slice(0, -1)).toEqual(ODD);
    });

    it('holds no control character that a terminal acts on', () => {
      expect(shellCommand(...ODD)).not.toMatch(/[^\P{Cc}\n\t]/u);
    });

    it('leaves plain words as they are', () => {
      const plain = evolambdaCommand('resume', '/home/me/runs/seven-7_a.b', '--stack', 'My+stack');
      expect(plain).toBe(
        'npm exec --no -- evolambda resume /home/me/runs/seven-7_a.b --stack My+stack',
      );
    });

    it.each([
      ['-x', './-x'],
      ['--json', './--json'],
      ['./-x', './-x'],
      ['a-x', 'a-x'],
      ['', ''],
    ])('takes the path %j for no flag', (path, argument) => {
      expect(pathArgument(path)).toBe(argument);
    });
  },
);
