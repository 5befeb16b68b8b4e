import { setTimeout } from 'node:timers/promises';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { jetStreamSource } from 'gradstream/streams';
import { firstValueFrom, interval, Subject, take, toArray } from 'rxjs';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { bytes, natsRig, textOf } from './natsRig.js';
import { cuttable, hasNatsServer } from './natsServer.js';

describe.skipIf(!hasNatsServer)('jetStreamSource() (needs nats-server)', () => {
  const { server, opened, emptyStream, read } = natsRig();

  test('gives 10,000 messages in order, each once', async () => {
    const { sink, source } = await emptyStream();
    const texts = Array.from({ length: 10_000 }, (_, i) => String(i));
    await Promise.all(texts.map((text) => sink.send({ value: bytes(text), id: `id ${text}` })));
    const demand$ = new Subject<number>();
    const all = firstValueFrom(source().open({ demand$ }).pipe(take(texts.length), toArray()));
    const reading = source({ durable: 'acknowledging' })
      .open({ demand$ })
      .subscribe((delivery) => {
        delivery.ack();
        demand$.next(1);
      });
    opened.push(reading);
    demand$.next(100);
    const got = await all;
    expect(got.map(textOf)).toEqual(texts);
    expect(got.map(({ id }) => id)).toEqual(texts.map((text) => `id ${text}`));
    expect(got.map(({ position }) => Number(position.at))).toEqual(texts.map((_, i) => i + 1));
  });

  test('gives again what was not settled within ackWaitMs, and not what is extended', async () => {
    const { send, source } = await emptyStream();
    await send('extended', 'forgotten');
    const reader = read(source({ ackWaitMs: 400 }));
    reader.ask(4);
    await reader.until(['extended', 'forgotten']);
    opened.push(interval(50).subscribe(() => reader.got[0].extend()));
    await reader.until(['extended', 'forgotten', 'forgotten', 'forgotten']);
    expect(new Set(reader.got.map(({ id }) => id)).size).toBe(2);
  });

  test('gives what a crashed reader had in hand before anything else', async () => {
    const { stream, send, source } = await emptyStream();
    await send('a', 'b', 'c', 'd', 'e');
    const first = read(source());
    first.ask(1);
    await first.until(['a']);
    first.got[0].ack();
    first.close();
    await steal(stream, 3);
    const second = read(source());
    second.ask(10);
    await second.until(['b', 'c', 'd', 'e']);
  });

  test('gives what a reader had in hand through a restart of the server to the next one, in order', async () => {
    const { send, source } = await emptyStream();
    const texts = Array.from({ length: 60 }, (_, i) => String(i));
    await send(...texts);
    const first = read(source());
    first.ask(20);
    await first.until(texts.slice(0, 20));
    for (const delivery of first.got.slice(0, 10)) delivery.ack();
    await server().restart();
    first.ask(20);
    await first.until(texts.slice(0, 40));
    for (const delivery of first.got.slice(10, 15)) delivery.ack();
    first.close();
    const second = read(source());
    second.ask(100);
    // A server that was killed may deliver something twice.
    await expect.poll(() => [...new Set(second.texts())]).toEqual(texts.slice(15));
  });

  test('gives the rest of what comes again before what is newer, when the server is ended meanwhile', async () => {
    const { send, source } = await emptyStream();
    const texts = Array.from({ length: 60 }, (_, i) => String(i));
    await send(...texts);
    const first = read(source());
    first.ask(40);
    await first.until(texts.slice(0, 40));
    first.close();
    const second = read(source());
    second.ask(20);
    await second.until(texts.slice(0, 20));
    await server().restart();
    second.ask(40);
    await expect.poll(() => [...new Set(second.texts())], { timeout: 15_000 }).toEqual(texts);
  });

  test('gives what the last reader gave back in order, though it had asked for more', async () => {
    const { send, source } = await emptyStream();
    const texts = Array.from({ length: 40 }, (_, i) => String(i));
    await send(...texts);
    for (let time = 0; time < 5; time++) {
      const reader = read(source());
      reader.ask(100);
      await reader.until(texts);
      reader.close();
    }
  });

  test('gives what went to nobody before what is newer', async () => {
    const { stream, send, source } = await emptyStream();
    await send('a', 'b', 'c', 'd');
    const reader = read(source());
    reader.ask(2);
    await reader.until(['a', 'b']);
    await steal(stream, 1);
    reader.ask(10);
    await reader.until(['a', 'b', 'c', 'd']);
  });

  test('gives a server that is slow to deliver again more time', async () => {
    const { stream, send, source } = await emptyStream();
    await send('a', 'b', 'c', 'd', 'e', 'f');
    const reader = read(source());
    reader.ask(3);
    await reader.until(['a', 'b', 'c']);
    await steal(stream, 1);
    onTestFinished(() => {
      vi.useRealTimers();
    });
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    reader.ask(10);
    // Its time is ten times as fast as that of the server.
    while (reader.texts().length < 6) {
      await vi.advanceTimersByTimeAsync(50);
      await setTimeout(5);
    }
    expect(reader.texts()).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
  });

  test('gives what a lost connection swallowed before anything else, and nothing that is in hand', async () => {
    const { stream, send } = await emptyStream();
    await send('a', 'b', 'c', 'd', 'e', 'f');
    const wire = await cuttable(server().url);
    onTestFinished(() => wire.end());
    const reader = read(jetStreamSource({ url: wire.url, stream, durable: 'reader' }));
    reader.ask(3);
    await reader.until(['a', 'b', 'c']);
    reader.got[0].ack();
    reader.got[1].nak(100_000);
    await steal(stream, 2);
    wire.cut();
    reader.ask(10);
    await reader.until(['a', 'b', 'c', 'd', 'e', 'f']);
    reader.close();
  });

  test('asks again when nothing is heard of a request', async () => {
    const { stream, send, source } = await emptyStream();
    await send('a', 'b');
    onTestFinished(() => {
      vi.useRealTimers();
    });
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const reader = read(source());
    reader.ask(1);
    await reader.until(['a']);
    reader.got[0].ack();
    await deleteConsumer(stream);
    // Nobody answers a request to a consumer that is not there.
    reader.ask(1);
    await vi.advanceTimersByTimeAsync(30_000);
    await reader.until(['a', 'b']);
  });

  /** Has the next messages delivered to somebody who does nothing with them. */
  async function steal(stream: string, amount: number) {
    await server().over(async (connection) => {
      const consumer = await jetstream(connection).consumers.get(stream, 'reader');
      const messages = await consumer.fetch({ max_messages: amount });
      let stolen = 0;
      for await (const _ of messages) if (++stolen === amount) break;
    });
  }

  test('begins behind a position with the same durable name, and goes on from there', async () => {
    const { stream, send, source } = await emptyStream();
    await send('a', 'b', 'c');
    const first = read(source());
    first.ask(3);
    await first.until(['a', 'b', 'c']);
    for (const delivery of first.got) delivery.ack();
    first.close();
    const second = read(source(), { [stream]: '1' });
    second.ask(1);
    await second.until(['b']);
    second.got[0].ack();
    second.close();
    const third = read(source());
    third.ask(5);
    await third.until(['c']);
    expect(await consumersOf(stream)).toEqual(['reader']);
  });

  test('without a durable name gives all, each time, and leaves no consumer behind', async () => {
    const { stream, send, subject } = await emptyStream();
    await send('a', 'b');
    const source = jetStreamSource({ url: server().url, stream, subject });
    for (let time = 0; time < 2; time++) {
      const reader = read(source);
      reader.ask(2);
      await reader.until(['a', 'b']);
      for (const delivery of reader.got) delivery.ack();
      expect(await consumersOf(stream)).toHaveLength(1);
      reader.close();
      await expect.poll(() => consumersOf(stream)).toEqual([]);
    }
  });

  const deleteConsumer = (stream: string) =>
    server().over(async (connection) => {
      const { consumers } = await jetstreamManager(connection);
      await consumers.delete(stream, 'reader');
    });

  const consumersOf = (stream: string) =>
    server().over(async (connection) => {
      const { consumers } = await jetstreamManager(connection);
      return (await consumers.list(stream).next()).map(({ name }) => name);
    });

  test('goes on where it was when its consumer is deleted', async () => {
    const { stream, send, source } = await emptyStream();
    await send('a', 'b');
    const reader = read(source());
    reader.ask(10);
    await reader.until(['a', 'b']);
    for (const delivery of reader.got) delivery.ack();
    await deleteConsumer(stream);
    await send('c');
    await reader.until(['a', 'b', 'c']);
  });

  test('fails in one line when there is no such stream, also when it is deleted', async () => {
    const { stream, source } = await emptyStream();
    const line = (name: string) =>
      `ConnectorError: Cannot read ${server().url}/${name}: stream not found`;
    const nowhere = read(jetStreamSource({ url: server().url, stream: 'NOWHERE' }));
    await nowhere.failed().toBe(line('NOWHERE'));
    const reader = read(source());
    reader.ask(1);
    await expect.poll(() => consumersOf(stream)).toEqual(['reader']);
    await server().over(async (connection) => {
      const { streams } = await jetstreamManager(connection);
      await streams.delete(stream);
    });
    await reader.failed().toBe(line(stream));
  });

  test('fails in one line when the durable reader reads something else', async () => {
    const { stream, send, source } = await emptyStream();
    await send('a');
    const reader = read(source());
    reader.ask(1);
    await reader.until(['a']);
    const other = read(source({ subject: `own.${stream}` }));
    await other
      .failed()
      .toBe(
        `ConnectorError: Cannot read ${server().url}/${stream}: its consumer reader reads all subjects, not own.${stream}`,
      );
  });

  test('closed while it connects, leaves no connection behind', async () => {
    const { source, sink } = await emptyStream();
    await sink.close();
    const reader = read(source());
    reader.close();
    await expect.poll(() => server().connections()).toBe(0);
  });
});
