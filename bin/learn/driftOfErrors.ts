import { defer, type MonoTypeOperatorFunction, map, type OperatorFunction, tap } from 'rxjs';
import {
  accuracy,
  adwin,
  type Drift,
  type DriftDetector,
  type DriftMemory,
  pageHinkley,
} from '../../src/index.js';
import { columnsOf } from '../../src/online/columnsOf.js';
import { extend } from '../../streams/extend.js';
import type { Step } from '../../streams/index.js';

/** What finds a drift. */
export type DetectorName = 'page-hinkley' | 'adwin';

/** A step with the rises of the error rate that were found in it. */
export interface Drifting {
  readonly drift: {
    readonly found: readonly Drift[];
    /** What is remembered, to be saved. */
    readonly memory: () => DriftMemory;
  };
}

/** Steps behind a drift that are taken at another rate, unless the options say. */
export const DRIFT_STEPS = 100;

/**
 * Looks for a rise of the error rate: of the share of examples that were predicted wrongly, each before it was learnt
 * from. That it falls is learning.
 */
export function watchDrift<R extends Step>(
  name: DetectorName,
  from: DriftMemory | undefined,
): OperatorFunction<R, R & Drifting> {
  return (step$) =>
    defer(() => {
      const detector = detectorOf(name, from);
      return step$.pipe(
        map((step) => {
          const found = errorsOf(step).flatMap((error) => detector.add(error) ?? []);
          const rises = found.filter(({ before, after }) => after > before);
          return extend(step, { drift: { found: rises, memory: detector.memory } });
        }),
      );
    });
}

/**
 * Takes so many steps behind a drift at the learning rate times a factor, as an input of the run, which is saved with
 * it.
 */
export function raiseRate<R extends Step & Partial<Drifting>>(
  factor: number,
  steps: number = DRIFT_STEPS,
): MonoTypeOperatorFunction<R> {
  return tap(({ index, run, drift }) => {
    const scale = run.inputs[SCALE];
    if (drift !== undefined && drift.found.length > 0) run.give(SCALE, factor, index + 1);
    else if (scale !== undefined && index + 1 >= scale.since + steps) run.withdraw(SCALE);
  });
}

/** See `updateParameters`. */
const SCALE = 'learningRateScale';

function detectorOf(name: DetectorName, from: DriftMemory | undefined) {
  return name === 'adwin'
    ? folding(adwin(), from !== undefined && 'rows' in from ? from : undefined)
    : folding(pageHinkley(), from !== undefined && 'mean' in from ? from : undefined);
}

function folding<Memory extends DriftMemory>(
  { first, next }: DriftDetector<Memory>,
  from: Memory | undefined,
) {
  let memory = from ?? first;
  return {
    add(value: number): Drift | undefined {
      const detection = next(memory, value);
      memory = detection.memory;
      return detection.drift;
    },
    memory: (): DriftMemory => memory,
  };
}

/** Of each example 1 where it was predicted wrongly, else 0. */
function errorsOf({ AL, Y, network: { loss } }: Step): number[] {
  const [a, y] = [AL, Y].map(columnsOf);
  return Array.from({ length: Y.cols }, (_, j) => 1 - accuracy(a(j), y(j), loss));
}
