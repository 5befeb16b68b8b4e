import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { writeGoodFiles } from '../../badFiles.js';
import { freePort } from '../../streams/connectors/freePort.js';
import { hasRedis, redisServer } from '../../streams/connectors/redis/redisServer.js';
import { events, startCommand } from '../command.js';
import { runHere } from '../commandHere.js';
import { lifeIn, recordsIn } from './publishedRecords.js';

/** Starts a command, and kills it with -9 when it has reported so many costs. */
async function killedAfter(reports: number, ...args: readonly string[]): Promise<void> {
  const { child, ended } = startCommand(...args);
  let told = '';
  child.stdout.on('data', (text: string) => {
    told += text;
    if (told.split('"type":"cost"').length > reports) child.kill('SIGKILL');
  });
  const { code, stderr } = await ended;
  expect({ code, stderr }).toEqual({ code: null, stderr: '' });
}

test.skipIf(!hasRedis)(
  'a publishing training that is killed -9, without its broker and with it, has told of its starts, its saves and its end (redis-server)',
  { timeout: 60_000 },
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'gradstream-killed-'));
    const port = await freePort();
    const run = join(folder, 'run');
    const publish = ['--json', '--publish', `redis://127.0.0.1:${port}/life`];
    const good = await writeGoodFiles(folder);
    const training = [
      ...['train', '--train', good.train, '--test', good.test, '--init', 'he', '--run', run],
      ...['--iterations', '1000000000', '--report-every', '1000', '--save-every', '1000'],
    ];
    await killedAfter(60, ...training, ...publish);
    const server = await redisServer(port);
    try {
      await killedAfter(60, 'resume', run, ...publish);
      const last = await runHere(['resume', run, ...publish, '--control'], ['stop']);
      const [end] = events(last.stdout).filter(({ type }) => type === 'published');
      expect(end).toMatchObject({ unsent: 0, lost: 0 });

      const life = lifeIn(await recordsIn(server, 'life'), 'relu/run/events');
      const iterationsOf = (type: string) =>
        life
          .filter((each) => each.startsWith(`${type} `))
          .map((each) => Number(each.slice(type.length)));
      const [first, second, ...more] = iterationsOf('started');
      expect([first, more]).toEqual([0, []]);
      const saved = iterationsOf('checkpoint');
      expect(saved.some((iteration) => iteration <= second)).toBe(true);
      expect(saved.some((iteration) => iteration > second)).toBe(true);
      // The last one was stopped before its first iteration, at the state that it went on with.
      const [stopped, ...others] = iterationsOf('stopped');
      expect(others).toEqual([]);
      expect(saved.concat(iterationsOf('command'))).toContain(stopped);
      expect(stopped).toBeGreaterThan(second);
    } finally {
      await server.end();
      await rm(folder, { recursive: true, force: true });
    }
  },
);
