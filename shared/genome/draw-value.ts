// Drawing one value: of a number within its bounds, of a category, and whether a gene is active.
import type { GeneValue } from '../contracts/genome.ts';
import type { CategoricalGene, Gene, NumericGene } from '../contracts/search-space.ts';
import type { RandomStream } from '../kernel/random.ts';
import { referencedValue, type Scopes } from './scope.ts';

/** A gene is active unless its `when` asks for another value than the present one. */
export function isActive(gene: Gene, scopes: Scopes): boolean {
  if (gene.when === undefined) return true;
  const value = referencedValue(gene.when.gene, scopes);
  return gene.when.in.some((allowed) => allowed === value);
}

/** The bounds in force, which may depend on another gene's present value. */
export function boundsOf(gene: NumericGene, scopes: Scopes): { min: number; max: number } {
  const { boundsBy } = gene;
  const value = boundsBy && referencedValue(boundsBy.gene, scopes);
  if (boundsBy === undefined || value === undefined) return gene;
  const name = String(value);
  // A value may have a name that every object has, such as `constructor`.
  return (Object.hasOwn(boundsBy.values, name) ? boundsBy.values[name] : undefined) ?? gene;
}

/** True when a value could have been drawn under the present bounds. */
export function isWithinBounds(gene: Gene, value: GeneValue, scopes: Scopes): boolean {
  if (gene.type !== 'integer' && gene.type !== 'real') return true;
  const { min, max } = boundsOf(gene, scopes);
  return typeof value === 'number' && value >= min && value <= max;
}

/** Uniform within the bounds; on a log scale, uniform in the logarithm. */
export function drawNumber(gene: NumericGene, scopes: Scopes, stream: RandomStream): number {
  const { min, max } = boundsOf(gene, scopes);
  if (gene.type === 'integer') {
    if (gene.scale === 'linear') return stream.integer(min, max);
    // Each integer gets the log-length of [n − ½, n + ½), so that both ends are drawn as well.
    const value = Math.round(drawLog(min - 0.5, max + 0.5, stream));
    return clamp(value, min, max);
  }
  const value =
    gene.scale === 'log' ? drawLog(min, max, stream) : min + (max - min) * stream.real();
  return clamp(value, min, max);
}

/** Standard deviation of a step, as a share of the bounds' distance on the gene's scale. */
const STEP = 0.15;

/** A normal step from a value, cut at the bounds; on a log scale, a step of the logarithm. */
export function stepNumber(
  gene: NumericGene,
  from: number,
  scopes: Scopes,
  stream: RandomStream,
): number {
  const { min, max } = boundsOf(gene, scopes);
  const [to, back] = gene.scale === 'log' ? [Math.log, Math.exp] : [Number, Number];
  // Of twelve uniform numbers the sum has variance 1: no logarithm whose last bit depends on the machine.
  const normal = Array.from({ length: 12 }, () => stream.real()).reduce((sum, x) => sum + x, -6);
  const stepped = back(to(from) + STEP * (to(max) - to(min)) * normal);
  const value = gene.type === 'integer' ? Math.round(stepped) : Number(stepped.toPrecision(12));
  return clamp(value, min, max);
}

/** Uniform over the values, or over the values other than the present one. */
export function drawCategory(
  gene: CategoricalGene,
  stream: RandomStream,
  present?: GeneValue,
): string | number | boolean {
  const others = gene.values.filter((value) => value !== present);
  return stream.pick(others.length === 0 ? gene.values : others);
}

/** Rounded to twelve significant digits: logarithms may differ in the last bit between machines. */
function drawLog(min: number, max: number, stream: RandomStream): number {
  const value = Math.exp(Math.log(min) + (Math.log(max) - Math.log(min)) * stream.real());
  return Number(value.toPrecision(12));
}

function clamp(value: number, min: number, max: number): number {
  return Math.min(Math.max(value, min), max);
}
