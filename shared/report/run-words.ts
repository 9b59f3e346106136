// Words that depend on what a run evaluates: networks on training examples, or in a library search anything, with
// a budget in the user's unit. Imports nothing of Node.
import type { Shape } from '../contracts/task.ts';

export interface RunWords {
  readonly training: 'training' | 'evaluation';
  readonly examples: 'training examples' | 'budget';
}

/** @param isNetwork whether an engine or a trainer module trains networks */
export function runWords(isNetwork: boolean): RunWords {
  return isNetwork
    ? { training: 'training', examples: 'training examples' }
    : { training: 'evaluation', examples: 'budget' };
}

/** `200 training examples`, `budget 200`. */
export function examplesInWords(amount: string, { examples }: RunWords): string {
  return examples === 'budget' ? `${examples} ${amount}` : `${amount} ${examples}`;
}

/** What people call one example of this shape: `6,400 images`, `6,400 examples`. */
export function exampleNoun(shape: Shape): 'image' | 'example' {
  return 'features' in shape ? 'example' : 'image';
}
