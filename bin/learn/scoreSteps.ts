import { defer, map, type OperatorFunction } from 'rxjs';
import { type OnlineScores, runningScores, type ScoresMemory } from '../../src/index.js';
import { extend } from '../../streams/extend.js';
import type { Step } from '../../streams/index.js';

/** A step with how well all examples so far were predicted, each before it was learnt from. */
export interface Scored {
  readonly scores: OnlineScores & { readonly memory: () => ScoresMemory };
}

/** Adds the scores of `testThenTrain` to steps, which go on as they are. */
export function scoreSteps<R extends Step>(
  from: ScoresMemory | undefined,
): OperatorFunction<R, R & Scored> {
  return (step$) =>
    defer(() => {
      const { add, scores, memory } = runningScores({}, from);
      return step$.pipe(
        map((step) => {
          const { Z, AL, Y, network } = step;
          add({ ZL: Z[Z.length - 1], AL, Y, loss: network.loss });
          return extend(step, { scores: { ...scores(), memory } });
        }),
      );
    });
}
