import type { IPublishPacket } from 'mqtt';
import { type Subscriber, Subscription, timer } from 'rxjs';
import type { Delivery } from '../delivery.js';
import type { Arrived, Session } from './session.js';

/** What stands between a connection and a reader. */
export interface Inbox {
  /** So many more are wanted. */
  ask(count: number): void;
  /** A message has come; the next one comes behind `goOn()`. */
  receive(packet: IPublishPacket, goOn: () => void): void;
  /** A connection was made, on which the broker has the session still, or has none. */
  connected(isPresent: boolean): void;
  /** Whether a message was received since it was asked the last time, or waits for demand. */
  isBusy(): boolean;
  /** Takes what still comes, for nobody. */
  release(): void;
}

/**
 * Gives messages as they are wanted, and holds the one that is not; the connection stands still meanwhile.
 *
 * @param acknowledge sends the acknowledgement of a message id, on the connection that it came on
 */
export function inbox(
  session: Session,
  subscriber: Subscriber<Delivery>,
  acknowledge: (messageId: number) => void,
): Inbox {
  const reader = Symbol('reader');
  const delays = new Subscription();
  const again: Arrived[] = [];
  let held: { readonly packet: IPublishPacket; readonly goOn: () => void } | undefined;
  let wanted = 0;
  let isGiving = false;
  let isHeard = false;

  function settle(arrived: Arrived): void {
    const { messageId } = arrived;
    if (session.settle(arrived) && messageId !== undefined) acknowledge(messageId);
  }

  function deliveryOf(arrived: Arrived): Delivery {
    const { value, id, topic: part, at } = arrived;
    let isOpen = true;
    const once = (how: () => void) => {
      if (isOpen && !subscriber.closed) how();
      isOpen = false;
    };
    const comeAgain = () => {
      again.push(arrived);
      give();
    };
    return {
      value,
      id,
      position: { part, at },
      ack: () => once(() => settle(arrived)),
      nak: (delayMs = 0) => once(() => delays.add(timer(delayMs).subscribe(comeAgain))),
      extend() {},
    };
  }

  function takeHeld(): Arrived | undefined {
    if (held === undefined) return undefined;
    const { packet, goOn } = held;
    held = undefined;
    const arrived = session.take(packet, reader);
    goOn();
    return arrived;
  }

  function give(): void {
    if (isGiving) return;
    isGiving = true;
    while (wanted > 0 && !subscriber.closed) {
      const arrived = again.shift() ?? takeHeld();
      if (arrived === undefined) break;
      wanted--;
      subscriber.next(deliveryOf(arrived));
    }
    isGiving = false;
  }

  return {
    ask(count) {
      wanted += count;
      give();
    },
    receive(packet, goOn) {
      isHeard = true;
      const known = session.find(packet);
      if (known?.isAcknowledged === true) settle(known);
      // A reader keeps what it has over a connection that comes back.
      if (subscriber.closed || known?.isAcknowledged === true || known?.reader === reader) {
        goOn();
        return;
      }
      held = { packet, goOn };
      give();
    },
    connected(isPresent) {
      session.connected(isPresent);
      // What the broker keeps comes again by itself.
      if (isPresent && held?.packet.qos === 1) held = undefined;
      const kept = takeHeld();
      if (kept !== undefined) again.push(kept);
      give();
    },
    isBusy() {
      const isBusy = isHeard || held !== undefined;
      isHeard = false;
      return isBusy;
    },
    release() {
      delays.unsubscribe();
      held?.goOn();
      held = undefined;
    },
  };
}
