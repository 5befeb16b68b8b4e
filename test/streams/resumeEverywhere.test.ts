import {
  accumulate,
  adam,
  clipByNorm,
  createNetwork,
  decodeRunState,
  encodeRunState,
  matrix,
  maxNorm,
  momentum,
  type Precision,
  type RunState,
  relu,
  rmsProp,
} from 'gradstream';
import {
  type Backward,
  closeLoop,
  computeCost,
  drawBatches,
  guard,
  iterate,
  propagateBackward,
  propagateForward,
  stateOf,
  updateParameters,
} from 'gradstream/streams';
import { lastValueFrom, map, pipe, toArray } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { randomMatrix } from '../model/randomMatrix.js';
import { bitsOfLearner } from './tinyRun.js';

/*
 * Everything at once, cut off behind every iteration: batches that change their size, dropout that comes and
 * goes, a layer that freezes and thaws, guards that skip and go back, gradients that are accumulated.
 */

const COUNT = 14;

describe.each([
  {
    firstLayer: 'gram',
    optimizer: accumulate(2, momentum(0.1, { nesterov: true, weightDecay: 0.01 })),
  },
  {
    firstLayer: 'dense',
    optimizer: accumulate(2, momentum(0.1, { nesterov: true, weightDecay: 0.01 })),
  },
  { firstLayer: 'auto', optimizer: clipByNorm(0.05, accumulate(3, adam(0.01))) },
  { firstLayer: 'auto', optimizer: accumulate(2, maxNorm(0.5, rmsProp(0.01))) },
] as const)('a run that goes on: $firstLayer, $optimizer.name', ({ firstLayer, optimizer }) => {
  test.each(['float64', 'float32'] as const)(
    'has the bits of one that never stopped, wherever that was, in %s',
    async (precision) => {
      const whole = await statesOf(precision);
      expect(whole[COUNT - 1].run.inputs.learningRateScale).toEqual({ value: 0.25, since: 10 });
      const last = digest(whole[COUNT - 1]);
      for (const half of whole.slice(0, -1)) {
        const network = networkOf(precision);
        const rest = await statesOf(precision, decodeRunState(encodeRunState(half), network));
        expect(digest(rest[rest.length - 1])).toEqual(last);
      }
    },
  );

  function statesOf(precision: Precision, resume?: RunState): Promise<RunState[]> {
    const data = {
      X: randomMatrix(40, 12, 1, precision),
      Y: matrix([[1, 0, 0, 1, 1, 0, 1, 0, 1, 1, 0, 0]], precision),
    };
    const phases = pipe(
      propagateForward({ dropout: { keep: (i) => (i % 4 === 0 ? 1 : 0.8) } }),
      computeCost({ l2: 0.3 }),
      propagateBackward({ l2: 0.3 }),
      map((record) => (record.index === 6 || record.index === 9 ? exploded(record) : record)),
      guard({
        gradientNorm: { policy: 'rollBack', above: 1e3 },
        spike: { policy: 'skip', times: 1.3, window: 3 },
        rollBack: { keepEvery: 2, most: COUNT },
        from: resume?.guards?.[0],
      }),
      updateParameters(optimizer, { frozen: (i) => (i % 5 === 2 ? 1 : 0) }),
    );
    return lastValueFrom(
      iterate({ count: COUNT, resume }).pipe(
        drawBatches(data, { firstLayer, batchSize: (i) => 3 + (i % 3), resume }),
        closeLoop(resume?.learner ?? networkOf(precision), phases),
        map(stateOf),
        toArray(),
      ),
    );
  }
});

/** With a gradient that is far too long. */
const exploded = <R extends Backward>(record: R) => ({
  ...record,
  db: record.db.map((A) => ({ ...A, values: A.values.map(() => 1e6) })),
});

const networkOf = (precision: Precision) => createNetwork([40, 4, 1], { hidden: relu, precision });

/** All that is equal in two runs that are. */
const digest = ({ learner, run, cursor }: RunState) => ({
  bits: bitsOfLearner(learner),
  updates: learner.memory?.updates,
  inputs: run.inputs,
  cursor,
});
