import type { Delivery, Position } from './delivery.js';

/** What a source does with a delivery of its own, by what it knows it by. */
export interface Settling<Key = unknown> {
  ack(key: Key): void;
  nak(key: Key, delayMs: number): void;
  extend(key: Key): void;
}

/**
 * A delivery that its source settles by a key. Who keeps the key and not the delivery keeps no payload.
 *
 * A class, since these come by the hundred thousand in a second: three closures for each are felt.
 */
export class Settleable<Key> implements Delivery {
  private isOpen = true;

  constructor(
    readonly value: Uint8Array,
    readonly id: string,
    readonly position: Position,
    readonly key: Key,
    readonly settling: Settling<Key>,
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

/** Settles a delivery of whatever kind, which is its own key. */
export const byItself: Settling<Pick<Delivery, 'ack' | 'nak' | 'extend'>> = {
  ack: (delivery) => delivery.ack(),
  nak: (delivery, delayMs) => delivery.nak(delayMs),
  extend: (delivery) => delivery.extend(),
};
