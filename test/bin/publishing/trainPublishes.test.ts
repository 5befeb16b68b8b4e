import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { writeGoodFiles } from '../../badFiles.js';
import { freePort } from '../../streams/connectors/freePort.js';
import {
  hasRedis,
  type RedisServer,
  redisServer,
} from '../../streams/connectors/redis/redisServer.js';
import { events } from '../command.js';
import { runHere, startHere } from '../commandHere.js';
import { coveredIn, lifeIn, recordsIn } from './publishedRecords.js';

let folder: string;
let shared: string[];
const servers: RedisServer[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gradstream-publishes-'));
  const good = await writeGoodFiles(folder);
  shared = [
    ...['--train', good.train, '--test', good.test, '--init', 'he', '--json'],
    ...['--iterations', '500', '--report-every', '100'],
  ];
});
afterEach(async () => {
  for (const server of servers.splice(0)) await server.end();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function started(port?: number): Promise<RedisServer> {
  const server = await redisServer(port);
  servers.push(server);
  return server;
}

const upTo = (count: number) => Array.from({ length: count }, (_, i) => i + 1);
/** Puts what is told at a time of its own last: a command is, when it is on the disk; the run does not wait for that. */
const lastly = (late: string) => (a: string, b: string) => Number(a === late) - Number(b === late);
const published = (stdout: string) => events(stdout).filter(({ type }) => type === 'published');

describe.skipIf(!hasRedis)('gradstream train --publish to Redis (redis-server)', () => {
  test('sends every point of the cost, the accuracies, the learning rate and all that happens', async () => {
    const server = await started();
    const run = join(folder, 'all');
    const address = `${server.url}/live`;
    const { stdout, stderr } = await runHere(
      ['train', ...shared, '--publish', address, '--run', run, '--save-every', '200', '--control'],
      ['rate 0.01 at 250'],
    );
    expect(stderr).toBe('');
    expect(published(stdout)).toEqual([
      { type: 'published', to: address, unsent: 0, lost: 0, thinned: 0 },
    ]);
    const records = await recordsIn(server, 'live');
    expect(coveredIn(records, 'relu/train/cost')).toEqual(upTo(500));
    const cost = new Map(
      records
        .filter(({ topic }) => topic === 'relu/train/cost')
        .flatMap(({ x = [], y = [] }) => x.map((iteration, i) => [iteration, y[i]] as const)),
    );
    const reports = events(stdout).filter(({ type }) => type === 'cost');
    for (const { iteration, cost: told } of reports) expect(cost.get(Number(iteration))).toBe(told);
    for (const topic of ['relu/train/accuracy', 'relu/test/accuracy']) {
      expect(coveredIn(records, topic)).toEqual(upTo(5));
    }
    const rates = records.filter(({ topic }) => topic === 'relu/train/learningRate');
    expect(rates.flatMap(({ x }) => x)).toEqual([1, 250, 251, 500]);
    const life = lifeIn(records, 'relu/run/events');
    expect(
      life.filter((each) => !each.startsWith('check')).toSorted(lastly('command 250')),
    ).toEqual(['started 0', 'finished 500', 'command 250']);
    expect(life).toContain('checkpoint 500');
    expect(lifeIn(records, 'relu/run/configuration')).toHaveLength(1);
  });

  test('tells that a run has diverged', async () => {
    const server = await started();
    const { ended } = startHere(
      ...['train', ...shared, '--learning-rate', '1e300', '--publish', `${server.url}/bad`],
    );
    await expect(ended).rejects.toThrow('cost');
    const records = await recordsIn(server, 'bad');
    expect(lifeIn(records, 'relu/run/events').at(-1)).toMatch(/^diverged \d+$/);
  });

  test('trains without its broker, says so, and sends what waited when the run goes on with one', async () => {
    const port = await freePort();
    const address = `redis://127.0.0.1:${port}/late`;
    const run = join(folder, 'late');
    const first = await runHere(
      [
        ...['train', ...shared, '--publish', address, '--run', run, '--save-every', '100'],
        '--control',
      ],
      ['stop at 300'],
    );
    const [end] = published(first.stdout);
    expect(end).toMatchObject({ to: address, lost: 0 });
    expect(Number(end.unsent)).toBeGreaterThan(5);
    expect(first.stderr).toContain(`records are unsent: they wait in ${join(run, 'unsent')}`);
    expect(events(first.stdout).find(({ type }) => type === 'result')).toMatchObject({
      iterations: 300,
    });

    const server = await started(port);
    const second = await runHere(['resume', run, '--json', '--publish', address]);
    expect(published(second.stdout)).toEqual([
      { type: 'published', to: address, unsent: 0, lost: 0, thinned: 0 },
    ]);
    const records = await recordsIn(server, 'late');
    const life = lifeIn(records, 'relu/run/events');
    const before = life.slice(0, life.indexOf('started 300')).toSorted(lastly('command 300'));
    const after = life.slice(life.indexOf('started 300'));
    expect([...before, ...after].filter((each) => !each.startsWith('check'))).toEqual([
      ...['started 0', 'stopped 300', 'command 300'],
      ...['started 300', 'finished 500'],
    ]);
    const costs = records.filter(({ topic }) => topic === 'relu/train/cost');
    // Each run counts its points from 1; what waited and what is new go out side by side.
    const all = [...upTo(300), ...upTo(200)].toSorted((a, b) => a - b);
    expect(coveredIn(costs, 'relu/train/cost').toSorted((a, b) => a - b)).toEqual(all);
  });
});

test('gradstream train --publish without a folder says how much is lost with a broker that is not there', async () => {
  const address = `redis://127.0.0.1:${await freePort()}/nobody`;
  const { stdout, stderr } = await runHere(['train', ...shared, '--publish', address]);
  const [end] = published(stdout);
  expect(end).toMatchObject({ to: address, unsent: 0 });
  expect(Number(end.lost)).toBeGreaterThan(500);
  expect(stderr).toMatch(
    /^note: of what was for redis:\S+nobody, \d+ events and points are lost\n$/,
  );
});

describe('gradstream train refuses in a line', () => {
  test.each([
    [['--publish', 'nowhere'], 'There is no connection for this address'],
    [['--publish', 'kafka://127.0.0.1/a'], 'brokers are HOST:PORT'],
    [['--publish', 'redis://h/a', '--publish', 'redis://h/a'], '--publish names redis://h/a twice'],
    [['--publish-models-every', '3'], '--publish-models-every goes with --publish-models'],
    [['--control-from', 'redis://127.0.0.1/a?key'], 'is one to send to, not to read from'],
    [
      ['--compare', 'relu,tanh', '--publish-models', 'redis://h/a?key'],
      '--publish-models sends one network',
    ],
    [['--compare', 'relu,tanh', '--predict'], '--predict answers with one network'],
  ])('%j', async (given, why) => {
    await expect(runHere(['train', ...shared, ...given])).rejects.toThrow(why);
  });
});
