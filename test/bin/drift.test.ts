import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadNewestCheckpoint } from 'gradstream';
import { redisSink } from 'gradstream/streams';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasRedis, redisServer } from '../streams/connectors/redis/redisServer.js';
import { events } from './command.js';
import { linesOf } from './examplesAsLines.js';
import { startLearningHere } from './learnHere.js';
import { lifeIn, recordsIn } from './publishing/publishedRecords.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gradstream-drift-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const learning = ['--format', 'csv', '--features', '2', '--batch-size', '4'];
/** Labels are turned around after 2000 examples. */
const drifting = linesOf(2000) + linesOf(1200, { seed: 2, turned: true });

async function learnt(...options: readonly string[]) {
  const { terminal, ended } = startLearningHere('--from', '-', ...learning, ...options);
  terminal.stdin.end(drifting);
  return ended;
}

test.each(['page-hinkley', 'adwin'])(
  'gradstream learn --drift %s tells when the error rate rises, and not that it falls',
  async (detector) => {
    const { stdout } = await learnt('--drift', detector, '--json', '--report-every', '1000');
    const drifts = events(stdout).filter(({ type }) => type === 'drift');
    expect(drifts.length).toBeGreaterThanOrEqual(1);
    for (const { iteration, example, before, after } of drifts) {
      expect(Number(example)).toBeGreaterThan(2000);
      expect(iteration).toBe(Math.ceil(Number(example) / 4));
      expect(Number(after)).toBeGreaterThan(Number(before));
    }
    const { stdout: text } = await learnt('--drift', detector, '--report-every', '1000');
    expect(text).toMatch(/drift after step \d+: errors from [\d.]+ % to [\d.]+ %/);
  },
);

describe.skipIf(!hasRedis)(
  'gradstream learn --drift-rate, with examples from Redis (redis-server)',
  () => {
    test('takes steps behind a drift at another rate, and ends with the same bits however often it was stopped', async () => {
      const server = await redisServer();
      const sink = redisSink({ url: server.url, stream: 'examples' });
      const lines = drifting.trim().split('\n');
      await Promise.all(
        lines.map((line, i) => sink.send({ value: Buffer.from(line), id: `${i}` })),
      );
      await sink.close();
      async function learnTo(run: string, count: number) {
        const { ended } = startLearningHere(
          ...['--from', `${server.url}/examples?group=${run}`, ...learning, '--count', `${count}`],
          ...['--run', join(folder, run), '--drift', 'page-hinkley', '--drift-rate', '5', '--json'],
          ...['--drift-steps', '40', '--publish', `${server.url}/${run}-live`],
        );
        return events((await ended).stdout);
      }
      const digestOf = async (run: string) => {
        const { checkpoint } = await loadNewestCheckpoint(join(folder, run, 'checkpoints'));
        const parameters = checkpoint?.files['parameters.safetensors'] ?? '';
        return [checkpoint?.iteration, createHash('sha256').update(parameters).digest('hex')];
      };
      const told = await learnTo('whole', 800);
      const [drift] = told.filter(({ type }) => type === 'drift');
      const at = Number(drift.iteration);
      // Before the drift is found, while the rate is another one, and afterwards.
      for (const count of [at - 5, at + 3, at + 20, at + 41, 800]) await learnTo('cut', count);
      expect(await digestOf('cut')).toEqual(await digestOf('whole'));

      const records = await recordsIn(server, 'whole-live');
      const rates = records
        .filter(({ topic }) => topic === 'whole/train/learningRate')
        .flatMap(({ x = [], y = [] }) => x.map((iteration, i) => [iteration, y[i]]));
      expect(rates.slice(0, 6)).toEqual([
        ...[
          [1, 0.05],
          [at, 0.05],
        ],
        ...[
          [at + 1, 0.25],
          [at + 40, 0.25],
        ],
        ...[[at + 41, 0.05]],
        expect.anything(),
      ]);
      expect(lifeIn(records, 'whole/run/events')).toContain(`drift ${at}`);
      await server.end();
    });
  },
);

test.each([
  [['--drift', 'kswin'], 'Expected page-hinkley or adwin.'],
  [['--drift-rate', '2'], '--drift-rate is for what --drift finds: say --drift page-hinkley too'],
  [['--drift', 'adwin', '--drift-steps', '2'], '--drift-steps goes with --drift-rate'],
])('gradstream learn refuses %j', async (given, why) => {
  await expect(startLearningHere('--from', '-', ...learning, ...given).ended).rejects.toThrow(why);
});
