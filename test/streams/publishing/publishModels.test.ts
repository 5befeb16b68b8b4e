import { createHash } from 'node:crypto';
import {
  decodeSafetensors,
  gradientDescent,
  type Matrix,
  matrix,
  matrixOf,
  runningStandardizer,
} from 'gradstream';
import {
  closeLoop,
  drawBatches,
  iterate,
  type Outgoing,
  propagateBackward,
  propagateForward,
  publishModels,
  type Saved,
  type Sink,
  standardizeBatches,
  updateParameters,
} from 'gradstream/streams';
import { lastValueFrom, pipe, Subject, tap, toArray } from 'rxjs';
import { expect, test } from 'vitest';
import { copyMatrix } from '../../../src/numerics/matrix.js';
import { recordAt, tinyData, tinyNetwork } from '../tinyRun.js';

/** A sink of which a test says when it has taken a record. */
function slowSink() {
  const sent: Outgoing[] = [];
  const answers: { take(): void; refuse(): void }[] = [];
  const sink: Sink = {
    name: 'slow',
    send(record) {
      sent.push(record);
      return new Promise((resolve, reject) => {
        answers.push({ take: resolve, refuse: () => reject(new Error('refused')) });
      });
    },
    close: () => Promise.resolve(),
  };
  return { sink, sent, answers };
}

const phases = pipe(
  propagateForward(),
  propagateBackward(),
  updateParameters(gradientDescent(0.5)),
);

test('publishModels() sends the parameters of every n-th iteration and the last, bit for bit', async () => {
  const sent: Outgoing[] = [];
  const sink: Sink = {
    name: 'quick',
    send: (record) => Promise.resolve(void sent.push(record)),
    close: () => Promise.resolve(),
  };
  const kept = new Map<number, Matrix>();
  const run$ = iterate({ count: 25 }).pipe(
    drawBatches(tinyData()),
    closeLoop(tinyNetwork(), phases),
    tap(({ index, network }) => kept.set(index + 1, copyMatrix(network.parameters.W[1]))),
  );
  const saved = await lastValueFrom(
    run$.pipe(publishModels(sink, 10, { name: 'cats' }), toArray()),
  );
  expect(saved.at(-1)).toEqual({ iteration: 25 });
  expect(sent).toHaveLength(saved.length);
  for (const [i, { value, key, id = '' }] of sent.entries()) {
    const [iteration, digest] = id.split('-');
    expect(key).toBe('cats');
    expect(Number(iteration)).toBe(saved[i].iteration);
    expect(digest).toBe(createHash('sha256').update(value).digest('hex'));
    const { tensors, metadata } = decodeSafetensors(value);
    expect(matrixOf(tensors.W1)).toEqual(kept.get(Number(iteration)));
    expect(metadata.layerDims).toBe('[2,3,1]');
  }
});

test('publishModels() sends the newest when one has been on its way for long, and no other', async () => {
  const { sink, sent, answers } = slowSink();
  const step$ = new Subject<ReturnType<typeof recordAt>>();
  const told: Saved[] = [];
  let isOver = false;
  step$.pipe(publishModels(sink, 2)).subscribe({
    next: (saved) => told.push(saved),
    complete: () => {
      isOver = true;
    },
  });
  for (let i = 0; i < 9; i++) step$.next(recordAt(i));
  await expect.poll(() => sent.length).toBe(1);
  answers[0].take();
  await expect.poll(() => told.length).toBe(1);
  step$.next(recordAt(9));
  step$.next(recordAt(10));
  await expect.poll(() => sent.length).toBe(2);
  step$.complete();
  answers[1].take();
  await expect.poll(() => sent.length).toBe(3);
  expect(isOver).toBe(false);
  answers[2].take();
  await expect.poll(() => isOver).toBe(true);
  expect(sent.map(({ id }) => id?.split('-')[0])).toEqual(['2', '10', '11']);
});

test('publishModels() tells of a model that was refused, and goes on', async () => {
  const { sink, answers } = slowSink();
  const step$ = new Subject<ReturnType<typeof recordAt>>();
  const told: Saved[] = [];
  step$.pipe(publishModels(sink, 1)).subscribe((saved) => told.push(saved));
  step$.next(recordAt(0));
  await expect.poll(() => answers.length).toBe(1);
  answers[0].refuse();
  await expect.poll(() => told.length).toBe(1);
  step$.next(recordAt(1));
  await expect.poll(() => answers.length).toBe(2);
  answers[1].take();
  await expect.poll(() => told.length).toBe(2);
  expect(told).toEqual([{ iteration: 1, error: new Error('refused') }, { iteration: 2 }]);
});

test.each([0, -1, 1.5, NaN])('publishModels(sink, %s) is refused', (n) => {
  expect(() => publishModels(slowSink().sink, n)).toThrow(RangeError);
});

test('publishModels() sends the statistics of features with the parameters, where they are standardized', async () => {
  const sent: Outgoing[] = [];
  const sink: Sink = {
    name: 'quick',
    send: (record) => Promise.resolve(void sent.push(record)),
    close: () => Promise.resolve(),
  };
  const { X, Y } = tinyData();
  const run$ = iterate({ count: 1 }).pipe(
    drawBatches({ X, Y }),
    standardizeBatches(),
    closeLoop(tinyNetwork(), phases),
  );
  await lastValueFrom(run$.pipe(publishModels(sink, 1)));
  const { tensors } = decodeSafetensors(sent[0].value);
  expect(Object.keys(tensors)).toEqual(['W1', 'W2', 'b1', 'b2', 'deviation', 'mean']);
  const standardizer = runningStandardizer(2);
  standardizer.update(X);
  const { mean, deviation } = standardizer.statistics();
  expect(matrixOf(tensors.mean)).toEqual(matrix(Array.from(mean, (value) => [value])));
  expect(matrixOf(tensors.deviation)).toEqual(matrix(Array.from(deviation, (value) => [value])));
});
