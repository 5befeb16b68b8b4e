import { defer, identity, type MonoTypeOperatorFunction, map, type Observer } from 'rxjs';
import { GuardError, type Policy, type Trouble } from '../src/errors.js';
import type { Finding } from '../src/model/checks/check.js';
import type { RecentCosts } from '../src/model/checks/recentCosts.js';
import type { GuardMemory } from '../src/model/guardMemory.js';
import { extend } from './extend.js';
import { type GuardOptions, requireGuard, watchOf } from './guardOptions.js';
import type { Backward, Cost, GuardHandle } from './records.js';
import { findingWayBack, type WayBack } from './wayBack.js';

/**
 * Watches a run for trouble before each update, and does something about it.
 *
 *   in:       --g-----g-----x-----g--      x: a cost that is NaN, a gradient that explodes
 *             guard({ nonFiniteCost: 'rollBack' }, troubles)
 *   out:      --g-----g-----y-----g--      y: x + {network, memory: the last good ones, skipsUpdate: true}
 *   troubles: --------------t--------      t: {iteration: 3, quantity: 'cost', value: NaN, policy: 'rollBack', ...}
 *
 * Stands behind `propagateBackward()`. Each check has a policy: 'halt' ends the run with a `GuardError`; 'skip'
 * leaves the update out; 'rollBack' puts the last good state in the place of the present one, bit by bit, and makes
 * the learning rate lower from the next iteration on (the input `learningRateScale` of the run); 'warn' only
 * tells. Of several troubles in an iteration the gravest policy holds, in that order. A state is good when all
 * checks of its iteration pass. Where there is none, as in the first iteration, or when the guard has gone back too
 * often, it halts.
 *
 * Iterations go on being counted, and batches drawn, when it goes back. A record that skips its update already
 * passes unchecked. A run that is resumed goes on with the lower rate; its guard goes on where that of the earlier
 * run stood, when it is given that as `from`: `state.guards?.[0]`, or what is at its place among several guards
 * that look for spikes or go back.
 *
 * Timing: synchronous, one out per in; ends and fails with the source.
 * @param troubles is told of each trouble, before the run goes on or ends; what it throws ends the run
 * @throws {RangeError} at the call, when a limit makes no sense
 * @throws {GuardError} through the error channel
 * @example
 * const data = { X: matrix([[2e9]]), Y: matrix([[0]]) };
 * const phases = pipe(propagateForward(), computeCost(), propagateBackward(), guard({ gradientNorm: { policy: 'skip', above: 9 } }), updateParameters(gradientDescent(1)));
 * const run$ = iterate({ count: 1 }).pipe(drawBatches(data), closeLoop(createNetwork([1, 1], { scheme: allZeros }), phases));
 * lastValueFrom(run$.pipe(map((step) => [step.learningRate, step.network.parameters.W[1].values[0]]))) // => [0, 0]
 */
export function guard<R extends Backward & Cost>(
  options: GuardOptions = {},
  troubles: Pick<Observer<Trouble>, 'next'> = { next() {} },
): MonoTypeOperatorFunction<R> {
  requireGuard(options);
  return (record$) =>
    defer(() => {
      const { checks, recent } = watchOf(options);
      const mayGoBack = checks.some(({ policy }) => policy === 'rollBack');
      const wayBack = mayGoBack
        ? findingWayBack(options.rollBack ?? {}, options.from?.wayBack)
        : undefined;
      const sign =
        recent || wayBack ? signing({ memory: () => remembered(recent, wayBack) }) : identity;

      function findingsIn(record: R): readonly Found[] {
        const found: Found[] = [];
        for (const { policy, check } of checks) {
          const finding = check(record);
          if (finding !== undefined) found.push({ policy, finding });
        }
        return found;
      }

      function deal(record: R, found: readonly Found[]): R {
        const { policy, decisive, consequence } = judge(found, wayBack);
        const told = found.map(({ finding }) => troubleOf(record, finding, policy, consequence));
        for (const trouble of told) troubles.next(trouble);
        if (policy === 'halt') throw new GuardError(told[decisive]);
        if (policy === 'rollBack' && wayBack !== undefined) return wayBack.goBack(record);
        return policy === 'skip' ? extend(record, { skipsUpdate: true }) : record;
      }

      function watch(record: R): R {
        if (record.skipsUpdate === true) return record;
        const found = findingsIn(record);
        if (found.length > 0) return deal(record, found);
        wayBack?.pass(record);
        return record;
      }

      return record$.pipe(map((record) => watch(sign(record))));
    });
}

function remembered(recent: RecentCosts | undefined, wayBack: WayBack | undefined): GuardMemory {
  return {
    ...(recent && { costs: recent.list() }),
    ...(wayBack && { wayBack: wayBack.memory() }),
  };
}

/** Puts a guard into the records of its run, behind the guards that are there. */
function signing(handle: GuardHandle): <R extends Backward>(record: R) => R {
  let others: readonly GuardHandle[] | undefined;
  let guards: readonly GuardHandle[] = [handle];
  return (record) => {
    if (record.guards !== others) {
      others = record.guards;
      guards = [...(others ?? []), handle];
    }
    return extend(record, { guards });
  };
}

interface Found {
  readonly policy: Policy;
  readonly finding: Finding;
}

interface Verdict {
  readonly policy: Policy;
  /** Which of the findings asks for it. */
  readonly decisive: number;
  /** What is done, in words. */
  readonly consequence: string;
}

const gravestFirst: readonly Policy[] = ['halt', 'rollBack', 'skip', 'warn'];

function judge(found: readonly Found[], wayBack: WayBack | undefined): Verdict {
  const ranks = found.map(({ policy }) => gravestFirst.indexOf(policy));
  const rank = Math.min(...ranks);
  const decisive = ranks.indexOf(rank);
  const policy = gravestFirst[rank];
  if (policy === 'skip') return { policy, decisive, consequence: '; the update is left out' };
  if (policy !== 'rollBack' || wayBack === undefined) return { policy, decisive, consequence: '' };
  const bar = wayBack.barred();
  return bar === undefined
    ? { policy, decisive, consequence: `; ${wayBack.description()}` }
    : { policy: 'halt', decisive, consequence: `; ${bar}` };
}

function troubleOf(
  { index }: Backward,
  { text, ...finding }: Finding,
  policy: Policy,
  consequence: string,
): Trouble {
  return { iteration: index + 1, ...finding, policy, message: text + consequence };
}
