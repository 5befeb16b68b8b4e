import { defer, finalize, map, type OperatorFunction } from 'rxjs';
import { ShapeError } from '../../src/errors.js';
import { perBatchSize } from '../../src/model/perBatchSize.js';
import { chooseKernels } from '../../src/numerics/chooseKernels.js';
import type { KernelChoice } from '../../src/numerics/kernels/kernels.js';
import { countThreads, type ThreadCount } from '../../src/numerics/kernels/threads/countThreads.js';
import { type Matrix, type Precision, zeros } from '../../src/numerics/matrix.js';
import { arenaFor } from '../arenaFor.js';
import { extend } from '../extend.js';
import type { Batch } from '../records.js';
import type { Taken } from './iterateOver.js';

/** An example with what is to be learnt of it. */
export interface Labelled {
  /** n_0 numbers. */
  readonly features: ArrayLike<number>;
  /** A class from 0, or n_L numbers. What codecs decode may have none, which cannot be learnt from. */
  readonly label?: number | ArrayLike<number> | undefined;
}

/** The shape of examples, and what computes with them. */
export interface GatherExamplesOptions {
  /** n_0. */
  readonly features: number;
  /** n_L: 1 for two classes and for a number, else one for each class. */
  readonly outputs: number;
  /** Default 'float64'. */
  readonly precision?: Precision;
  /** As in `drawBatches`. Default 'simd'. */
  readonly kernels?: KernelChoice;
  readonly threads?: ThreadCount;
}

/**
 * Makes matrices of the examples that an iteration learns from, as `drawBatches` does of a dataset.
 *
 *   in:   0-----1-----      {deliveries}
 *         gatherExamples({ features: 20, outputs: 1 })
 *   out:  a-----b-----      + {X, Y, epoch: 0}
 *
 * Shapes: X (n_0 x batch), Y (n_L x batch), views that are valid until the next iteration. A class is one number for
 * one output, else a column with a 1 in its row.
 * Timing: synchronous, one out per in; ends and fails with the source.
 * @throws {ShapeError} through the error channel, when an example is of another shape, or has no label
 * @throws {RangeError} at the call, when kernels are unknown; through the error channel, when a class is
 * @example
 * const { source, sink } = inProcess();
 * for (const byte of [3, 4]) void sink.send({ value: Uint8Array.of(byte, byte - 3) });
 * const decode = ([x, label]) => ({ example: { features: [x], label } });
 * const taken$ = receive(source).pipe(decodeExamples(decode, { next() {} }), bufferCount(2), iterateOver(), take(1));
 * lastValueFrom(taken$.pipe(gatherExamples({ features: 1, outputs: 1 }), map(({ X, Y }) => [...X.values, ...Y.values]))) // => [3, 4, 0, 1]
 */
export function gatherExamples<R extends Taken<Labelled>>({
  features,
  outputs,
  precision = 'float64',
  kernels = 'simd',
  threads = 'auto',
}: GatherExamplesOptions): OperatorFunction<R, R & Batch> {
  countThreads(threads);
  const chosen = chooseKernels(kernels).kernels;
  return (taken$) =>
    defer(() => {
      const arena = arenaFor(chosen, threads);
      const make = arena?.zeros ?? zeros;
      const buffersOf = perBatchSize((m) => ({
        X: make(features, m, precision),
        Y: make(outputs, m, precision),
        examples: Uint32Array.from({ length: m }, (_, i) => i),
      }));
      return taken$.pipe(
        finalize(() => arena?.dismissThreads()),
        map((taken) => {
          const { X, Y, examples } = buffersOf(taken.deliveries.length);
          for (let i = 0; i < examples.length; i++) {
            const { features: column, label } = taken.deliveries[i].value;
            writeColumn(X, i, column, 'features');
            if (typeof label === 'number') writeClass(Y, i, label);
            else writeColumn(Y, i, label ?? [], 'numbers to learn');
          }
          return extend(taken, { epoch: 0, examples, X, Y });
        }),
      );
    });
}

function writeColumn(A: Matrix, i: number, column: ArrayLike<number>, what: string): void {
  if (column.length !== A.rows) {
    throw new ShapeError(`An example has ${column.length} ${what}, and is to have ${A.rows}`);
  }
  for (let row = 0; row < A.rows; row++) A.values[row * A.cols + i] = column[row];
}

function writeClass(Y: Matrix, i: number, label: number): void {
  const classes = Math.max(2, Y.rows);
  if (!Number.isInteger(label) || label < 0 || label >= classes) {
    throw new RangeError(`The class of an example is an integer below ${classes}; found ${label}`);
  }
  if (Y.rows === 1) Y.values[i] = label;
  else for (let row = 0; row < Y.rows; row++) Y.values[row * Y.cols + i] = Number(row === label);
}
