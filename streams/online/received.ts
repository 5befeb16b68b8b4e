import type { Delivery, Position, Whole } from '../connectors/delivery.js';
import type { Settlement } from '../connectors/settleable.js';

/** A delivery that takes up room until somebody says that it no longer waits. */
export interface Received<T = Uint8Array> extends Delivery<T> {
  /** It has been taken into a batch, or is left out: there is room for another one. Only the first call counts. */
  taken(): void;
}

/*
 * Classes, and not records of closures: a million deliveries a second share their methods, and those that wait to be
 * acknowledged, tens of thousands, are small.
 */

/** Who wants to know when an arrival is acknowledged. */
export interface AckWatcher {
  acknowledged(arrival: Arrival): void;
}

/** A delivery without its value: what is kept until it is settled. */
export class Arrival implements Omit<Received, 'value'> {
  isSettled = false;
  /** For who watches it: see `KnownId`. */
  isOld = false;
  private watcher: AckWatcher | undefined;
  private waits = true;

  /**
   * @param free is told when it no longer waits
   */
  constructor(
    readonly id: string,
    readonly position: Position,
    private delivery: Settlement | undefined,
    private readonly free: () => void,
  ) {}

  /** Whether the watcher is the first one: there is one at most. */
  watch(watcher: AckWatcher): boolean {
    if (this.watcher !== undefined || this.isSettled) return false;
    this.watcher = watcher;
    return true;
  }
  taken() {
    if (this.waits) this.free();
    this.waits = false;
  }
  ack() {
    const { delivery, watcher } = this;
    this.isSettled = true;
    // Its payload is kept no longer, and who watches is told once.
    this.delivery = undefined;
    this.watcher = undefined;
    delivery?.ack();
    watcher?.acknowledged(this);
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
  return received instanceof Valued ? received.arrival : wrapped(received);
}

/** The same delivery with another value. */
export function withValue<T>(received: Received<unknown>, value: T): Valued<T> {
  return new Valued(arrivalOf(received), value);
}

/** The same delivery, which tells when it is acknowledged. */
export function watched<T>(received: Received<T>, watcher: AckWatcher): Valued<T> {
  const valued = received instanceof Valued ? received : withValue(received, received.value);
  if (valued.arrival.watch(watcher)) return valued;
  const arrival = wrapped(valued);
  arrival.watch(watcher);
  return new Valued(arrival, valued.value);
}

function wrapped(received: Received<unknown>): Arrival {
  const { id, position } = received;
  return new Arrival(id, position, received, () => received.taken());
}
