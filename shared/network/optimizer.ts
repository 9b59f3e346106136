// Optimizers by name, and what each keeps beside a parameter. An engine has their update rules.

/** What each keeps, shaped like the parameter; all begin at zero. Adam's moments lack their constant
 * factors: M = m/(1−β₁), V = v/(1−β₂). */
export const OPTIMIZER_SLOTS = {
  sgd: ['momentum'],
  adam: ['scaledFirstMoment', 'scaledSecondMoment'],
  adadelta: ['squareAverage', 'accumulatedUpdate'],
  rmsprop: ['squareAverage'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type OptimizerName = keyof typeof OPTIMIZER_SLOTS;

export const OPTIMIZERS = Object.keys(OPTIMIZER_SLOTS) as [OptimizerName, ...OptimizerName[]];

export interface Optimizer {
  readonly name: OptimizerName;
  readonly learningRate: number;
  /** L2: added to the gradient of every parameter, as torch.optim does. */
  readonly weightDecay: number;
}
