import {
  copyLearner,
  copyNetwork,
  createNetwork,
  decodeRunState,
  encodeRunState,
  gradientDescent,
  type Learner,
  momentum,
  type Network,
  type RunState,
} from 'gradstream';
import {
  type Backward,
  closeLoop,
  type DrawOptions,
  drawBatches,
  iterate,
  propagateBackward,
  propagateForward,
  stateOf,
  updateParameters,
} from 'gradstream/streams';
import { lastValueFrom, map, pipe } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { type Optimizer, tanh } from '../../src/index.js';
import { randomMatrix } from '../model/randomMatrix.js';
import { bitsOfLearner } from './tinyRun.js';

const data = { X: randomMatrix(40, 12, 1), Y: randomMatrix(1, 12, 2) };
const network = createNetwork([40, 4, 1], { hidden: tanh });

/** What is there to be saved after `count` iterations, of which those before `resume` were done by another run. */
function trained(
  count: number,
  optimizer: Optimizer,
  draw: DrawOptions,
  resume?: RunState,
): Promise<RunState> {
  const phases = pipe(propagateForward(), propagateBackward(), updateParameters(optimizer));
  const run$ = iterate({ count, resume }).pipe(
    drawBatches(data, draw),
    closeLoop(resume?.learner ?? network, phases),
    map(stateOf),
  );
  return lastValueFrom(run$);
}

const bitsOfAll = ({ learner }: RunState) => bitsOfLearner(learner);

describe.each([
  ['gradient descent', gradientDescent(0.3)],
  ['momentum', momentum(0.1)],
] as const)(
  'a run with %s that goes on from a copy has the bits of one that never stopped',
  (_name, optimizer) => {
    test.each([
      { firstLayer: 'gram' },
      { firstLayer: 'dense' },
      { firstLayer: 'gram', kernels: 'scalar' },
      { firstLayer: 'dense', kernels: 'scalar' },
      { firstLayer: 'gram', batchSize: 5 },
      { firstLayer: 'dense', batchSize: 5 },
    ] as const)('%j', async (draw) => {
      const whole = await trained(20, optimizer, draw);
      const half = await trained(7, optimizer, draw);
      const before = bitsOfAll(half);
      const resumed = await trained(20, optimizer, draw, half);
      expect(bitsOfAll(resumed)).toEqual(bitsOfAll(whole));
      const restored = decodeRunState(encodeRunState(half), network);
      expect(bitsOfAll(await trained(20, optimizer, draw, restored))).toEqual(bitsOfAll(whole));
      expect(resumed.learner.memory?.updates).toBe(20);
      // The copy stays as it is.
      expect(bitsOfAll(half)).toEqual(before);
    });
  },
);

test('a learner whose moments do not fit its optimizer is refused', async () => {
  const half = await trained(2, momentum(0.1), {});
  await expect(trained(4, gradientDescent(0.1), {}, half)).rejects.toThrow(
    'Cannot go on with 1 moments where the optimizer remembers 0',
  );
});

test('a copy of a copy goes on with the same bits as the copy', async () => {
  const draw: DrawOptions = { firstLayer: 'gram', kernels: 'scalar' };
  const half = await trained(7, momentum(0.1), draw);
  const again = { ...half, learner: copyLearner(half.learner) };
  const [W, kept] = [again, half].map(({ learner }) => learner.network.parameters.W);
  expect(W[1]).toBe(kept[1]);
  expect(W[2]).not.toBe(kept[2]);
  expect(bitsOfAll(await trained(20, momentum(0.1), draw, again))).toEqual(
    bitsOfAll(await trained(20, momentum(0.1), draw, half)),
  );
});

/** A network at full width, as somebody puts it into a record, with other first weights. */
const widened = (other: Network): Network => {
  const { W, b } = copyNetwork(other).parameters;
  return { ...other, parameters: { W: [W[0], randomMatrix(4, 40, 3), W[2]], b } };
};

test.each([
  ['gradient descent', gradientDescent(0.3)],
  ['momentum', momentum(0.1)],
] as const)(
  'a run with %s goes back to a copy in Gram form, when it has left that since',
  async (_name, optimizer) => {
    let kept: Learner | undefined;
    let back: Learner | undefined;
    const phases = pipe(
      propagateForward(),
      propagateBackward(),
      map((record: Backward & { network: Network }) => {
        if (record.index === 7) kept = copyLearner(record);
        if (record.index === 9) return { ...record, network: widened(record.network) };
        if (record.index !== 12 || kept === undefined) return record;
        back = copyLearner(kept);
        return { ...record, ...back, skipsUpdate: true };
      }),
      updateParameters(optimizer),
    );
    const last = await lastValueFrom(
      iterate({ count: 15 }).pipe(
        drawBatches(data, { firstLayer: 'gram' }),
        closeLoop(network, phases),
        map(stateOf),
      ),
    );
    // Iterations 0 to 6, then 13 and 14 from what these had learnt.
    expect(bitsOfAll(last)).toEqual(bitsOfAll(await trained(9, optimizer, { firstLayer: 'gram' })));
    expect(last.learner.memory?.updates).toBe(9);
  },
);
