// Numbers as a person reads them.

/** `1 run`, `1,200 runs`. */
export function counted(count: number, noun: string): string {
  return `${grouped(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** A whole number with commas: 602,304. */
export function grouped(count: number): string {
  return count.toLocaleString('en-US');
}
