import { type MonoTypeOperatorFunction, map, pipe, takeLast } from 'rxjs';
import type { Tracked } from '../src/model/trackBest.js';
import { extend } from './extend.js';
import type { WithNetwork } from './records.js';

/**
 * The last record of a run, with the best network in the place of the last one.
 *
 *   in:   --r--r--r--|        r: {network, bestNetwork, ...}
 *         restoreBest()
 *   out:  -----------(b|)     b: the last r, its network the best one
 *
 * Timing: synchronous, with the end of the source; fails with it, and is silent when it was empty.
 * @example
 * const [network, bestNetwork] = [createNetwork([1, 1], { seed: 1 }), createNetwork([1, 1], { seed: 2 })];
 * lastValueFrom(of({ network, bestNetwork }).pipe(restoreBest(), map((end) => end.network === bestNetwork))) // => true
 */
export function restoreBest<R extends WithNetwork & Tracked>(): MonoTypeOperatorFunction<R> {
  return pipe(
    takeLast(1),
    map((record) => extend(record, { network: record.bestNetwork })),
  );
}
