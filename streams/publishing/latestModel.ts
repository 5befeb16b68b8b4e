import {
  asyncScheduler,
  catchError,
  concat,
  connect,
  defer,
  EMPTY,
  endWith,
  exhaustMap,
  ignoreElements,
  type Observable,
  type SchedulerLike,
  takeUntil,
  tap,
  throttleTime,
} from 'rxjs';
import { encodeParameters } from '../../src/formats/runState/encodeRunState.js';
import { sha256 } from '../../src/formats/sha256.js';
import { modelForward } from '../../src/model/forward.js';
import { classesOf } from '../../src/model/metrics/predict.js';
import { copyNetwork, type Network } from '../../src/model/network.js';
import type { Matrix } from '../../src/numerics/matrix.js';
import {
  type RunningStandardizer,
  runningStandardizer,
  type StandardizerMemory,
} from '../../src/online/runningStandardizer.js';
import type { Standardized } from '../online/standardizeBatches.js';
import type { Step } from '../records.js';

/** Which parameters have answered. Plain data. */
export interface ModelVersion {
  /** Iterations done. */
  readonly iteration: number;
  /** SHA-256 of the parameters as `publishModels` sends them, in hexadecimal digits. */
  readonly digest: string;
}

/** A model as it was taken. */
export interface TakenModel {
  readonly network: Network;
  /** What standardizes features for it, where the run does that as they come. */
  readonly standardizer?: Pick<RunningStandardizer, 'transform'>;
  readonly version: ModelVersion;
}

/** What a model says of examples. */
export interface Prediction {
  /** AL (n_L x m). */
  readonly probabilities: Matrix;
  /** As `predict` tells them: (n_L x m), (1 x m) for a softmax. */
  readonly classes: Matrix;
  readonly version: ModelVersion;
}

/** The newest model of a run that is being trained. */
export interface LatestModel {
  /** Undefined before the first one is there. It is never written again: another one takes its place. */
  readonly current: TakenModel | undefined;
  /**
   * Asks the model that is current, of features as they come to the run.
   *
   * Shapes: X (n_0 x m).
   * @throws {ShapeError} when X has not n_0 rows
   */
  predict(X: Matrix): Prediction | undefined;
  /** Takes no more models. */
  stop(): void;
}

type WithFeatures = Step & Partial<Standardized>;

/** How often a model is taken. */
export interface LatestModelOptions {
  /** From one to the next at least, in ms. Default 1000. */
  readonly everyMs?: number;
  readonly scheduler?: SchedulerLike;
}

/**
 * Keeps a model of a run that can be asked while it is trained.
 *
 *   step$:    -1-2-3-4-5-6-7-------8|   shared
 *             latestModel(step$)
 *   current:  --1--------5---------7-8  copied when it is time, current as soon as its digest is known
 *
 * Answers come of one copy of the parameters, whole, and say of which. Behind `standardizeBatches` features are
 * standardized for them by the statistics of the same moment. Subscribes at once; the last model of a run that
 * has ended or failed stays.
 *
 * @example
 * const data = { X: matrix([[2]]), Y: matrix([[1]]) };
 * const phases = pipe(propagateForward(), propagateBackward(), updateParameters(gradientDescent(0.5)));
 * const step$ = iterate({ count: 3 }).pipe(drawBatches(data), closeLoop(createNetwork([1, 1]), phases), share());
 * const model = latestModel(step$);
 * await firstValueFrom(interval(1).pipe(filter(() => model.current?.version.iteration === 3)));
 * model.predict(matrix([[2]])).version.iteration // => 3
 */
export function latestModel(
  step$: Observable<WithFeatures>,
  { everyMs = 1_000, scheduler = asyncScheduler }: LatestModelOptions = {},
): LatestModel {
  let current: LatestModel['current'];
  let last: WithFeatures | undefined;
  let taken = 0;

  async function take(step: WithFeatures): Promise<void> {
    const iteration = step.index + 1;
    taken = iteration;
    const network = copyNetwork(step.network);
    const standardizer = frozen(step.standardizer?.memory());
    const digest = await sha256(encodeParameters(network, standardizer?.statistics()));
    // One that was overtaken, when the run failed meanwhile, comes too late.
    if (taken !== iteration) return;
    current = { network, ...(standardizer && { standardizer }), version: { iteration, digest } };
  }

  const subscription = concat(
    step$.pipe(
      tap((step) => {
        last = step;
      }),
      connect((shared$) => {
        const end$ = shared$.pipe(ignoreElements(), endWith(undefined));
        // Trailing too: where no more steps come for long, the last one is what is asked.
        const due = throttleTime<WithFeatures>(everyMs, scheduler, {
          leading: true,
          trailing: true,
        });
        return shared$.pipe(due, takeUntil(end$));
      }),
      exhaustMap(take),
      // Whoever shares the run is told as well.
      catchError(() => EMPTY),
    ),
    defer(() => (last === undefined || last.index + 1 === taken ? EMPTY : take(last))),
  ).subscribe();

  return {
    get current() {
      return current;
    },
    predict(X) {
      if (current === undefined) return undefined;
      const { network, standardizer, version } = current;
      const { AL } = modelForward(network, standardizer?.transform(X) ?? X);
      return { probabilities: AL, classes: classesOf(AL, network.loss), version };
    },
    stop: () => subscription.unsubscribe(),
  };
}

function frozen(memory: StandardizerMemory | undefined): RunningStandardizer | undefined {
  return memory && runningStandardizer(memory.origin.length, { from: memory });
}
