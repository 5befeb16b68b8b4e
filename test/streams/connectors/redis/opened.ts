import type { Delivery, OpenOptions, Source } from 'gradstream/streams';
import { Subject } from 'rxjs';
import { expect } from 'vitest';

/** A source that a test has opened. */
export interface Opened {
  readonly got: readonly Delivery[];
  error: unknown;
  ask(count: number): void;
  /** Waits until so many have come, and no fewer. */
  until(count: number): Promise<readonly Delivery[]>;
  /** Waits for its error, as text. */
  failed(): Promise<string>;
  close(): void;
}

/** Opens a source and asks for `ask` deliveries. `take` is called with each. */
export function opened(
  source: Source,
  {
    ask = 0,
    after,
    take = () => {},
  }: { ask?: number; after?: OpenOptions['after']; take?: (delivery: Delivery) => void } = {},
): Opened {
  const got: Delivery[] = [];
  const demand$ = new Subject<number>();
  const subscription = source.open({ demand$, after }).subscribe({
    next: (delivery) => {
      got.push(delivery);
      take(delivery);
    },
    error: (error) => {
      reader.error = error;
    },
  });
  const reader: Opened = {
    got,
    error: undefined,
    ask: (count) => demand$.next(count),
    async until(count) {
      await expect.poll(() => reader.error ?? got.length, { interval: 5 }).toBe(count);
      return got;
    },
    async failed() {
      await expect.poll(() => reader.error, { interval: 5 }).toBeDefined();
      return String(reader.error);
    },
    close: () => subscription.unsubscribe(),
  };
  reader.ask(ask);
  return reader;
}

/** The values of deliveries as texts. */
export function textsOf(deliveries: readonly Delivery[]): string[] {
  return deliveries.map(({ value }) => new TextDecoder().decode(value));
}

/** Texts as records. */
export function recordsOf(texts: readonly string[]) {
  return texts.map((text) => ({ value: new TextEncoder().encode(text) }));
}

/** '0' to 'count - 1'. */
export function numbers(count: number): string[] {
  return Array.from({ length: count }, (_, i) => `${i}`);
}
