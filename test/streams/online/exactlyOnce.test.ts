import { createHash } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { createNetwork, decodeRunState, encodeRunState, momentum } from 'gradstream';
import {
  acknowledgeAfter,
  closeLoop,
  computeCost,
  decodeExamples,
  dropRepeated,
  gatherExamples,
  inProcess,
  iterateOver,
  jetStreamSink,
  jetStreamSource,
  propagateBackward,
  propagateForward,
  receive,
  type Source,
  updateParameters,
} from 'gradstream/streams';
import { bufferCount, delay, firstValueFrom, identity, lastValueFrom, pipe, take, tap } from 'rxjs';
import { expect, onTestFinished, test } from 'vitest';
import { hasNatsServer, startNatsServer } from '../connectors/natsServer.js';
import { readSensor, sensorRecord } from './sensor.js';

const BATCH = 8;
const EXAMPLES = 2000;
const network = createNetwork([2, 3, 1], { seed: 7 });

type Files = Record<string, Uint8Array>;

/** Learns from a source, from a saved state on, until so many iterations are saved or it is cut off. */
async function learn(
  source: Source,
  saved: Files | undefined,
  {
    until,
    cutAt = Infinity,
    saveMs = 0,
    stepMs = 0,
  }: { until: number; cutAt?: number; saveMs?: number; stepMs?: number },
): Promise<Files | undefined> {
  let files = saved;
  const state = saved && decodeRunState(saved, network);
  const run$ = receive(source, { ahead: 37, after: state?.intake?.positions }).pipe(
    decodeExamples(readSensor, { next: ({ delivery }) => delivery.ack() }),
    dropRepeated({ from: state?.intake?.ids }),
    bufferCount(BATCH),
    iterateOver({ resume: state }),
    take(Math.min(until, cutAt) - (state?.iteration ?? 0)),
    gatherExamples({ features: 2, outputs: 1 }),
    closeLoop(
      state?.learner ?? network,
      pipe(
        propagateForward(),
        computeCost(),
        propagateBackward(),
        updateParameters(momentum(0.5)),
        stepMs > 0 ? delay(stepMs) : identity,
      ),
    ),
    acknowledgeAfter(5, async (next) => {
      // What a process saves when it is cut off is lost.
      if (next.iteration % 5 !== 0) throw new Error('cut off');
      if (saveMs > 0) await setTimeout(saveMs);
      files = encodeRunState(next);
    }),
  );
  await lastValueFrom(run$, { defaultValue: undefined });
  return files;
}

const digestOf = (files: Files | undefined) => {
  const hash = createHash('sha256');
  for (const [name, bytes] of Object.entries(files ?? {})) {
    if (name !== 'state.json') hash.update(name).update(bytes);
  }
  return hash.digest('hex');
};

test('a run that is cut off again and again uses each example once, and ends with the same bits', async () => {
  const whole = inProcess();
  for (let i = 0; i < EXAMPLES; i++) void whole.sink.send(sensorRecord(i));
  const until = EXAMPLES / BATCH;
  const undisturbed = await learn(whole.source, undefined, { until });
  expect(undisturbed).toBeDefined();

  const { source, sink } = inProcess();
  for (let i = 0; i < EXAMPLES; i++) {
    void sink.send(sensorRecord(i));
    // Some come twice, at once or much later, and some cannot be read.
    if (i % 7 === 0) void sink.send(sensorRecord(i));
    if (i % 11 === 0 && i > 300) void sink.send(sensorRecord(i - 300));
    if (i % 13 === 0) void sink.send({ value: Uint8Array.of(1, 2, 3) });
  }
  let files: Files | undefined;
  for (const cutAt of [3, 11, 12, 13, 40, 97, 98, 140, 200, 201, 249]) {
    files = await learn(source, files, { until, cutAt });
  }
  files = await learn(source, files, { until });
  expect(digestOf(files)).toBe(digestOf(undisturbed));
});

test.skipIf(!hasNatsServer)(
  'a run whose deliveries come again because saving takes longer than the broker waits uses each example once (needs nats-server)',
  async () => {
    const whole = inProcess();
    for (let i = 0; i < EXAMPLES; i++) void whole.sink.send(sensorRecord(i));
    const until = EXAMPLES / BATCH;
    const undisturbed = await learn(whole.source, undefined, { until });

    const server = await startNatsServer();
    onTestFinished(() => server.end());
    await server.addStream('EXAMPLES', 'examples');
    const sink = jetStreamSink({ url: server.url, subject: 'examples' });
    await Promise.all(Array.from({ length: EXAMPLES }, (_, i) => sink.send(sensorRecord(i))));
    await sink.close();
    const options = { url: server.url, stream: 'EXAMPLES', durable: 'trainer', ackWaitMs: 100 };
    const source = jetStreamSource(options);
    let repeated = 0;
    const counted: Source = {
      ...source,
      open(opening) {
        const known = new Set<string>();
        return source.open(opening).pipe(
          tap(({ id }) => {
            if (known.has(id)) repeated++;
            known.add(id);
          }),
        );
      },
    };
    let files: Files | undefined;
    // Slow, so that what is not acknowledged comes again before all has been learnt.
    for (const cutAt of [40, 98, 200, Infinity])
      files = await learn(counted, files, { until, cutAt, saveMs: 250, stepMs: 4 });
    expect(digestOf(files)).toBe(digestOf(undisturbed));
    expect(repeated).toBeGreaterThan(100);
  },
);

test('what is learnt from is acknowledged when it is saved, and not before', async () => {
  const { source, sink } = inProcess();
  for (let i = 0; i < 48; i++) void sink.send(sensorRecord(i));
  await learn(source, undefined, { until: 5 });
  const first = await firstValueFrom(receive(source));
  expect(first.id).toBe('s40');
});
