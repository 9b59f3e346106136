// Which processor computed a result: bits are promised to repeat only within one instruction set.
import { readFileSync } from 'node:fs';
import { arch, cpus } from 'node:os';

const INSTRUCTION_SETS = ['avx512f', 'avx2', 'avx', 'sse4_2'] as const;

let known: string | undefined;

/** Processor model and widest vector instruction set, where the system tells it. */
export function cpuClass(): string {
  known ??= `${cpus()[0]?.model.trim() ?? 'unknown'} (${instructionSet()})`;
  return known;
}

/** Linux tells the flags; elsewhere the architecture stands for them. */
function instructionSet(): string {
  try {
    const flags = /^flags\s*:(.*)$/m.exec(readFileSync('/proc/cpuinfo', 'utf8'))?.[1]?.split(' ');
    return INSTRUCTION_SETS.find((name) => flags?.includes(name)) ?? arch();
  } catch {
    return arch();
  }
}
