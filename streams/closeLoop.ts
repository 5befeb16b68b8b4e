import { defer, finalize, map, type OperatorFunction, tap } from 'rxjs';
import type { Learner } from '../src/model/learner.js';
import { copyNetwork, type Network } from '../src/model/network.js';
import { afterEach } from './afterEach.js';
import type { Cost, Iteration, Step, WithNetwork } from './records.js';
import type { RunBranch } from './run.js';
import { withLoop } from './runRecords.js';

/**
 * Closes the loop: each batch goes through the phases with the network that the last one left behind.
 *
 *   in:      --b--------b--------b--|        b: {X, Y, ...}
 *   phases:    b+net-s  b+net-s  b+net-s     from the batch and the network to a step
 *   out:     --------s--------s--------s|
 *
 * It claims the turn of each iteration until its step has been passed on, so that the source waits for
 * the slowest phase, synchronous or not, and never more than one iteration is in flight. Phases give
 * one step for each batch; `filter` belongs behind the loop, because a turn without a step never ends.
 *
 * A network begins anew; a learner that was saved, with the memory of its optimizer, goes on. The run of its
 * records is a branch: of several networks on the same batches each knows its own metrics, and what its own
 * guards do, but all know what is fed to the run and what it is told.
 *
 * Timing: that of the phases. Cold: each subscription trains its own copy of what it is given, which stays
 * as it is. Ends and fails with the source and the phases.
 * @throws {Error} through the error channel when an asynchronous operator stands between the source
 * and the loop, where iterations would queue up, or when a batch comes while one is in the phases
 * @example
 * const data = { X: matrix([[-1, 1]]), Y: matrix([[0, 1]]) };
 * const train = pipe(propagateForward(), computeCost(), propagateBackward(), updateParameters(gradientDescent(1)));
 * const run$ = iterate({ count: 2 }).pipe(drawBatches(data), closeLoop(createNetwork([1, 1], { scheme: allZeros }), train));
 * lastValueFrom(run$.pipe(map(({ cost }) => cost))) // => 0.4740769841801067
 */
export function closeLoop<R extends Iteration, S extends Step>(
  start: Network | Learner,
  phases: OperatorFunction<R & WithNetwork, S>,
): OperatorFunction<R, S> {
  return (batch$) =>
    defer(() => {
      let { network, memory } = 'network' in start ? start : { network: start, memory: undefined };
      network = copyNetwork(network);
      let claimed: Iteration | undefined;
      let run: RunBranch | undefined;
      const settle = () => {
        const ended = claimed;
        // Before the release: a scheduler without delay draws the next iteration inside it.
        claimed = undefined;
        ended?.run.release();
      };
      return batch$.pipe(
        map((batch) => {
          if (claimed) {
            throw new Error(
              `Iteration ${batch.index} reached closeLoop() while iteration ${claimed.index} is in its ` +
                'phases: an operator between iterate() and closeLoop() emits more than one batch for ' +
                'an iteration',
            );
          }
          batch.run.claim(batch.index);
          claimed = batch;
          run ??= batch.run.branch();
          return withLoop(batch, { run, network, memory });
        }),
        phases,
        tap((step) => {
          ({ network, memory } = step);
          listen(step);
        }),
        // Not before the step has been passed on: what comes behind may claim the same turn.
        afterEach(settle),
        finalize(() => {
          settle();
          run?.leave();
        }),
      );
    });
}

/** Schedules that listen to the cost hear it here: it holds for them from the next iteration on. */
function listen({ index, run, cost }: Step & Partial<Cost>): void {
  if (cost !== undefined && run.hears('cost')) run.give('cost', cost, index + 1);
}
