// The processes in which MiniStack runs functions, for tests that kill one at its work.
import { execFileSync } from 'node:child_process';

/**
 * Process ids of a function's execution environments, idle ones included.
 * @param functionsFolder of the emulator that runs it
 */
export function processesOf(functionsFolder: string, functionName: string): readonly number[] {
  const text = execFileSync('ps', ['-axww', '-o', 'pid=,command='], { encoding: 'utf8' });
  const folder = `${functionsFolder}/ministack-lambda-${functionName}-`;
  return text
    .split('\n')
    .filter((line) => line.includes(folder))
    .map((line) => Number.parseInt(line, 10));
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
