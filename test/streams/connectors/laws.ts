import { setTimeout } from 'node:timers/promises';
import type { Delivery, Positions, Sink, Source } from 'gradstream/streams';
import { Subject, type Subscription } from 'rxjs';
import { afterEach, describe, expect, test } from 'vitest';

/** One empty topic of a broker that runs. */
export interface Rig {
  /** Another handle on the same topic, and the same reader of it, each time. */
  source(): Source;
  sink(): Sink;
  /** Ends the broker and starts it again on the same port, with what it has kept. */
  restart?(): Promise<void>;
  /** Connections to the broker that are open. */
  connections?(): Promise<number>;
  /** Ends what the rig has begun. */
  end(): Promise<void>;
}

/** What a broker makes possible besides what its sources say. */
export interface RigOptions {
  /** Whether the topic keeps what was sent before somebody reads it. Default true. */
  readonly keeps?: boolean;
  /** Whether ids that senders give come with deliveries. Default true. */
  readonly ids?: boolean;
  /** Whether a record may hold a newline. Default true. */
  readonly newlines?: boolean;
  /** The largest record. Default 100,000 bytes. */
  readonly largest?: number;
  /** A source on a port where nobody listens. */
  readonly nowhere?: () => Source;
}

/** A reader of a test: what it has got, and what it asks for. */
export class Reader {
  readonly got: Delivery[] = [];
  error: unknown;
  isOver = false;
  readonly #demand$ = new Subject<number>();
  readonly #subscription: Subscription;

  constructor(source: Source, after?: Positions) {
    this.#subscription = source.open({ demand$: this.#demand$, after }).subscribe({
      next: (delivery) => this.got.push(delivery),
      error: (error) => {
        this.error = error;
      },
      complete: () => {
        this.isOver = true;
      },
    });
  }

  ask(count: number): this {
    this.#demand$.next(count);
    return this;
  }

  /** Waits until so many have come. */
  async until(count: number): Promise<readonly Delivery[]> {
    await expect.poll(() => this.error ?? this.got.length, { interval: 5 }).toBe(count);
    return this.got;
  }

  close(): void {
    this.#subscription.unsubscribe();
  }
}

const bytes = (text: string) => new TextEncoder().encode(text);
const textsOf = (deliveries: readonly Delivery[]) =>
  deliveries.map(({ value }) => new TextDecoder().decode(value));

/** Long enough for what should not come to have come. */
const quiet = () => setTimeout(150);

/**
 * The laws of sources and sinks, for one adapter over a real broker.
 *
 * @param start makes a topic that nobody else uses
 */
