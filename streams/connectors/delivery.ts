/** Where a delivery stands: in which part of its source (partition, stream), and where in it. Text of the source. */
export interface Position {
  readonly part: string;
  readonly at: string;
}

/** How far each part of a source has been read. Plain data. */
export type Positions = Readonly<Record<string, string>>;

/** A value that was too large to be kept in memory. */
export interface Whole {
  readonly bytes: number;
  /** The SHA-256 of all of them, in hexadecimal digits. */
  readonly sha256: string;
}

/**
 * Something that has arrived from outside, and is settled by whoever has dealt with it.
 *
 * It is settled once: what is called behind the first `ack()` or `nak()` does nothing, and nothing of it throws. A
 * source where nobody waits for it ignores all three.
 */
export interface Delivery<T = Uint8Array> {
  /** May be a view of what came with it: who keeps one of many for long copies it. */
  readonly value: T;
  /** Where the source does not take in values of that size: what it was, of which `value` is the beginning. */
  readonly whole?: Whole | undefined;
  /** The same each time it is delivered, and the one that its sender gave it, where it did. */
  readonly id: string;
  readonly position: Position;
  /** It is dealt with: it does not come again. */
  ack(): void;
  /** It could not be dealt with: it comes again, after `delayMs` at the earliest. Default 0. */
  nak(delayMs?: number): void;
  /** It is being dealt with, which takes longer than the source would wait by itself. */
  extend(): void;
}
