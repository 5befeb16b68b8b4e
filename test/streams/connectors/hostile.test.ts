import { createHash } from 'node:crypto';
import { categoricalCrossEntropy, createNetwork, gradientDescent, type Network } from 'gradstream';
import {
  bufferBatches,
  closeLoop,
  computeCost,
  decodeExamples,
  dropRepeated,
  gatherExamples,
  haltOnDivergence,
  inProcess,
  iterateOver,
  type Labelled,
  propagateBackward,
  propagateForward,
  receive,
  type Sink,
  type Source,
  standardizeBatches,
  updateParameters,
} from 'gradstream/streams';
import { lastValueFrom, pipe, take, tap } from 'rxjs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { deadLetters } from '../../../bin/learn/deadLetters.js';
import { codecs, type Format, schema } from './hostileKinds.js';
import { expectLetters, idsUsed } from './hostileLetters.js';
import { type HostileRecord, hostileRecords } from './hostileRecords.js';
import { type Transport, transports, type Ways } from './hostileTransports.js';

/*
 * Malformed, hostile and oversized payloads, with examples among them, through real brokers into a run that learns.
 * GRADSTREAM_PAYLOADS says how many there are in all (20,000 are measured before a release), GRADSTREAM_SEED which.
 */

const payloads = Number(process.env.GRADSTREAM_PAYLOADS ?? 2_000);
const seed = Number(process.env.GRADSTREAM_SEED ?? Date.now() % 2 ** 31);
const ways = transports.reduce((sum, { formats }) => sum + formats.length, 0);
const count = Math.ceil(payloads / ways);

function decoderOf(format: Format) {
  const { decode } = codecs[format];
  return (payload: Uint8Array): { example: Labelled } | { reason: string } => {
    const decoded = decode(payload);
    if ('reason' in decoded) return decoded;
    const { features, label = 0 } = decoded.example;
    return { example: { features, label } };
  };
}

/** Learns from so many batches; gives the ids that were learnt from, in order, and a digest of the parameters. */
async function learn(source: Source, format: Format, sink: Sink, batch: number, batches: number) {
  const used: string[] = [];
  const aside = deadLetters(sink);
  const network = createNetwork([schema.features, 5, schema.classes], {
    loss: categoricalCrossEntropy,
    seed: 1,
  });
  const run$ = receive(source, { ahead: 4 * batch }).pipe(
    decodeExamples(decoderOf(format), aside),
    dropRepeated(),
    bufferBatches({ count: batch }),
    iterateOver(),
    take(batches),
    gatherExamples({ features: schema.features, outputs: schema.classes }),
    standardizeBatches(),
    closeLoop(
      network,
      pipe(
        propagateForward(),
        computeCost(),
        haltOnDivergence(),
        propagateBackward(),
        updateParameters(gradientDescent(0.05)),
      ),
    ),
    tap(({ deliveries }) => {
      for (const delivery of deliveries) {
        used.push(delivery.id);
        delivery.ack();
      }
    }),
  );
  const last = await lastValueFrom(run$);
  await aside.settled();
  return { used, parameters: digestOf(last.network) };
}

function digestOf({ parameters: { W, b } }: Network): string {
  const hash = createHash('sha256');
  for (const { values } of [...W, ...b]) hash.update(Float64Array.from(values));
  return hash.digest('hex');
}

/** A sink that keeps lines. */
function kept() {
  const lines: string[] = [];
  const sink: Sink = {
    name: 'lines',
    send({ value }) {
      lines.push(Buffer.from(value).toString('latin1'));
      return Promise.resolve();
    },
    close: () => Promise.resolve(),
  };
  return { lines, sink };
}

/** What is learnt from the examples among records alone. */
async function learntFromExamples(
  records: readonly HostileRecord[],
  format: Format,
  batch: number,
) {
  const { source, sink } = inProcess();
  const examples = records.filter(({ becomes }) => becomes === 'example');
  for (const { value } of examples) void sink.send({ value });
  const { lines, sink: none } = kept();
  const { parameters } = await learn(source, format, none, batch, examples.length / batch);
  expect(lines).toEqual([]);
  return parameters;
}

async function besiege(transport: Transport, opened: Ways, format: Format): Promise<void> {
  const { batch, ids } = transport;
  const huge = Math.max(1, Math.round(count / 300));
  const records = hostileRecords({ ...transport, format, count, seed, huge });
  const way = await opened.open(format);
  const { lines, sink } = kept();
  const examples = idsUsed(records);
  const [{ used, parameters }] = await Promise.all([
    learn(way.source(), format, sink, batch, examples.length / batch),
    way.send(records),
  ]);
  expect(used.length).toBe(examples.length);
  for (const [i, id] of examples.entries()) if (ids && id !== undefined) expect(used[i]).toBe(id);
  expectLetters(lines, records, ids);
  expect(parameters).toBe(await learntFromExamples(records, format, batch));
}

describe.concurrent.each(transports)(
  `${payloads} payloads that are no examples (seed ${seed}), through $name`,
  (transport) => {
    let opened: Ways | undefined;
    beforeAll(async () => {
      if (transport.installed) opened = await transport.start();
    });
    afterAll(() => opened?.end());

    test.skipIf(!transport.installed).each(transport.formats)(
      '%s: each is put aside with its reason, and what is learnt is what the examples say',
      async (format) => {
        if (opened !== undefined) await besiege(transport, opened, format);
      },
      20_000 + 20 * payloads,
    );
  },
);

test('no prototype has been touched', () => {
  const polluted: Record<string, unknown> = {};
  expect([polluted.features, polluted.label, polluted.id]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});
