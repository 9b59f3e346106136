// Numbers as a person reads them.

export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** A whole number with commas: 602,304. */
export function grouped(count: number): string {
  return count.toLocaleString('en-US');
}
