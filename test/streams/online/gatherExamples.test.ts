import { jsonExamples } from 'gradstream';
import {
  decodeExamples,
  gatherExamples,
  inProcess,
  iterateOver,
  type Outgoing,
  receive,
} from 'gradstream/streams';
import { bufferCount, lastValueFrom, map, take } from 'rxjs';
import { describe, expect, test } from 'vitest';

const json = (value: unknown): Outgoing => ({ value: Buffer.from(JSON.stringify(value)) });

/** Both matrices of the first two examples, as a codec hands them on. */
function gathered(decode: ReturnType<typeof jsonExamples>['decode'], ...examples: unknown[]) {
  const { source, sink } = inProcess();
  for (const each of examples) void sink.send(json(each));
  return lastValueFrom(
    receive(source).pipe(
      decodeExamples(decode, { next() {} }),
      bufferCount(2),
      iterateOver(),
      take(1),
      gatherExamples({ features: 2, outputs: 3 }),
      map(({ X, Y }) => ({ X: [...X.values], Y: [...Y.values] })),
    ),
  );
}

describe('gatherExamples()', () => {
  test('takes what a codec decodes: classes, and several targets', async () => {
    const { decode } = jsonExamples({ features: 2, classes: 3 });
    expect(await gathered(decode, [1, 2, 0], [3, 4, 2])).toEqual({
      X: [1, 3, 2, 4],
      Y: [1, 0, 0, 0, 0, 1],
    });
    const targets = jsonExamples({ features: 2, targets: 3 });
    expect(await gathered(targets.decode, [1, 2, 5, 6, 7], [3, 4, 8, 9, 10])).toEqual({
      X: [1, 3, 2, 4],
      Y: [5, 8, 6, 9, 7, 10],
    });
  });

  test('says that an example has no label', async () => {
    const { decode } = jsonExamples({ features: 2, classes: 3, unlabelled: true });
    await expect(gathered(decode, [1, 2, 0], [3, 4])).rejects.toThrow(
      'An example has 0 numbers to learn, and is to have 3',
    );
  });
});
