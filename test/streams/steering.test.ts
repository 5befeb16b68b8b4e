import {
  copyNetwork,
  copyParameters,
  createNetwork,
  type Dataset,
  dealBatches,
  dropoutMasks,
  type FirstLayer,
  firstMoments,
  freezing,
  type Hyperparameter,
  input,
  modelBackward,
  modelForward,
  momentum,
  type Network,
  piecewise,
  tanh,
} from 'gradstream';
import {
  closeLoop,
  computeCost,
  drawBatches,
  feed,
  iterate,
  propagateBackward,
  propagateForward,
  updateParameters,
} from 'gradstream/streams';
import { BehaviorSubject, identity, lastValueFrom, map, pipe, tap } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { randomMatrix } from '../model/randomMatrix.js';
import { bitsOf, columnsOf } from './tinyRun.js';

/*
 * What steers a run: each hyperparameter, as a number, a function, a schedule and an observable, at full
 * width and in Gram form, in full and in mini-batches. A plain loop over the pure functions, which is told
 * the values, is the truth.
 */

const ITERATIONS = 12;
const data: Pick<Dataset, 'X' | 'Y'> = { X: randomMatrix(40, 12, 1), Y: labels(12) };
const network = createNetwork([40, 4, 3, 1], { hidden: tanh });

function labels(m: number) {
  const Y = randomMatrix(1, m, 2);
  Y.values.forEach((value, j) => {
    Y.values[j] = value > 0 ? 1 : 0;
  });
  return Y;
}

/** All that can be steered, and where it stays when it is not. */
const still = {
  ...{ learningRate: 0.3, momentum: 0.9, weightDecay: 0, frozen: 0 },
  ...{ keep: 1, l1: 0, l2: 0, batchSize: 5 },
};
type Name = keyof typeof still;
type Steered = { readonly [K in Name]: Hyperparameter };

/** Two values of each, of which the second one comes in the middle and goes again. */
const changes: readonly [Name, usual: number, meanwhile: number][] = [
  ['learningRate', 0.3, 0.05],
  ['momentum', 0.9, 0.5],
  ['weightDecay', 0, 0.1],
  ['frozen', 0, 1],
  ['frozen', 1, 0],
  ['frozen', 2, 1],
  ['frozen', 3, 0],
  ['keep', 1, 0.5],
  ['keep', 0.7, 1],
  ['l1', 0, 0.3],
  ['l2', 0, 0.7],
  ['batchSize', 5, 3],
  ['batchSize', 5, 12],
  ['batchSize', 12, 5],
];
const isMeanwhile = (iteration: number) => iteration >= 4 && iteration < 9;

/** The network after a run that is steered. */
function trained(
  steered: Steered,
  firstLayer: FirstLayer,
  values?: (iteration: number) => number,
): Promise<Network> {
  const { learningRate, momentum: share, weightDecay, frozen, keep, l1, l2, batchSize } = steered;
  const slider$ = new BehaviorSubject(values?.(0) ?? 0);
  const phases = pipe(
    propagateForward({ dropout: { keep } }),
    computeCost({ l1, l2 }),
    propagateBackward({ l1, l2 }),
    updateParameters(momentum(learningRate), { momentum: share, weightDecay, frozen }),
  );
  return lastValueFrom(
    iterate({ count: ITERATIONS }).pipe(
      values === undefined ? identity : feed({ slider: slider$ }),
      drawBatches(data, { firstLayer, batchSize }),
      closeLoop(network, phases),
      tap(({ index }) => slider$.next(values?.(index + 1) ?? 0)),
      map((step) => copyNetwork(step.network)),
    ),
  );
}

/** The same as a plain loop. */
function trainedInLoop(valuesAt: (iteration: number) => typeof still): Network {
  const parameters = copyParameters(network.parameters);
  const current = { ...network, parameters };
  const optimizer = freezing(momentum(1));
  const moments = firstMoments(optimizer, parameters);
  const dealer = dealBatches(12);
  for (let i = 0; i < ITERATIONS; i++) {
    const { keep, l1, l2, batchSize, ...settings } = valuesAt(i);
    const examples = dealer.next(batchSize);
    const [x, y] = [columnsOf(data.X, examples), columnsOf(data.Y, examples)];
    const pass = modelForward(current, x, dropoutMasks(network, examples.length, { keep }, i));
    const gradients = modelBackward(current, pass, y, { l1, l2 });
    optimizer.updateInto(parameters, gradients, { ...settings, update: i + 1 }, moments);
  }
  return current;
}

function farthest(one: Network, other: Network): number {
  const of = ({ parameters: { W, b } }: Network) => [...W, ...b].flatMap((A) => [...A.values]);
  const others = of(other);
  return Math.max(...of(one).map((value, i) => Math.abs(value - others[i])));
}

describe.each(changes)('%s that is %d, and %d meanwhile,', (name, usual, meanwhile) => {
  const at = (iteration: number) => (isMeanwhile(iteration) ? meanwhile : usual);
  const steeredBy = (hyperparameter: Hyperparameter) => ({ ...still, [name]: hyperparameter });
  const expected = trainedInLoop((iteration) => ({ ...still, [name]: at(iteration) }));
  const schedule = piecewise(usual, [
    [4, meanwhile],
    [9, usual],
  ]);

  test('has the bits of the plain loop as a function of the iteration', async () => {
    const run = await trained(steeredBy(at), 'dense');
    expect(bitsOf(run)).toEqual(bitsOf(expected));
  });

  test('... as a schedule', async () => {
    const run = await trained(steeredBy(schedule), 'dense');
    expect(bitsOf(run)).toEqual(bitsOf(expected));
  });

  test('... as an observable', async () => {
    const run = await trained(steeredBy(input('slider', usual)), 'dense', at);
    expect(bitsOf(run)).toEqual(bitsOf(expected));
  });

  if (name !== 'l1')
    test('... but for rounding in Gram form', async () => {
      const run = await trained(steeredBy(input('slider', usual)), 'gram', at);
      expect(farthest(run, expected)).toBeLessThan(1e-12);
    });
});
