import type { ServerMessage } from '../protocol/serverMessages.js';
import { isTopicFrame, spanOf } from './partOf.js';

/** How a connection stands. */
export type ConnectionStatus =
  /** A connection is being made: the n-th attempt since the last one that succeeded. */
  | { readonly state: 'connecting'; readonly attempt: number }
  /** What comes is what happens. */
  | { readonly state: 'live' }
  /** Catching up: so many messages are known to be on their way, or what comes is so old. */
  | { readonly state: 'behind'; readonly missing: number; readonly lateMs: number }
  /** Current, but the server merges points, because this reader was slow or asked for it. */
  | { readonly state: 'conflated' }
  /** `retryMs` until the next attempt; left out when there will be none. */
  | {
      readonly state: 'disconnected';
      readonly reason: string;
      readonly code: number;
      readonly retryMs?: number;
    };

/** What is late is behind. In ms. */
const LATE = 2000;

/** Follows the messages of one connection; tells how it stands while it is open. */
export interface Progress {
  readonly follow: (message: ServerMessage, nowMs: number) => void;
  readonly status: () => ConnectionStatus;
}

/**
 * The progress of a connection from its welcome on.
 *
 * Clocks may differ: a block is as late as it is later than the one that came soonest after it was sealed.
 */
export function progress(): Progress {
  const tops = new Map<string, number>();
  const missing = new Map<string, number>();
  const merged = new Set<string>();
  let soonestMs = Infinity;
  let lateMs = 0;

  function expect(topic: string, behind: number): void {
    if (behind > 0) missing.set(topic, behind);
    else missing.delete(topic);
  }
  function follow(message: ServerMessage, nowMs: number): void {
    const begun =
      message.t === 'welcome' ? message.resumed : message.t === 'ok' ? message.topics : undefined;
    for (const { topic, top } of begun ?? []) tops.set(topic, top);
    if (message.t === 'reset') tops.set(message.s, message.top);
    if (!isTopicFrame(message)) return;
    const top = tops.get(message.s) ?? 0;
    expect(message.s, top - spanOf(message)[1]);
    if (message.t === 'agg' && message.why !== 'history') merged.add(message.s);
    if (message.t !== 'data') return;
    merged.delete(message.s);
    soonestMs = Math.min(soonestMs, nowMs - message.ts);
    lateMs = nowMs - message.ts - soonestMs;
  }

  function status(): ConnectionStatus {
    const count = [...missing.values()].reduce((sum, each) => sum + each, 0);
    if (count > 0 || lateMs > LATE) return { state: 'behind', missing: count, lateMs };
    return merged.size > 0 ? { state: 'conflated' } : { state: 'live' };
  }

  return { follow, status };
}
