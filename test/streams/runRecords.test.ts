import { lastValueFrom, map } from 'rxjs';
import { expect, test } from 'vitest';
import { createNetwork, gradientDescent, matrix } from '../../src/index.js';
import {
  type Backward,
  type Batch,
  type Cost,
  closeLoop,
  computeCost,
  drawBatches,
  type Forward,
  type Iteration,
  iterate,
  propagateBackward,
  propagateForward,
  updateParameters,
  type WithNetwork,
} from '../../streams/index.js';

const data = { X: matrix([[-1, 1]]), Y: matrix([[0, 1]]) };
const phases = ['iterate', 'drawBatches', 'closeLoop', 'forward', 'cost', 'backward'] as const;
type Phase = (typeof phases)[number];

/** The last step of a run of 3 iterations, behind each phase of which `put` has its say. */
function lastStep(put: <R extends object>(phase: Phase, record: R) => R) {
  const behind = <R extends object>(phase: Phase) => map((record: R) => put(phase, record));
  const run$ = iterate({ count: 3 }).pipe(
    behind<Iteration>('iterate'),
    drawBatches(data),
    behind<Batch>('drawBatches'),
    closeLoop(createNetwork([1, 1]), (batch$) =>
      batch$.pipe(
        behind<Batch & WithNetwork>('closeLoop'),
        propagateForward(),
        behind<Forward>('forward'),
        computeCost(),
        behind<Cost>('cost'),
        propagateBackward(),
        behind<Backward & Cost>('backward'),
        updateParameters(gradientDescent(1)),
      ),
    ),
  );
  return lastValueFrom(run$);
}

const fields = [
  ...['index', 'run', 'epoch', 'examples', 'X', 'Y', 'network', 'memory'],
  ...['A', 'Z', 'AL', 'cost', 'dW', 'db', 'learningRate'],
];

test('a step has the fields of all phases in their order, and no others', async () => {
  expect(Object.keys(await lastStep((_, record) => record))).toEqual(fields);
});

test.each(phases)('what is put into a record behind %s is in the step', async (phase) => {
  const plain = await lastStep((_, record) => record);
  const step = await lastStep((at, record) => (at === phase ? { ...record, mine: 7 } : record));
  expect(Object.keys(step)).toHaveLength(fields.length + 1);
  expect(step).toMatchObject({ mine: 7, index: 2, cost: plain.cost, learningRate: 1 });
  expect(step.network.parameters).toEqual(plain.network.parameters);
});

test.each(phases)(
  'what is written into the record itself behind %s is in the step',
  async (phase) => {
    const step = await lastStep((at, record) =>
      at === phase ? Object.assign(record, { mine: 7 }) : record,
    );
    expect(Object.keys(step)).toHaveLength(fields.length + 1);
    expect(step).toMatchObject({ mine: 7, index: 2, learningRate: 1 });
  },
);

test('a field that is replaced behind a phase stays replaced', async () => {
  const step = await lastStep((at, record) => (at === 'cost' ? { ...record, cost: 5 } : record));
  expect(step).toMatchObject({ cost: 5, index: 2 });
});

test('a phase that is left out is missing', async () => {
  const run$ = iterate({ count: 1 }).pipe(
    drawBatches(data),
    closeLoop(createNetwork([1, 1]), (batch$) =>
      batch$.pipe(propagateForward(), propagateBackward(), updateParameters(gradientDescent(1))),
    ),
  );
  expect(Object.keys(await lastValueFrom(run$))).toEqual(fields.filter((name) => name !== 'cost'));
});
