// A function of two genes whose best value is known, and a search over it.
import { defineSpace } from '../../cli/library/index.ts';

export const space = defineSpace({
  x: { type: 'real', min: -4, max: 4 },
  sign: { type: 'categorical', values: [1, -1] },
});
export type Point = { readonly x: number; readonly sign: 1 | -1 };
export const strategy = { name: 'tournament', population: 8, generations: 4 };
export const bowl = ({ x, sign }: Point) => ({ fitness: -((x - 1) ** 2) + sign });
