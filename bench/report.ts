// What benchmarks say: the machine, medians, ratios.

import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { least } from '../shared/kernel/long-lists.ts';

export function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** The median, with the smallest beside it, which a busy machine disturbs least. */
export function inMs(values: readonly number[]): string {
  return `${median(values).toFixed(1)} (${least(values).toFixed(1)})`;
}

export function ratio(ours: number, theirs: number): string {
  return (ours / theirs).toFixed(2);
}

/** A row of a Markdown table. */
export function row(...cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

/** Processor, instruction sets and Node, as every number must be read with them. */
export function machine(): string {
  return `${cpus()[0]?.model}, ${cpus().length} cores, ${instructionSets()}, Node ${process.version}`;
}

function instructionSets(): string {
  if (process.platform !== 'linux') return process.arch;
  const text = readFileSync('/proc/cpuinfo', 'utf8');
  const names = ['avx512f', 'avx2', 'fma'].filter((name) => new RegExp(`\\b${name}\\b`).test(text));
  return [process.arch, ...names].join(' ');
}
