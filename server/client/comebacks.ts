import { type BackOffOptions, backOffMs } from '../../streams/backOff.js';
import { returnAfter } from '../protocol/closeCodes.js';
import type { Bye } from '../protocol/serverMessages.js';
import { waitBetween } from './waitBetween.js';

/** Whether and when a connection that was closed is tried again. */
export interface Comebacks {
  /** Attempts that failed since the last connection that was a good one. */
  readonly failures: number;
  /** The server has answered. */
  readonly welcomed: (nowMs: number) => void;
  /** The server has said good-bye: it knows best when to come back. */
  readonly dismissed: (bye: Bye) => void;
  /** The wait after a close, in ms; undefined when there is to be no other attempt. */
  readonly waitAfter: (code: number, reason: string, nowMs: number) => number | undefined;
}

/** A connection that lasted so long was a good one. In ms. */
const LASTING = 5000;

/** No attempt was made yet. */
export function comebacks(
  backOff: Pick<BackOffOptions, 'firstMs' | 'mostMs'>,
  random: () => number,
): Comebacks {
  let bye: Bye | undefined;
  let failures = 0;
  let welcomedAt = Infinity;

  function wait(code: number, reason: string, until: Bye['reconnect']): number | undefined {
    if (returnAfter(code) === 'never' || isRefusal(reason)) return undefined;
    if (until !== undefined) return waitBetween(until, random);
    if (returnAfter(code) === 'at once' && failures === 1) return 0;
    return backOffMs(failures, { ...backOff, random });
  }

  return {
    get failures() {
      return failures;
    },
    welcomed(nowMs) {
      welcomedAt = nowMs;
    },
    dismissed(message) {
      bye = message;
    },
    waitAfter(code, reason, nowMs) {
      failures = nowMs - welcomedAt >= LASTING ? 1 : failures + 1;
      welcomedAt = Infinity;
      const until = bye?.reconnect;
      bye = undefined;
      return wait(code, reason, until);
    },
  };
}

/** What `ws` says when the server answers with a status of 4xx: the token or the address is wrong. */
function isRefusal(reason: string): boolean {
  return /server response: 4(?!29)\d\d/.test(reason);
}