export function connectorLaws(
  name: string,
  start: () => Promise<Rig>,
  { keeps = true, ids = true, newlines = true, largest = 100_000, nowhere }: RigOptions = {},
): void {
  describe(name, () => {
    const opened: (Reader | Rig | Sink)[] = [];
    afterEach(async () => {
      // Readers and sinks before the broker that they are connected to.
      for (const each of opened.splice(0).reverse())
        await ('end' in each ? each.end() : each.close());
    });

    const rigged = async () => {
      const rig = await start();
      opened.push(rig);
      return rig;
    };
    const reading = async (rig: Rig, after?: Positions) => {
      const reader = new Reader(rig.source(), after);
      opened.push(reader);
      // Who keeps nothing gives what is sent from now on.
      if (!keeps) await quiet();
      return reader;
    };
    /** A topic with records, and a reader that has asked for nothing yet. */
    async function filled(texts: readonly string[]) {
      const rig = await rigged();
      const sink = rig.sink();
      opened.push(sink);
      if (keeps) for (const text of texts) await sink.send({ value: bytes(text) });
      const reader = await reading(rig);
      if (!keeps) {
        reader.ask(texts.length);
        for (const text of texts) await sink.send({ value: bytes(text) });
      }
      return { rig, sink, reader };
    }
    const abilities = async () => (await rigged()).source().abilities;

    test('gives what was sent, in order, byte for byte', async () => {
      const rig = await rigged();
      const sink = rig.sink();
      opened.push(sink);
      const reader = (await reading(rig)).ask(1000);
      const values = [
        new Uint8Array(0),
        Uint8Array.from({ length: 256 }, (_, i) => i).filter((byte) => newlines || byte !== 0x0a),
        new Uint8Array(largest).fill(7),
        ...Array.from({ length: 200 }, (_, i) => bytes(`record ${i} \u{1f408}`)),
      ];
      await Promise.all(values.map((value) => sink.send({ value })));
      const got = await reader.until(values.length);
      expect(got.map(({ value }) => Buffer.from(value).toString('base64'))).toEqual(
        values.map((value) => Buffer.from(value).toString('base64')),
      );
      expect(new Set(got.map(({ id }) => id)).size).toBe(values.length);
    });

    test('takes records at any moment, those behind the last answer too', async () => {
      const rig = await rigged();
      const sink = rig.sink();
      opened.push(sink);
      (await reading(rig)).ask(1000);
      for (let turns = 0; turns < 12; turns++) {
        await Promise.all([0, 1].map((i) => sink.send({ value: bytes(`${turns} ${i}`) })));
        for (let turn = 0; turn < turns; turn++) await Promise.resolve();
      }
    });

    test('gives no more than is asked for', async () => {
      const rig = await rigged();
      const sink = rig.sink();
      opened.push(sink);
      const reader = await reading(rig);
      reader.ask(3);
      const sent = Promise.allSettled(
        Array.from({ length: 10 }, (_, i) => sink.send({ value: bytes(`${i}`) })),
      );
      // Where nothing is kept, a record may be on its way until somebody asks for it.
      if (keeps) await sent;
      await reader.until(3);
      await quiet();
      expect(textsOf(reader.got)).toEqual(['0', '1', '2']);
      if (!keeps) return;
      reader.ask(2).ask(1);
      await reader.until(6);
      await quiet();
      expect(textsOf(reader.got)).toEqual(['0', '1', '2', '3', '4', '5']);
    });

    test('gives a record with the id that its sender gave it', async () => {
      const rig = await rigged();
      const sink = rig.sink();
      opened.push(sink);
      const reader = (await reading(rig)).ask(2);
      await sink.send({ value: bytes('a'), id: 'first' });
      await sink.send({ value: bytes('b'), id: 'second "\u{e9}"' });
      const got = await reader.until(2);
      if (ids) expect(got.map(({ id }) => id)).toEqual(['first', 'second "\u{e9}"']);
      else expect(new Set(got.map(({ id }) => id)).size).toBe(2);
    });

    test('gives again what was not acknowledged, and nothing that was', async () => {
      if (!(await abilities()).redelivers) return;
      const { rig, reader } = await filled(['a', 'b', 'c', 'd', 'e', 'f']);
      const got = await reader.ask(5).until(5);
      for (const i of [0, 1, 3]) got[i].ack();
      got[3].nak();
      await quiet();
      reader.close();
      const second = (await reading(rig)).ask(3);
      expect(textsOf(await second.until(3))).toEqual(['c', 'e', 'f']);
      expect(second.got[0].id).toBe(got[2].id);
      expect(second.got[0].position).toEqual(got[2].position);
    });

    test('gives again what was refused, after its delay', async () => {
      if (!(await abilities()).redelivers) return;
      const { reader } = await filled(['a', 'b']);
      reader.ask(4);
      const [first, second] = await reader.until(2);
      const beganMs = performance.now();
      second.ack();
      first.nak(300);
      first.ack();
      const [, , again] = await reader.until(3);
      expect(performance.now() - beganMs).toBeGreaterThanOrEqual(290);
      expect(again.id).toBe(first.id);
      again.ack();
      again.extend();
    });

    test('begins behind a position', async () => {
      if (!(await abilities()).resumes) return;
      const { rig, reader } = await filled(['a', 'b', 'c', 'd', 'e']);
      const got = await reader.ask(5).until(5);
      const { part, at } = got[1].position;
      for (const each of got) each.ack();
      await quiet();
      reader.close();
      const second = (await reading(rig, { [part]: at })).ask(10);
      expect(textsOf(await second.until(3))).toEqual(['c', 'd', 'e']);
    });

    test('goes on when its broker was away, and loses nothing that the broker keeps', async () => {
      const { rig, sink, reader } = await filled(['a', 'b']);
      if (rig.restart === undefined) return;
      reader.ask(10);
      await reader.until(2);
      for (const each of reader.got) each.ack();
      await quiet();
      await rig.restart();
      await sink.send({ value: bytes('c') });
      const arrived = async () => {
        // Where nothing is kept, the reader may have been on its way back.
        if (!keeps) await sink.send({ value: bytes('c') });
        return textsOf(reader.got);
      };
      await expect.poll(arrived, { interval: 100 }).toContain('c');
    });

    test('leaves no connection behind', async () => {
      const { rig, sink, reader } = await filled(['a']);
      if (rig.connections === undefined) return;
      await reader.ask(1).until(1);
      reader.close();
      await sink.close();
      await expect.poll(() => rig.connections?.(), { interval: 20 }).toBe(0);
    });

    test('fails with one line where nobody listens', async () => {
      if (nowhere === undefined) return;
      const reader = new Reader(nowhere());
      opened.push(reader);
      reader.ask(1);
      await expect.poll(() => reader.error, { interval: 20 }).toBeDefined();
      expect(reader.error).toMatchObject({ name: 'ConnectorError' });
      expect(String(reader.error)).not.toContain('\n');
      expect(String(reader.error)).toContain(nowhere().name);
    });
  });
}
