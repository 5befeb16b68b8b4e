import type { Delivery, Position } from './delivery.js';

/** What a source does with a delivery of its own, by what it knows it by. */
export interface Settling<Key> {
  ack(key: Key): void;
  nak(key: Key, delayMs: number): void;
  extend(key: Key): void;
}

/**
 * A delivery that is settled once: what is called behind the first `ack()` or `nak()` does nothing.
 *
 * A class, since these come by the hundred thousand in a second: three closures for each are felt.
 */
export class Settleable<Key> implements Delivery {
  private isOpen = true;

  constructor(
    readonly value: Uint8Array,
    readonly id: string,
    readonly position: Position,
    private readonly key: Key,
    private readonly settling: Settling<Key>,
  ) {}

  ack() {
    if (this.isOpen) this.settling.ack(this.key);
    this.isOpen = false;
  }
  nak(delayMs = 0) {
    if (this.isOpen) this.settling.nak(this.key, delayMs);
    this.isOpen = false;
  }
  extend() {
    if (this.isOpen) this.settling.extend(this.key);
  }
}
