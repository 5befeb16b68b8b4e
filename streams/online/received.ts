import type { Delivery, Position, Whole } from '../connectors/delivery.js';

/** A delivery that takes up room until somebody says that it no longer waits. */
export interface Received<T = Uint8Array> extends Delivery<T> {
  /** It has been taken into a batch, or is left out: there is room for another one. Only the first call counts. */
  taken(): void;
}

/** A delivery without its value: what is kept until it is settled. */
export type Arrival = Omit<Received, 'value'>;

/*
 * Classes, and not records of closures: a million deliveries a second share their methods, and those that wait to be
 * acknowledged, tens of thousands, are small.
 */

/** A delivery that has come from a source. */
export class FirstArrival implements Arrival {
  private waits = true;

  /**
   * @param free is told when it no longer waits
   */
  constructor(
    readonly id: string,
    readonly position: Position,
    private delivery: Omit<Delivery, 'value'> | undefined,
    private readonly free: () => void,
  ) {}

  taken() {
    if (this.waits) this.free();
    this.waits = false;
  }
  ack() {
    this.delivery?.ack();
    // Its payload is kept no longer.
    this.delivery = undefined;
  }
  nak(delayMs?: number) {
    this.delivery?.nak(delayMs);
    this.delivery = undefined;
  }
  extend() {
    this.delivery?.extend();
  }
}

/** An arrival with a value. */
export class Valued<T> implements Received<T> {
  constructor(
    readonly arrival: Arrival,
    readonly value: T,
    readonly whole?: Whole,
  ) {}

  get id() {
    return this.arrival.id;
  }
  get position() {
    return this.arrival.position;
  }
  taken() {
    this.arrival.taken();
  }
  ack() {
    this.arrival.ack();
  }
  nak(delayMs?: number) {
    this.arrival.nak(delayMs);
  }
  extend() {
    this.arrival.extend();
  }
}

/** What is to be kept of a delivery to settle it. */
export function arrivalOf(received: Received<unknown>): Arrival {
  return received instanceof Valued ? received.arrival : received;
}

/** The same delivery with another value. */
export function withValue<T>(received: Received<unknown>, value: T): Received<T> {
  return new Valued(arrivalOf(received), value);
}
