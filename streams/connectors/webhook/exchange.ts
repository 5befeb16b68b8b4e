import type { Delivery, Position } from '../delivery.js';

/** When to come again behind an answer that nobody has given in time. */
const LATE_MS = 1_000;

/** What an exchange is about. */
export interface ExchangeOptions {
  /** The records of a request. */
  readonly records: Iterator<Pick<Delivery, 'value' | 'id'>>;
  /** Of the next record that is taken, from whichever request. */
  readonly position: () => Position;
  /** How long its sender waits from now on, and from each `extend()` on. */
  readonly answerMs: number;
  /** Answers it, once. `retryMs` is for a refusal: when to come again; undefined when all is acknowledged. */
  readonly answer: (retryMs: number | undefined) => void;
}

/** A request that has been read, until it is answered. */
export interface Exchange {
  /** It has records that have not been taken, and its sender waits. */
  readonly isWaiting: boolean;
  /** The next record; undefined when all have been taken, or it has been answered. */
  take(): Delivery | undefined;
  /** Its sender has gone, or another answer was given: what is left of it is dropped. */
  end(): void;
}

/**
 * An exchange is answered when all its records are acknowledged, when one is refused, and when its time is up.
 */
export function openExchange({ records, position, answerMs, answer }: ExchangeOptions): Exchange {
  let ahead = records.next();
  let unsettled = 0;
  let isOver = false;
  const late = setTimeout(() => finish(LATE_MS), answerMs);

  function end(): void {
    isOver = true;
    clearTimeout(late);
  }

  function finish(retryMs?: number): void {
    if (isOver) return;
    end();
    answer(retryMs);
  }

  function finishWhenSettled(): void {
    if (ahead.done && unsettled === 0) finish();
  }

  finishWhenSettled();
  return {
    get isWaiting() {
      return !isOver && !ahead.done;
    },
    end,
    take() {
      if (isOver || ahead.done) return undefined;
      const { value, id } = ahead.value;
      ahead = records.next();
      unsettled++;
      let isOpen = true;
      return {
        value,
        id,
        position: position(),
        ack() {
          if (!isOpen) return;
          isOpen = false;
          unsettled--;
          finishWhenSettled();
        },
        nak(delayMs = 0) {
          if (isOpen) finish(delayMs);
          isOpen = false;
        },
        extend() {
          if (isOpen && !isOver) late.refresh();
        },
      };
    },
  };
}
