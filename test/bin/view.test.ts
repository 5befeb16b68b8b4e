import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { openRunLog } from 'gradstream';
import { firstValueFrom, lastValueFrom, Subject, takeWhile, toArray } from 'rxjs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { viewRuns } from '../../bin/view/viewRuns.js';
import { connect, RequestError, type RunLifeEvent, type RunStatus } from '../../server/client.js';
import { writeGoodFiles } from '../badFiles.js';
import { startCommand, train } from './command.js';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gradstream-view-'));
  const log = await openRunLog(join(folder, 'bare'));
  for (let i = 1; i <= 1000; i++) log.append('cost', i, 1 / i);
  log.append('testAccuracy', 1000, 0.75);
  await log.appendEvent({
    iteration: 5,
    type: 'command',
    command: { type: 'learningRate', value: 0.5, id: 'x' },
  });
  await log.close();
  const good = await writeGoodFiles(folder);
  const data = ['--train', good.train, '--test', good.test];
  const options = ['--run', join(folder, 'saved'), '--iterations', '40', '--report-every', '20'];
  const { code, stderr } = await train(...data, ...options);
  expect([code, stderr]).toEqual([0, '']);
}, 60_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

/** A connection to `gradstream view`, while `look` looks. */
async function viewing(
  folders: readonly string[],
  look: (connection: ReturnType<typeof connect>) => Promise<void>,
): Promise<void> {
  const stdout = new PassThrough().setEncoding('utf8');
  const interrupt$ = new Subject<void>();
  const ended = viewRuns({ folders, port: 0 }, { stdout, interrupt$ });
  const said = await Promise.race([once(stdout, 'data'), ended.then(() => '')]);
  const [url = ''] = /http:\S+/.exec(String(said)) ?? [];
  const connection = connect(url, { WebSocket });
  try {
    await look(connection);
  } finally {
    connection.close();
    interrupt$.next();
    await ended;
  }
}

describe('gradstream view', () => {
  test('serves every point of a log, bit for bit, and that it is over', () =>
    viewing([join(folder, 'bare')], async ({ points, state }) => {
      const costs = await lastValueFrom(
        points('bare/train/cost').pipe(
          takeWhile(({ iteration }) => iteration < 1000, true),
          toArray(),
        ),
      );
      const expected = Array.from({ length: 1000 }, (_, i) => 1 / (i + 1));
      expect(costs.map(({ value }) => value)).toEqual(expected);
      const status = await firstValueFrom(state<RunStatus>('bare/run/status'));
      expect(status).toMatchObject({ phase: 'finished', iteration: 1000 });
    }));

  test('tells the commands of a log as those of a live run', () =>
    viewing([join(folder, 'bare')], async ({ events }) => {
      const told = await lastValueFrom(
        events<RunLifeEvent>('bare/run/events').pipe(
          takeWhile(({ event }) => event.type !== 'finished'),
          toArray(),
        ),
      );
      expect(told.map(({ event }) => event)).toEqual([
        { type: 'started', iteration: 0 },
        {
          type: 'command',
          iteration: 5,
          key: '',
          cmd: 'learningRate',
          args: { value: 0.5 },
          rev: 0,
        },
      ]);
    }));

  test('shows runs of --run with their configuration, several at once', () =>
    viewing([join(folder, 'saved'), join(folder, 'bare')], async ({ state, points, welcome$ }) => {
      const { topics } = await firstValueFrom(welcome$);
      expect(new Set(topics.map(({ topic }) => topic.split('/')[0]))).toEqual(
        new Set(['saved', 'bare']),
      );
      const configuration = await firstValueFrom(state('saved/run/configuration'));
      expect(configuration).toMatchObject({ iterations: 40, hidden: '5,5' });
      const { iteration } = await firstValueFrom(points('saved/test/accuracy'));
      expect(iteration).toBe(20);
    }));

  test('takes no commands', () =>
    viewing([join(folder, 'bare')], async ({ command }) => {
      const asked = command('bare', { cmd: 'pause', args: {} });
      await expect(asked).rejects.toBeInstanceOf(RequestError);
    }));

  test('says in one line, with exit code 2, that a folder holds no run', async () => {
    const { code, stderr } = await startCommand('view', folder).ended;
    expect(code).toBe(2);
    expect(stderr).toMatch(/^error: .+ holds no run: expected a folder of .+\n$/);
  });
});
