import {
  type Delivery,
  type JetStreamSourceOptions,
  jetStreamSink,
  jetStreamSource,
  type Positions,
  type Sink,
  type Source,
} from 'gradstream/streams';
import { Subject } from 'rxjs';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { type NatsServer, startNatsServer } from './natsServer.js';

export const bytes = (text: string) => new TextEncoder().encode(text);
export const textOf = ({ value }: { value: Uint8Array }) => new TextDecoder().decode(value);

/** A server for the tests of a `describe`, and what they open: it is closed after each. */
export function natsRig() {
  let server: NatsServer;
  let count = 0;
  const opened: { unsubscribe(): void }[] = [];
  const sinks: Sink[] = [];
  beforeAll(async () => {
    server = await startNatsServer();
  });
  afterEach(async () => {
    for (const each of opened.splice(0)) each.unsubscribe();
    for (const each of sinks.splice(0)) await each.close();
  });
  afterAll(() => server.end());

  const sinking = <T extends Sink>(sink: T): T => {
    sinks.push(sink);
    return sink;
  };

  /** A stream of its own for a test. */
  async function emptyStream() {
    const stream = `OWN_${count++}`;
    const subject = `own.${stream}`;
    const { url } = server;
    await server.addStream(stream, subject);
    const sink = sinking(jetStreamSink({ url, subject }));
    return {
      stream,
      subject,
      sink,
      send: (...texts: string[]) =>
        Promise.all(texts.map((text) => sink.send({ value: bytes(text) }))),
      source: (options: Partial<JetStreamSourceOptions> = {}) =>
        jetStreamSource({ url, stream, durable: 'reader', ...options }),
    };
  }

  function read(source: Source, after?: Positions) {
    const got: Delivery[] = [];
    const demand$ = new Subject<number>();
    let error: unknown;
    const subscription = source.open({ demand$, after }).subscribe({
      next: (delivery) => got.push(delivery),
      error: (reason: unknown) => {
        error = reason;
      },
    });
    opened.push(subscription);
    const texts = () => got.map(textOf);
    return {
      got,
      texts,
      ask: (wanted: number) => demand$.next(wanted),
      until: (expected: readonly string[]) =>
        expect.poll(() => error ?? texts(), { interval: 5 }).toEqual(expected),
      failed: () => expect.poll(() => String(error), { interval: 5 }),
      close: () => subscription.unsubscribe(),
    };
  }

  return {
    server: () => server,
    /** A name that nobody else uses. */
    unused: (what: string) => `${what}-${count++}`,
    /** Is unsubscribed from after the test. */
    opened,
    sinking,
    emptyStream,
    read,
  };
}
