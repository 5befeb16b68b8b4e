import { ShapeError } from '../../errors.js';
import { type Matrix, shapeOf } from '../../numerics/matrix.js';
import type { Gradients } from '../backward.js';
import type { Parameters } from '../initialize.js';
import { requireNotNegative, requireShare, requireWhole } from '../ranges.js';
import type { Optimizer, StepSettings } from './optimizer.js';

/**
 * Everything a step needs to be right, before it moves anything: the loops behind it check nothing.
 *
 * @throws {ShapeError} when a gradient or a moment differs in shape from its parameter
 * @throws {RangeError} when a setting is out of its range, or the moments are fewer than asked for
 */
export function requireStep(
  { name, momentCount = 0 }: Pick<Optimizer, 'name' | 'momentCount'>,
  { W, b }: Parameters,
  { dW, db }: Gradients,
  { learningRate, update, momentum, weightDecay }: StepSettings,
  moments: readonly Parameters[],
): void {
  requireNotNegative('a step', 'learning rate', learningRate);
  requireWhole('a step', 'update', update, 1);
  if (momentum !== undefined) requireShare('a step', 'momentum', momentum);
  if (weightDecay !== undefined) requireNotNegative('a step', 'weightDecay', weightDecay);
  requireSlopes('W', W, dW);
  requireSlopes('b', b, db);
  if (moments.length < momentCount) {
    throw new RangeError(
      `Cannot take a step of ${name} with ${moments.length} moments, it remembers ${momentCount}: ` +
        'hand over firstMoments(optimizer, parameters)',
    );
  }
  for (let i = 0; i < momentCount; i++) {
    requireRoom(name, 'W', W, moments[i].W);
    requireRoom(name, 'b', b, moments[i].b);
  }
}

/**
 * For optimizers without momentum: a setting that nobody obeys is a mistake.
 *
 * @throws {RangeError} when something steers the momentum
 */
export function requireNoMomentum(name: string, { momentum }: StepSettings): void {
  if (momentum !== undefined) {
    throw new RangeError(`Cannot steer the momentum of ${name}, which has none; found ${momentum}`);
  }
}

type Matrices = readonly Matrix[];

function requireSlopes(parameter: string, P: Matrices, dP: Matrices): void {
  for (let l = 0; l < P.length; l++) {
    if (isLike(P[l], dP[l])) continue;
    throw new ShapeError(
      `Cannot subtract d${parameter}${l} (${found(dP[l])}) from ${parameter}${l} (${shapeOf(P[l])})`,
    );
  }
}

function requireRoom(name: string, parameter: string, P: Matrices, moments: Matrices): void {
  for (let l = 0; l < P.length; l++) {
    if (isLike(P[l], moments[l])) continue;
    throw new ShapeError(
      `Cannot remember ${parameter}${l} (${shapeOf(P[l])}) in a moment of ${name} (${found(moments[l])})`,
    );
  }
}

function isLike({ rows, cols }: Matrix, other: Matrix | undefined): boolean {
  return other?.rows === rows && other.cols === cols;
}

function found(A: Matrix | undefined): string {
  return A === undefined ? 'nothing' : shapeOf(A);
}
