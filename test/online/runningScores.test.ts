import {
  type Answers,
  accuracy,
  binaryCrossEntropy,
  categoricalCrossEntropy,
  type Matrix,
  matrix,
  meanSquaredError,
  oneHot,
  runningScores,
  type ScoresMemory,
  ShapeError,
  sigmoid,
  softmax,
  zeros,
} from 'gradstream';
import { describe, test } from 'vitest';
import { expect } from '../matchers.js';
import { randomLabels, randomMatrix } from '../model/randomMatrix.js';

const COUNT = 40;

function columns({ rows, cols, values }: Matrix, begin: number, end: number): Matrix {
  return matrix(
    Array.from({ length: rows }, (_, i) => [...values.subarray(i * cols + begin, i * cols + end)]),
  );
}

/** Answers to so many examples, and their labels. */
function answersOf(kind: string): Answers {
  if (kind === 'one of three classes') {
    const ZL = randomMatrix(3, COUNT, 1);
    const labels = Array.from({ length: COUNT }, (_, j) => (j * 7) % 3);
    return {
      ZL,
      AL: softmax.applyInto(zeros(3, COUNT), ZL),
      Y: oneHot(labels, 3),
      loss: categoricalCrossEntropy,
    };
  }
  const rows = kind === 'one sigmoid unit' ? 1 : 3;
  const ZL = randomMatrix(rows, COUNT, 2);
  const AL = { ...ZL, values: ZL.values.map((z) => sigmoid.value(z)) };
  return { ZL, AL, Y: randomLabels(rows, COUNT, 3), loss: binaryCrossEntropy };
}

function part({ ZL, AL, Y, loss }: Answers, begin: number, end: number): Answers {
  const [z, a, y] = [ZL, AL, Y].map((A) => columns(A, begin, end));
  return { ZL: z, AL: a, Y: y, loss };
}

const kinds = ['one sigmoid unit', 'three sigmoid units', 'one of three classes'];

describe.each(kinds)('runningScores() of %s', (kind) => {
  const answers = answersOf(kind);
  const whole = {
    accuracy: accuracy(answers.AL, answers.Y, answers.loss),
    cost: answers.loss.cost(answers.ZL, answers.Y),
  };

  test('are those of all answers at once, however they come in batches', () => {
    for (const size of [1, 3, COUNT]) {
      const { add, scores } = runningScores();
      for (let begin = 0; begin < COUNT; begin += size) {
        add(part(answers, begin, Math.min(COUNT, begin + size)));
      }
      expect(scores().examples).toBe(COUNT);
      expect(scores().accuracy).toBeAllclose(whole.accuracy, { relative: 1e-14 });
      expect(scores().cost).toBeAllclose(whole.cost, { relative: 1e-14 });
    }
  });

  test('in a window are those of the last examples, which may be a part of a batch', () => {
    const { add, scores } = runningScores({ window: 10 });
    add(part(answers, 0, 26));
    add(part(answers, 26, 33));
    const { AL, ZL, Y, loss } = part(answers, 23, 33);
    expect(scores().windowedAccuracy).toBeAllclose(accuracy(AL, Y, loss), { relative: 1e-14 });
    expect(scores().windowedCost).toBeAllclose(loss.cost(ZL, Y), { relative: 1e-14 });
  });

  test('that fade weigh an example by how many came behind it', () => {
    const { add, scores } = runningScores({ fading: 0.8 });
    add(part(answers, 0, 5));
    add(part(answers, 5, COUNT));
    let [right, cost, weights] = [0, 0, 0];
    for (let j = 0; j < COUNT; j++) {
      const { AL, ZL, Y, loss } = part(answers, j, j + 1);
      const weight = 0.8 ** (COUNT - 1 - j);
      right += weight * accuracy(AL, Y, loss);
      cost += weight * loss.cost(ZL, Y);
      weights += weight;
    }
    expect(scores().fadedAccuracy).toBeAllclose(right / weights);
    expect(scores().fadedCost).toBeAllclose(cost / weights);
  });

  test('go on bit for bit from a memory that went through JSON', () => {
    const options = { window: 7, fading: 0.9 };
    const all = runningScores(options);
    let from: ScoresMemory | undefined;
    for (let begin = 0; begin < COUNT; begin += 4) {
      const batch = part(answers, begin, begin + 4);
      all.add(batch);
      const rest = runningScores(options, from);
      rest.add(batch);
      expect(rest.scores()).toEqual(all.scores());
      from = JSON.parse(JSON.stringify(rest.memory()));
    }
    expect(from).toEqual(all.memory());
  });
});

describe('runningScores()', () => {
  test('refuse real numbers, which are not right or wrong', () => {
    const { add } = runningScores();
    const A = matrix([[1]]);
    expect(() => add({ ZL: A, AL: A, Y: A, loss: meanSquaredError })).toThrow(
      'There is no accuracy with meanSquaredError',
    );
  });

  test('count nothing of a batch whose shapes differ', () => {
    const { add, scores } = runningScores();
    const [A, Y] = [matrix([[1, 2]]), matrix([[1]])];
    expect(() => add({ ZL: A, AL: A, Y, loss: binaryCrossEntropy })).toThrow(ShapeError);
    expect(scores().examples).toBe(0);
  });

  test('refuse windows and fading that make no sense', () => {
    expect(() => runningScores({ window: 0 })).toThrow(
      'runningScores() takes as window a whole number, 1 or more; found 0',
    );
    expect(() => runningScores({ fading: 1 })).toThrow(RangeError);
  });
});
