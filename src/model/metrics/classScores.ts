import { ShapeError } from '../../errors.js';
import { type Matrix, shapeOf } from '../../numerics/matrix.js';

/** Of one class, or a mean over classes; each from 0 to 1. */
export interface Scores {
  /** Of the examples taken for this class, the share that is of it; 0 when there are none. */
  readonly precision: number;
  /** Of the examples of this class, the share taken for it; 0 when there are none. */
  readonly recall: number;
  /** The harmonic mean of both; 0 when nothing is of this class or taken for it. */
  readonly f1: number;
}

/** The scores of all classes. */
export interface ClassScores {
  readonly classes: readonly Scores[];
  /** The mean over the classes, each with the same weight ("macro"). */
  readonly mean: Scores;
}

/**
 * Precision, recall and F1 of each class, and their means, from a confusion matrix.
 *
 * 0/0 is 0, as scikit-learn has it: a class that nobody predicts lowers the means.
 *
 * Shapes: confusion (K x K), true classes along the rows, as `confusionMatrix` gives it.
 * @throws {ShapeError} when it is not square, or empty
 * @example
 * classScores(matrix([[6, 2], [3, 1]])).classes[1] // => { precision: 1 / 3, recall: 1 / 4, f1: 2 / 7 }
 */
export function classScores(confusion: Matrix): ClassScores {
  const { rows: count, cols, values } = confusion;
  if (count !== cols || count === 0) {
    throw new ShapeError(
      `A confusion matrix has a row and a column for each class; found (${shapeOf(confusion)})`,
    );
  }
  const classes = Array.from({ length: count }, (_, k): Scores => {
    const right = values[k * count + k];
    let actual = 0;
    let predicted = 0;
    for (let i = 0; i < count; i++) {
      actual += values[k * count + i];
      predicted += values[i * count + k];
    }
    return {
      precision: share(right, predicted),
      recall: share(right, actual),
      f1: share(2 * right, actual + predicted),
    };
  });
  const meanOf = (name: keyof Scores) =>
    classes.reduce((sum, scores) => sum + scores[name], 0) / count;
  return {
    classes,
    mean: { precision: meanOf('precision'), recall: meanOf('recall'), f1: meanOf('f1') },
  };
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
