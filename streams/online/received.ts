import type { Delivery, Position, Whole } from '../connectors/delivery.js';
import { byItself, Settleable, type Settling } from '../connectors/settleable.js';

/** A delivery that takes up room until somebody says that it no longer waits. */
export interface Received<T = Uint8Array> extends Delivery<T> {
  /** It has been taken into a batch, or is left out: there is room for another one. Only the first call counts. */
  taken(): void;
}

/*
 * Classes, and not records of closures: a million deliveries a second share their methods. And two for each, since tens
 * of thousands wait for the state that they are saved with: what settles them waits, what they say does not.
 */

/** Who wants to know what became of an arrival. */
export interface Watcher {
  acknowledged(id: string): void;
  refused(id: string, delayMs: number): void;
}

/** What is kept of a delivery until it is settled. */
export class Arrival {
  private watcher: Watcher | undefined;

  /**
   * @param settling settles it by its key
   * @param free is told when it no longer waits
   */
  constructor(
    readonly id: string,
    private key: unknown,
    private settling: Settling | undefined,
    private free: (() => void) | undefined,
  ) {}

  /** Whether the watcher is the first one: there is one at most. */
  watch(watcher: Watcher): boolean {
    if (this.watcher !== undefined || this.settling === undefined) return false;
    this.watcher = watcher;
    return true;
  }
  taken() {
    this.free?.();
    this.free = undefined;
  }
  ack() {
    const { key, settling, watcher } = this;
    this.close();
    settling?.ack(key);
    watcher?.acknowledged(this.id);
  }
  nak(delayMs = 0) {
    const { key, settling, watcher } = this;
    this.close();
    settling?.nak(key, delayMs);
    watcher?.refused(this.id, delayMs);
  }
  extend() {
    this.settling?.extend(this.key);
  }
  /** The first who settles it is the last: neither a payload nor who watches is kept by it any longer. */
  private close() {
    this.key = undefined;
    this.settling = undefined;
    this.watcher = undefined;
  }
}

/** An arrival with what it says. */
export class Valued<T> implements Received<T> {
  constructor(
    readonly arrival: Arrival,
    readonly position: Position,
    readonly value: T,
    readonly whole?: Whole,
  ) {}

  get id() {
    return this.arrival.id;
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

/**
 * A delivery that has arrived.
 *
 * @param id that it is known by
 * @param free is told when it no longer waits
 */
export function arrived(delivery: Delivery, id: string, free: () => void): Valued<Uint8Array> {
  const { position, value, whole } = delivery;
  const arrival =
    delivery instanceof Settleable
      ? new Arrival(id, delivery.key, delivery.settling, free)
      : new Arrival(id, delivery, byItself, free);
  return new Valued(arrival, position, value, whole);
}

/** What is to be kept of a delivery to settle it. */
export function arrivalOf(received: Received<unknown>): Arrival {
  return received instanceof Valued ? received.arrival : wrapped(received);
}

/** The same delivery with another value. */
export function withValue<T>(received: Received<unknown>, value: T): Valued<T> {
  return new Valued(arrivalOf(received), received.position, value);
}

/** The same delivery, of which the watcher hears when it is settled. */
export function watched<T>(received: Received<T>, watcher: Watcher): Valued<T> {
  const valued = received instanceof Valued ? received : withValue(received, received.value);
  if (valued.arrival.watch(watcher)) return valued;
  const arrival = wrapped(valued);
  arrival.watch(watcher);
  return new Valued(arrival, valued.position, valued.value);
}

function wrapped(received: Received<unknown>): Arrival {
  return new Arrival(received.id, received, byItself, () => received.taken());
}
