import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Objm } from '@nats-io/obj';
import { decodeSafetensors, loadNewestCheckpoint } from 'gradstream';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { hasNatsServer, startNatsServer } from '../../streams/connectors/natsServer.js';
import { hasRedis, redisServer } from '../../streams/connectors/redis/redisServer.js';
import { events } from '../command.js';
import { linesOf } from '../examplesAsLines.js';
import { startLearningHere } from '../learnHere.js';
import { coveredIn, lifeIn, recordsIn } from './publishedRecords.js';

let folder: string;
const opened: { end(): Promise<void> }[] = [];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gradstream-learn-publishes-'));
});
afterEach(async () => {
  for (const server of opened.splice(0)) await server.end();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function opening<T extends { end(): Promise<void> }>(starting: Promise<T>): Promise<T> {
  const server = await starting;
  opened.push(server);
  return server;
}

const learning = ['--from', '-', '--format', 'csv', '--features', '2', '--batch-size', '4'];
const upTo = (count: number) => Array.from({ length: count }, (_, i) => i + 1);

describe.skipIf(!hasRedis)('gradstream learn --publish to Redis (redis-server)', () => {
  test('sends cost, life, and how well it has predicted, how many examples and how many unreadable', async () => {
    const server = await opening(redisServer());
    const { terminal, ended } = startLearningHere(
      ...learning,
      ...['--report-every', '10', '--publish', `${server.url}/live`, '--json'],
      ...['--run', join(folder, 'sensors'), '--save-every', '20'],
    );
    terminal.stdin.end(linesOf(160, { unreadable: 5 }));
    const { stdout, stderr } = await ended;
    expect(stderr).toBe('');
    const records = await recordsIn(server, 'live');
    expect(coveredIn(records, 'sensors/train/cost')).toEqual(upTo(40));
    const life = lifeIn(records, 'sensors/run/events');
    expect(life.filter((each) => !each.startsWith('check'))).toEqual(['started 0', 'finished 40']);
    expect(life).toContain('checkpoint 40');
    const seriesOf = (name: string) =>
      records
        .filter(({ topic }) => topic === `sensors/online/${name}`)
        .flatMap(({ x = [], y = [] }) => x.map((iteration, i) => [iteration, y[i]]));
    const reports = events(stdout).filter(({ type }) => type === 'report');
    const told = (name: string) => reports.map((report) => [report.iteration, report[name]]);
    expect(seriesOf('accuracy')).toEqual(told('recentAccuracy'));
    expect(seriesOf('cost')).toEqual(told('cost'));
    expect(seriesOf('examples')).toEqual(told('examples'));
    expect(seriesOf('unreadable')).toEqual(told('unreadable'));
    expect(reports).toHaveLength(4);
    expect(reports.at(-1)).toMatchObject({ examples: 160, unreadable: 5 });
  });

  test('says that it was stopped, when it was', async () => {
    const server = await opening(redisServer());
    const { terminal, ended } = startLearningHere(
      ...learning,
      ...['--publish', `${server.url}/live`, '--json', '--report-every', '5'],
    );
    terminal.stdin.write(linesOf(20));
    const told = () =>
      recordsIn(server, 'live').then((records) => coveredIn(records, 'learn/train/cost'));
    await expect.poll(told, { timeout: 20_000 }).toEqual(upTo(5));
    terminal.interrupt$.next();
    await ended;
    const records = await recordsIn(server, 'live');
    expect(lifeIn(records, 'learn/run/events')).toEqual(['started 0', 'stopped 5']);
    terminal.stdin.end();
  });

  test('puts models under a key, the last with the parameters of the last state', async () => {
    const server = await opening(redisServer());
    const run = join(folder, 'models');
    const { terminal, ended } = startLearningHere(
      ...learning,
      ...['--publish-models', `${server.url}/model?key`, '--publish-models-every', '10'],
      ...['--run', run, '--no-standardize'],
    );
    terminal.stdin.end(linesOf(100));
    await ended;
    const value = await server.client.getBuffer('model');
    const { checkpoint } = await loadNewestCheckpoint(join(run, 'checkpoints'));
    const saved = checkpoint?.files['parameters.safetensors'] ?? Uint8Array.of();
    const digest = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
    expect(checkpoint?.iteration).toBe(25);
    expect(digest(value ?? Uint8Array.of())).toBe(digest(saved));
  });
});

describe.skipIf(!hasNatsServer)(
  'gradstream learn --publish-models to JetStream (nats-server)',
  () => {
    test('puts models into the object store, with the statistics of features', async () => {
      const server = await opening(startNatsServer());
      const run = join(folder, 'objects');
      const { terminal, written, ended } = startLearningHere(
        ...learning,
        ...['--publish-models', `${server.url}/models?objects`, '--run', run],
      );
      terminal.stdin.end(linesOf(100));
      await ended;
      expect(written.stderr).toBe('');
      const value = await server.over(async (connection) => {
        const store = await new Objm(connection).open('models');
        const info = await store.info('model');
        expect(info?.headers?.get('Nats-Msg-Id')).toMatch(/^25-[0-9a-f]{64}$/);
        return store.getBlob('model');
      });
      const { checkpoint } = await loadNewestCheckpoint(join(run, 'checkpoints'));
      const saved = decodeSafetensors(
        checkpoint?.files['parameters.safetensors'] ?? Uint8Array.of(),
      );
      const { tensors } = decodeSafetensors(value ?? Uint8Array.of());
      const { mean, deviation, ...parameters } = tensors;
      expect(parameters).toEqual(saved.tensors);
      expect([mean.shape, deviation.shape]).toEqual([
        [2, 1],
        [2, 1],
      ]);
    });
  },
);

test('gradstream learn goes on with a run whatever it is published to', async () => {
  const run = join(folder, 'other');
  const first = startLearningHere(...learning, '--run', run);
  first.terminal.stdin.end(linesOf(8));
  await first.ended;
  const address = 'redis://127.0.0.1:1/nobody';
  const second = startLearningHere(...learning, '--run', run, '--publish', address);
  second.terminal.stdin.end(linesOf(8));
  const { stderr, stdout } = await second.ended;
  expect(stdout).toContain('from step 2 on');
  expect(stderr).toMatch(/records are unsent: they wait in \S+unsent\S+ for the next run there/);
  expect(await readFile(join(run, 'learn.json'), 'utf8')).not.toContain('nobody');
  const unsent = join(run, 'unsent');
  const names = await readdir(unsent, { recursive: true, withFileTypes: true });
  const files = names.filter((each) => each.isFile());
  const texts = await Promise.all(
    files.map((each) => readFile(join(each.parentPath, each.name), 'utf8')),
  );
  expect(texts.join('')).toContain('"resumedAt":2');
});
