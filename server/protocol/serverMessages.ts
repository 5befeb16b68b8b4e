import type { ErrorCode } from './errorCodes.js';
import type { Limits } from './limits.js';
import type { TopicInfo } from './topicNames.js';
import type { WireNumber } from './wireNumber.js';

/** Whatever the server says. Clients ignore types and fields that they do not know. */
export type ServerMessage =
  | Welcome
  | Ok
  | Err
  | DataFrame
  | AggFrame
  | StateFrame
  | EventFrame
  | Reset
  | Ping
  | Pong
  | Bye;

/** What a connection may do: a watcher reads, a controller gives commands too. */
export type Role = 'watcher' | 'controller';

/** The answer to `hello`. */
export interface Welcome {
  readonly t: 'welcome';
  readonly v: 1;
  readonly session: string;
  readonly role: Role;
  readonly limits: Limits;
  readonly topics: readonly TopicInfo[];
  /** What became of `resume`, in the order of the topics there; unknown topics are left out. */
  readonly resumed: readonly Subscribed[];
}

/** How a subscription begins. */
export interface Subscribed extends TopicInfo {
  /**
   * Whether what follows begins right behind what was asked for. Where it does not, forget what you have of the
   * topic: one snapshot follows, from the first seq on, and nothing partial.
   */
  readonly recovered: boolean;
}

/** The answer to a request that was granted. */
export interface Ok {
  readonly t: 'ok';
  readonly id: string;
  /** For `sub`: each topic that the pattern means. */
  readonly topics?: readonly Subscribed[];
  /** For `cmd`: iterations done when it took effect. */
  readonly applied?: { readonly iteration: number };
}

/** The answer to a request that was not, or to a message that was none (without `id`). */
export interface Err {
  readonly t: 'err';
  readonly id?: string;
  readonly code: ErrorCode;
  /** One line for people. */
  readonly message: string;
}

/** Consecutive points of a series: seq f is (x[0], y[0]), seq l the last. */
export interface DataFrame {
  readonly t: 'data';
  /** Topic. */
  readonly s: string;
  /** Epoch. */
  readonly e: string;
  readonly f: number;
  readonly l: number;
  /** Iterations done. Data, not order: they go back when a run does. */
  readonly x: readonly number[];
  readonly y: readonly WireNumber[];
  /** When the block was sealed, in ms since 1970. */
  readonly ts: number;
}

/**
 * Points of a series merged into one: iterations of the first and last, least and largest finite value (NaN where
 * there is none), first and last value whatever they are, how many points, how many of them NaN or infinite.
 */
export type AggRow = readonly [
  x0: number,
  x1: number,
  min: WireNumber,
  max: WireNumber,
  first: WireNumber,
  last: WireNumber,
  count: number,
  nonFinite: number,
];

/**
 * Why points come merged: history out of the ring, a reader that was behind, one that asked for `maxHz`, or more points
 * at once than are sent one by one.
 */
export type AggReason = 'history' | 'lagging' | 'maxHz' | 'fast';

/** The points f to l of a series in rows, each behind the one before it; the counts sum up to l - f + 1. */
export interface AggFrame {
  readonly t: 'agg';
  readonly s: string;
  readonly e: string;
  readonly f: number;
  readonly l: number;
  readonly rows: readonly AggRow[];
  readonly why: AggReason;
}

/** The newest value of a state. A gap in q says how many were skipped. */
export interface StateFrame {
  readonly t: 'state';
  readonly s: string;
  readonly e: string;
  readonly q: number;
  readonly d: unknown;
}

/** One event; q has no holes. */
export interface EventFrame {
  readonly t: 'event';
  readonly s: string;
  readonly e: string;
  readonly q: number;
  readonly d: unknown;
}

/** Forget what you have of a topic: what follows begins at its first seq, up to `top` at least. */
export interface Reset {
  readonly t: 'reset';
  readonly s: string;
  readonly e: string;
  readonly top: number;
  /** In words. */
  readonly why: string;
}

export interface Ping {
  readonly t: 'ping';
}

export interface Pong {
  readonly t: 'pong';
}

/** Comes before a planned close. */
export interface Bye {
  readonly t: 'bye';
  /** The code of the close that follows. */
  readonly code: number;
  /** Wait between so many ms before you come back; left out when you should not. */
  readonly reconnect?: readonly [minMs: number, maxMs: number];
}
