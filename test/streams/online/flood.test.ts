import { Readable } from 'node:stream';
import { createNetwork, gradientDescent } from 'gradstream';
import {
  acknowledgeAfter,
  bufferBatches,
  closeLoop,
  computeCost,
  decodeExamples,
  dropRepeated,
  gatherExamples,
  iterateOver,
  linesSource,
  natsSink,
  natsSource,
  propagateBackward,
  propagateForward,
  receive,
  type Source,
  updateParameters,
  webhookSource,
} from 'gradstream/streams';
import { concatMap, firstValueFrom, pipe, Subject, tap } from 'rxjs';
import { expect, onTestFinished, test } from 'vitest';
import { goingBrokers } from '../connectors/goingBrokers.js';
import { hasNatsServer, startNatsServer } from '../connectors/natsServer.js';

const EXAMPLES = 1_000;
const BATCH = 10;
const AHEAD = 25;

const numbers = (count: number) => Array.from({ length: count }, (_, i) => i);
const bytesOf = (n: number) => new TextEncoder().encode(String(n));

/** A learner that does not go on from a batch until it is let. */
function slowLearner(source: Source) {
  const go$ = new Subject<void>();
  const delivered = new Set<number>();
  const learnt: number[] = [];
  let mostAhead = 0;
  const decode = (payload: Uint8Array) => {
    const n = Number(new TextDecoder().decode(payload));
    delivered.add(n);
    mostAhead = Math.max(mostAhead, delivered.size - learnt.length);
    return { example: { features: [n / EXAMPLES], label: n % 2 } };
  };
  const subscription = receive(source, { ahead: AHEAD })
    .pipe(
      decodeExamples(decode, { next() {} }),
      dropRepeated(),
      bufferBatches({ count: BATCH }),
      iterateOver(),
      gatherExamples({ features: 1, outputs: 1 }),
      closeLoop(
        createNetwork([1, 1]),
        pipe(
          propagateForward(),
          computeCost(),
          propagateBackward(),
          updateParameters(gradientDescent(0.1)),
          concatMap((step) => firstValueFrom(go$).then(() => step)),
        ),
      ),
      tap(({ deliveries }) => {
        learnt.push(...deliveries.map(({ value }) => Math.round(value.features[0] * EXAMPLES)));
      }),
      acknowledgeAfter(1, () => Promise.resolve()),
    )
    .subscribe();
  onTestFinished(() => subscription.unsubscribe());
  return {
    delivered,
    learnt,
    /** The most that were delivered and had not been learnt. */
    mostAhead: () => mostAhead,
    /** Lets it go on, batch by batch, until something is so. */
    goOnUntil: (isSo: () => boolean) =>
      expect
        .poll(
          () => {
            go$.next();
            return isSo();
          },
          { interval: 1 },
        )
        .toBe(true),
  };
}

for (const [name, start] of Object.entries(goingBrokers)) {
  test.skipIf(start === undefined)(
    `a learner that is much slower than its producer holds no more than it asked for, and learns all, once and in order (needs ${name})`,
    async () => {
      if (start === undefined) return;
      const broker = await start();
      onTestFinished(() => broker.end());
      onTestFinished(() => broker.sink.close());
      const learner = slowLearner(broker.source);
      await broker.sink.send({ value: bytesOf(0), id: '0' });
      // MQTT keeps nothing for a reader that has never been there.
      const warm = async () => {
        if (learner.delivered.size === 0) await broker.sink.send({ value: bytesOf(0), id: '0' });
        return learner.delivered.size > 0;
      };
      await expect.poll(warm, { interval: 50 }).toBe(true);
      const records = numbers(EXAMPLES).slice(1);
      await Promise.all(records.map((n) => broker.sink.send({ value: bytesOf(n), id: String(n) })));
      await expect.poll(() => learner.delivered.size).toBeGreaterThanOrEqual(AHEAD - BATCH);
      await learner.goOnUntil(() => learner.learnt.length === EXAMPLES);
      expect(learner.learnt).toEqual(numbers(EXAMPLES));
      // A batch that is being learnt from makes room for another one.
      expect(learner.mostAhead()).toBeLessThanOrEqual(AHEAD + BATCH);
    },
  );
}

test.skipIf(!hasNatsServer)(
  'a learner of core NATS holds what it asked for and maxBuffered, and counts each example that is dropped (needs nats-server)',
  async () => {
    const server = await startNatsServer();
    onTestFinished(() => server.end());
    const { url } = server;
    const options = { url, subject: 'examples', maxBuffered: 50 };
    let dropped = 0;
    const onDropped = (count: number) => {
      dropped = count;
    };
    const learner = slowLearner(natsSource({ ...options, onDropped }));
    const sink = natsSink({ url, subject: 'examples' });
    onTestFinished(() => sink.close());
    const send = (n: number) => sink.send({ value: bytesOf(n), id: String(n) });
    // What is sent before it listens is nobody's.
    const isHeard = async () => {
      await send(0);
      return learner.delivered.size > 0;
    };
    await expect.poll(isHeard, { interval: 50 }).toBe(true);
    await Promise.all(numbers(EXAMPLES).slice(1).map(send));
    const isAll = () => learner.delivered.size + dropped === EXAMPLES;
    await learner.goOnUntil(isAll);
    expect(dropped).toBeGreaterThan(EXAMPLES / 2);
    expect(learner.mostAhead()).toBeLessThanOrEqual(AHEAD + BATCH);
    expect(learner.learnt).toEqual([...learner.learnt].sort((a, b) => a - b));
  },
);

test('a learner of lines lets the pipe stand still, and learns all of them, once and in order', async () => {
  let pulled = 0;
  let most = 0;
  function* lines() {
    for (const n of numbers(EXAMPLES)) {
      pulled++;
      most = Math.max(most, pulled - learner.learnt.length);
      yield `${n}\n`;
    }
  }
  const pipe$ = () => Readable.from(lines(), { highWaterMark: 4 });
  const learner = slowLearner(linesSource(pipe$));
  await learner.goOnUntil(() => learner.learnt.length === EXAMPLES);
  expect(learner.learnt).toEqual(numbers(EXAMPLES));
  expect(learner.mostAhead()).toBeLessThanOrEqual(AHEAD + BATCH);
  expect(most).toBeLessThan(AHEAD + BATCH + 10);
});

test('a learner of requests refuses what is too much, and learns what is sent again, each once', async () => {
  const listening$ = new Subject<string>();
  const url = firstValueFrom(listening$);
  const learner = slowLearner(
    webhookSource({ port: 0, waiting: 8, onListening: (at) => listening$.next(at) }),
  );
  const address = await url;
  let refused = 0;
  async function post(first: number): Promise<void> {
    const body = numbers(BATCH)
      .map((n) => `${first + n}\n`)
      .join('');
    const headers = {
      'Content-Type': 'application/x-ndjson',
      'Idempotency-Key': String(first),
    };
    for (;;) {
      const { status } = await fetch(address, { method: 'POST', headers, body });
      if (status === 202) return;
      expect(status).toBe(503);
      refused++;
    }
  }
  const all = Promise.all(numbers(EXAMPLES / BATCH).map((n) => post(BATCH * n)));
  await expect.poll(() => refused).toBeGreaterThan(0);
  await learner.goOnUntil(() => learner.learnt.length === EXAMPLES);
  await all;
  expect([...learner.learnt].sort((a, b) => a - b)).toEqual(numbers(EXAMPLES));
  expect(learner.mostAhead()).toBeLessThanOrEqual(AHEAD + BATCH);
});
