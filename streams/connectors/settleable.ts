import type { Delivery, Position } from './delivery.js';

/** What a source does with a delivery of its own, by what it knows it by. */
export interface Settling<Key> {
  ack(key: Key): void;
  nak(key: Key, delayMs: number): void;
  extend(key: Key): void;
}

/** How a delivery is settled. */
export type Settlement = Pick<Delivery, 'ack' | 'nak' | 'extend'>;

/** Settles a delivery once: what is called behind the first `ack()` or `nak()` does nothing. */
export class SettledOnce<Key> implements Settlement {
  private isOpen = true;

  constructor(
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

/**
 * A delivery, and apart from it what settles it, so that who keeps that need not keep the payload.
 *
 * Classes, since these come by the hundred thousand in a second: three closures for each are felt.
 */
export class Settleable implements Delivery {
  constructor(
    readonly value: Uint8Array,
    readonly id: string,
    readonly position: Position,
    readonly settlement: Settlement,
  ) {}

  ack() {
    this.settlement.ack();
  }
  nak(delayMs?: number) {
    this.settlement.nak(delayMs);
  }
  extend() {
    this.settlement.extend();
  }
}

/** What settles a delivery, without its payload where the source can part them. */
export function settlementOf(delivery: Delivery): Settlement {
  return delivery instanceof Settleable ? delivery.settlement : delivery;
}
