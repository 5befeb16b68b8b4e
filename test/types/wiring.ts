/*
 * How the operators of a pipeline fit together, checked by `tsc --noEmit`: what follows a
 * `@ts-expect-error` must not compile, and everything else must.
 */
import { createNetwork, gradientDescent, matrix } from 'gradstream';
import {
  type Batch,
  type BeforeUpdate,
  type Cost,
  checkGradientsEvery,
  closeLoop,
  computeCost,
  copy,
  drawBatches,
  every,
  type GradientCheckReport,
  guard,
  haltOnDivergence,
  type Iteration,
  iterate,
  measureAccuracy,
  propagateBackward,
  propagateForward,
  type Report,
  reportEvery,
  restoreBest,
  type Step,
  stopEarly,
  type Tracked,
  updateParameters,
} from 'gradstream/streams';
import {
  delay,
  map,
  type Observable,
  type OperatorFunction,
  pipe,
  Subject,
  share,
  tap,
} from 'rxjs';

const network = createNetwork([2, 3, 1]);
const data = { X: matrix([[1], [2]]), Y: matrix([[1]]) };
const optimizer = gradientDescent(0.1);

const batch$ = iterate({ count: 3 }).pipe(drawBatches(data));

// In its order, a pipeline compiles without a type argument.
const step$ = batch$.pipe(
  closeLoop(
    network,
    pipe(propagateForward(), computeCost(), propagateBackward(), updateParameters(optimizer)),
  ),
);
export const steps$: Observable<Step & Cost> = step$;

// A guard stands before the update, with all that it watches.
export const guarded$: Observable<Step & Cost> = batch$.pipe(
  closeLoop(
    network,
    pipe(
      propagateForward(),
      computeCost(),
      propagateBackward(),
      guard({ nonFiniteCost: 'rollBack' }),
      updateParameters(optimizer),
    ),
  ),
);

// The phases may be made ahead of the loop.
const phases = pipe(
  propagateForward(),
  computeCost(),
  propagateBackward(),
  updateParameters(optimizer),
);
export const prepared$: Observable<Step & Cost> = batch$.pipe(closeLoop(network, phases));

// Cost and backward both need the forward pass only: either may come first, or no cost at all.
export const backwardFirst$: Observable<Step & Cost> = batch$.pipe(
  closeLoop(
    network,
    pipe(propagateForward(), propagateBackward(), computeCost(), updateParameters(optimizer)),
  ),
);
export const withoutCost$: Observable<Step> = batch$.pipe(
  closeLoop(network, pipe(propagateForward(), propagateBackward(), updateParameters(optimizer))),
);

// Batches may be drawn inside the loop, where the source waits for them.
export const drawnInside$: Observable<Step> = iterate().pipe(
  closeLoop(
    network,
    pipe(
      drawBatches(data),
      delay(1),
      propagateForward(),
      propagateBackward(),
      updateParameters(optimizer),
    ),
  ),
);

// What a user adds to a record stays in its type.
export const tagged$: Observable<Step & { readonly tag: string }> = batch$.pipe(
  map((batch) => ({ ...batch, tag: 'mine' })),
  closeLoop(network, pipe(propagateForward(), propagateBackward(), updateParameters(optimizer))),
);

// Guards, taps and copies keep the type; reports and accuracies change it.
export const watched$: Observable<Step & Cost> = step$.pipe(
  haltOnDivergence(),
  every(2),
  tap(({ cost }) => cost.toFixed(2)),
  copy(),
  share(),
);
export const accuracies$: Observable<number> = step$.pipe(measureAccuracy(data));
export const reports$: Observable<Report> = step$.pipe(reportEvery(2, { train: data, test: data }));
export const everyIteration: OperatorFunction<Iteration, Iteration> = every(2);

// A run may end early, by its cost or by a metric of its records, and end with its best network.
export const stopped$: Observable<Step & Cost & Tracked> = step$.pipe(stopEarly({ patience: 3 }));
export const best$: Observable<Step & Tracked> = step$.pipe(
  stopEarly({ patience: 3, metric: ({ AL }) => AL.values[0] }),
  restoreBest(),
);

// Gradients are led out of the phases before the update, with dropout and penalties in them.
const gradient$ = new Subject<BeforeUpdate>();
export const gradientReports$: Observable<GradientCheckReport> = gradient$.pipe(
  checkGradientsEvery(9),
);
export const regularised$: Observable<Step & Cost> = batch$.pipe(
  closeLoop(
    network,
    pipe(
      propagateForward({ dropout: { keep: [0.9, 0.5] } }),
      computeCost({ l1: 0.1, l2: 0.1, countBiases: true }),
      propagateBackward({ l1: 0.1, l2: 0.1 }),
      tap(gradient$),
      updateParameters(optimizer),
    ),
  ),
);

// After the update there is nothing left to check gradients against.
export const checkedTooLate$ = step$.pipe(
  // @ts-expect-error: learningRate is there
  checkGradientsEvery(9),
);

// Without a cost a metric is needed.
export const stoppedByNothing$ = withoutCost$.pipe(
  // @ts-expect-error: cost is missing
  stopEarly({ patience: 3 }),
);

// Forward before the loop: no network yet.
export const forwardOutside$ = batch$.pipe(
  // @ts-expect-error: Property 'network' is missing
  propagateForward(),
);

// Forward before the batch: no X, Y.
export const forwardWithoutBatch$ = iterate().pipe(
  // @ts-expect-error: X and Y are missing
  closeLoop(network, pipe(propagateForward(), propagateBackward(), updateParameters(optimizer))),
);

// Backward before forward: no AL.
export const backwardBeforeForward = (forward$: Observable<Batch & { network: typeof network }>) =>
  forward$.pipe(
    // @ts-expect-error: A, Z, AL are missing
    propagateBackward(),
  );

// Cost before forward: no AL.
export const costBeforeForward = (forward$: Observable<Batch & { network: typeof network }>) =>
  forward$.pipe(
    // @ts-expect-error: A, Z, AL are missing
    computeCost(),
  );

// Update before backward: no dW, db.
export const updateBeforeBackward = (cost$: Observable<Cost>) =>
  cost$.pipe(
    // @ts-expect-error: dW, db are missing
    updateParameters(optimizer),
  );

// A loop without an update gives no steps.
export const neverUpdated$ = batch$.pipe(
  closeLoop(
    network,
    // @ts-expect-error: learningRate is missing
    pipe(propagateForward(), computeCost(), propagateBackward()),
  ),
);

// A guard and a report need the cost.
export const guardWithoutCost$ = withoutCost$.pipe(
  // @ts-expect-error: cost is missing
  haltOnDivergence(),
);
export const reportWithoutCost$ = withoutCost$.pipe(
  // @ts-expect-error: cost is missing
  reportEvery(2, { train: data, test: data }),
);

export const guardBeforeBackward = (cost$: Observable<Cost>) =>
  cost$.pipe(
    // @ts-expect-error: dW, db are missing
    guard(),
  );

// A dataset is X and Y, not X alone.
// @ts-expect-error: Y is missing
export const unlabelled = drawBatches({ X: data.X });

// Records are for reading.
export const written = (record: Step) => {
  // @ts-expect-error: index is read-only
  record.index = 3;
};
