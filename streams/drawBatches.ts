import { defer, finalize, map, type OperatorFunction } from 'rxjs';
import { type BatchPlanOptions, planBatches } from '../src/data/batchPlan.js';
import type { Dataset } from '../src/data/dataset.js';
import { type BatchCursor, dealBatches } from '../src/data/dealBatches.js';
import { ShapeError } from '../src/errors.js';
import { DrawnColumns } from '../src/model/gram/drawnColumns.js';
import type { FirstLayer } from '../src/model/gram/gramPays.js';
import { Span } from '../src/model/gram/span.js';
import { perBatchSize } from '../src/model/perBatchSize.js';
import type { Arena } from '../src/numerics/arena.js';
import { chooseKernels } from '../src/numerics/chooseKernels.js';
import { gatheringColumns } from '../src/numerics/gatherColumns.js';
import type { KernelChoice } from '../src/numerics/kernels/kernels.js';
import { countThreads, type ThreadCount } from '../src/numerics/kernels/threads/countThreads.js';
import { type Matrix, precisionOf, shapeOf, zeros } from '../src/numerics/matrix.js';
import type { Schedule } from '../src/schedules/schedule.js';
import { arenaFor } from './arenaFor.js';
import { extend } from './extend.js';
import { reading } from './reading.js';
import type { Batch, Iteration } from './records.js';
import { withBatch } from './runRecords.js';

/** Which examples each iteration sees, and where they live. */
export interface DrawOptions extends Omit<BatchPlanOptions, 'batchSize'> {
  /**
   * Examples in a batch: an integer from 1 to the size of the data, or all of them; or a schedule, which is
   * rounded, and at most the size of the data. Buffers are made once for each size: let it take few.
   * Default 'full'.
   */
  readonly batchSize?: number | 'full' | Schedule;
  /** Where a run goes on whose batch size is a schedule. */
  readonly resume?: { readonly cursor?: BatchCursor | undefined } | undefined;
  /**
   * What computes with the batches: 'simd' puts them into a WebAssembly memory, where the parameters
   * and buffers of the run join them; 'scalar' leaves all in ordinary memory, for plain TypeScript.
   * The bits are the same; a process that gets no more WebAssembly memory takes 'scalar'. 'blas' is
   * 'simd' with the matrix products of the system's BLAS, which agree but for rounding; 'auto' is 'blas'
   * where that can be had, else 'simd'. `chooseKernels()` tells what a choice comes to. Default 'simd'.
   */
  readonly kernels?: KernelChoice;
  /**
   * How many threads 'simd' shares large products among; the bits are the same. With 'auto' one on each
   * core, up to 8. They are started when there is enough for them to do. Default 'auto'.
   */
  readonly threads?: ThreadCount;
  /**
   * How the first layer is trained. With fewer examples than features its weights are a combination of
   * the examples, and in that form ('gram') an iteration is that much cheaper; the costs are the same but
   * for rounding. 'auto' takes it when the optimizer is linear and the run long enough; dropout of inputs and
   * L1 leave the span of the examples, and 'gram' is refused with them. W[1] and dW[1] are then multiplied
   * out when they are read, and what is written into their `values` is lost: put another matrix into the
   * record instead, which takes the layer back to full width. Default 'auto'.
   */
  readonly firstLayer?: FirstLayer;
}

/**
 * Gives each iteration its examples.
 *
 *   in:   0-----1-----2-----3-----|     m = 5, batchSize 2
 *         drawBatches(dataset, { batchSize: 2 })
 *   out:  a-----b-----c-----d-----|     a, b: 2 examples; c: 1 example; d: 2, epoch 1
 *
 * Every example comes once an epoch, in an order drawn anew each epoch from the seed `shuffle`. With
 * `batchSize: 'full'` X and Y hold the whole dataset, the same at every iteration.
 *
 * Shapes: X (n_0 x batch), Y (n_L x batch), views that are valid until the next iteration.
 * Timing: synchronous, one out per in; ends and fails with the source.
 * @throws {ShapeError} at the call, when Y has not a column for every column of X
 * @throws {RangeError} at the call, when the batch size is not an integer from 1 to m, the seed not one
 * from 0 to 2^32 - 1, the number of threads not one from 1 to 128, or kernels or first layer are unknown
 * @throws {LibraryError} at the call, when the kernels are 'blas' and there is no library
 * @example
 * const dataset = { X: matrix([[1, 2, 3]]), Y: matrix([[0, 1, 0]]), exampleShape: [1], classNames: ['a', 'b'] };
 * lastValueFrom(iterate({ count: 2 }).pipe(drawBatches(dataset, { batchSize: 2, shuffle: 'none' }), map(({ X }) => X))) // => matrix([[3]])
 */
