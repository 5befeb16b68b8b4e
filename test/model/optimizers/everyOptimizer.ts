import {
  type Gradients,
  initializeParameters,
  type Optimizer,
  type Parameters,
  type Precision,
  parseOptimizer,
  type StepSettings,
  scaled,
} from '../../../src/index.js';

/*
 * Every optimizer there is, with and without what it can be set to, and what the laws need to know of it.
 */

/** The learning rate of every optimizer here. */
export const RATE = 0.05;

const texts = [
  'gradientDescent',
  'gradientDescent(weightDecay: 0.1)',
  'momentum',
  'momentum(beta: 0.5, weightDecay: 0.1)',
  'nesterov',
  'nesterov(beta: 0.5, weightDecay: 0.1)',
  'adagrad',
  'adagrad(weightDecay: 0.1)',
  'rmsProp',
  'rmsProp(weightDecay: 0.1)',
  'rmsProp(centered: true)',
  'rmsProp(momentum: 0.9)',
  'rmsProp(centered: true, momentum: 0.9)',
  'adam',
  'adam(weightDecay: 0.1)',
  'adam(amsgrad: true)',
  'adamW',
  'adamW(weightDecay: 0)',
  'adamW(amsgrad: true)',
  'clipByNorm(0.5) gradientDescent',
  'clipByNorm(0.5) adam',
  'clipByNorm(1000) nesterov',
  'clipByValue(0.2) momentum',
  'clipByValue(0.2) adamW',
  'clipByNorm(0.5) clipByValue(0.2) rmsProp',
  'accumulate(1) momentum',
  'accumulate(3) gradientDescent(weightDecay: 0.1)',
  'accumulate(3) nesterov',
  'accumulate(3) adam',
  'accumulate(2) accumulate(2) adamW',
  'accumulate(2) clipByNorm(0.5) adam',
  'clipByNorm(0.5) accumulate(2) momentum',
];

/** Each of them by its text. */
export const everyOptimizer: readonly (readonly [text: string, optimizer: Optimizer])[] = texts.map(
  (text) => [text, parseOptimizer(text, RATE)],
);

/** After how many updates an optimizer takes its first step. */
export function updatesPerStep({ name, options, inner }: Optimizer): number {
  const own = name === 'accumulate' ? Number(options?.count) : 1;
  return inner === undefined ? own : own * updatesPerStep(inner);
}

/** Whether parameters move by themselves. */
export function decays({ options, inner }: Optimizer): boolean {
  return (options?.weightDecay ?? 0) !== 0 || (inner !== undefined && decays(inner));
}

const layerDims = [3, 4, 2, 1];

/** Parameters of a network 3-4-2-1, biases too drawn from a normal distribution. */
export function drawParameters(seed: number, precision: Precision = 'float64'): Parameters {
  const draw = (of: number) =>
    initializeParameters(layerDims, { seed: of, scheme: scaled(1), precision });
  const { W, b } = draw(seed);
  draw(seed + 1000).W.forEach(({ values }, l) => {
    b[l].values.set(values.subarray(0, b[l].values.length));
  });
  return { W, b };
}

/** Gradients of that network. */
export function drawGradients(seed: number, precision?: Precision): Gradients {
  const { W, b } = drawParameters(seed, precision);
  return { dW: W, db: b };
}

/** Takes the updates from `first` to `last`, each against gradients of its own. */
export function update(
  optimizer: Optimizer,
  parameters: Parameters,
  moments: readonly Parameters[],
  [first, last]: readonly [number, number],
  {
    gradientsOf = drawGradients,
    ...settings
  }: Partial<StepSettings> & { gradientsOf?: (seed: number) => Gradients } = {},
): void {
  for (let i = first; i <= last; i++) {
    const learningRate = optimizer.learningRate(i - 1);
    const step = { learningRate, update: i, ...settings };
    optimizer.updateInto(parameters, gradientsOf(i), step, moments);
  }
}

/** All entries, matrix after matrix. */
export function entriesOf({ W, b }: Parameters): number[] {
  return [...W, ...b].flatMap(({ values }) => [...values]);
}