export function drawBatches<R extends Iteration>(
  { X, Y }: Pick<Dataset, 'X' | 'Y'>,
  {
    kernels = 'simd',
    threads = 'auto',
    firstLayer = 'auto',
    batchSize = 'full',
    resume,
    ...planned
  }: DrawOptions = {},
): OperatorFunction<R, R & Batch> {
  if (X.cols !== Y.cols) {
    throw new ShapeError(`Cannot draw from X (${shapeOf(X)}) with labels Y (${shapeOf(Y)})`);
  }
  // Once at the call, so that a wrong size throws here; each subscription plans its own.
  batchesOf(X.cols, batchSize, planned, resume?.cursor);
  countThreads(threads);
  if (!firstLayers.includes(firstLayer)) {
    throw new RangeError(
      `Unknown first layer "${firstLayer}"; there are ${firstLayers.join(', ')}`,
    );
  }
  const chosen = chooseKernels(kernels).kernels;
  return (iteration$) =>
    defer(() => {
      const nextBatch = batchesOf(X.cols, batchSize, planned, resume?.cursor);
      const arena = arenaFor(chosen, threads);
      const takeX =
        firstLayer === 'gram' || (firstLayer === 'auto' && X.cols < X.rows)
          ? drawing(X, arena, firstLayer)
          : taking(X, arena);
      const takeY = taking(Y, arena);
      return iteration$.pipe(
        // Nobody else would end them before the memory is collected.
        finalize(() => arena?.dismissThreads()),
        map((iteration) => {
          const { epoch, examples, cursor } = nextBatch(iteration);
          const drawn = { epoch, examples, X: takeX(examples), Y: takeY(examples) };
          return cursor === undefined
            ? withBatch(iteration, drawn)
            : extend(iteration, extend(drawn, { cursor }));
        }),
      );
    });
}

/** Which examples an iteration sees. */
type Dealt = Pick<Batch, 'epoch' | 'examples' | 'cursor'>;

function batchesOf(
  m: number,
  batchSize: number | 'full' | Schedule,
  planned: Omit<BatchPlanOptions, 'batchSize'>,
  from: BatchCursor | undefined,
): (iteration: Iteration) => Dealt {
  if (typeof batchSize === 'function') {
    const dealer = dealBatches(m, { ...planned, from });
    const sizeAt = reading(batchSize);
    return (iteration) => {
      countEpochs(iteration, passesOf(dealer.cursor, m));
      const examples = dealer.next(Math.min(m, Math.round(sizeAt(iteration))));
      const { cursor } = dealer;
      countEpochs(iteration, passesOf(cursor, m) - examples.length / m);
      return { epoch: cursor.epoch, examples, cursor };
    };
  }
  const plan = planBatches(m, { ...planned, batchSize });
  const { batchesPerEpoch } = plan;
  return ({ index, run }) => {
    run.countBatches(batchesPerEpoch);
    return { epoch: Math.floor(index / batchesPerEpoch), examples: plan.examplesOf(index) };
  };
}

function passesOf({ epoch, dealt }: BatchCursor, m: number): number {
  return epoch + dealt / m;
}

/**
 * Says how long an epoch is, where batches change their size: as long as it has been on average, so that what
 * lasts for so many epochs is over when they are.
 */
function countEpochs({ index, run }: Iteration, passes: number): void {
  if (passes > 0) run.countBatches(index / passes);
}

const firstLayers: readonly FirstLayer[] = ['auto', 'gram', 'dense'];

/** Columns of `X` that know where they are from, and are gathered only when they are read. */
function drawing(
  X: Matrix,
  arena: Arena | undefined,
  firstLayer: 'auto' | 'gram',
): (columns: Uint32Array) => DrawnColumns {
  const gather = taking(X, arena);
  let span: Span | undefined;
  let whole: DrawnColumns | undefined;
  return (columns) => {
    span ??= new Span(arena?.share(X) ?? X, X, firstLayer);
    if (columns.length < X.cols) return new DrawnColumns(span, columns, gather);
    whole ??= new DrawnColumns(span, undefined, gather);
    return whole;
  };
}

/** Columns of `A` where the kernels can read them; what it takes is made at the first use. */
function taking(A: Matrix, arena: Arena | undefined): (columns: Uint32Array) => Matrix {
  const gatherInto = gatheringColumns(A, arena?.place);
  const make = arena?.zeros ?? zeros;
  const bufferOf = perBatchSize((m) => make(A.rows, m, precisionOf(A)));
  return (columns) =>
    columns.length === A.cols
      ? (arena?.share(A) ?? A)
      : gatherInto(bufferOf(columns.length), columns);
}
