import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { natsSink, redisSink } from 'gradstream/streams';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { writeGoodFiles } from '../../badFiles.js';
import {
  hasNatsServer,
  type NatsServer,
  startNatsServer,
} from '../../streams/connectors/natsServer.js';
import { hasRedis, redisServer } from '../../streams/connectors/redis/redisServer.js';
import { events } from '../command.js';
import { startHere } from '../commandHere.js';
import { linesOf } from '../examplesAsLines.js';
import { startLearningHere } from '../learnHere.js';
import { recordsIn } from './publishedRecords.js';

type Event = Readonly<Record<string, unknown>>;

describe.skipIf(!hasNatsServer)('a NATS subject (nats-server)', () => {
  let folder: string;
  let server: NatsServer;
  let train: string[];
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gradstream-controlled-'));
    const good = await writeGoodFiles(folder);
    train = ['train', '--train', good.train, '--test', good.test, '--init', 'he', '--json'];
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));
  beforeEach(async () => {
    server = await startNatsServer();
  });
  afterEach(() => server.end());

  /** Says commands to the subject; the first one until somebody has heard it, since nothing is kept there. */
  function talking(written: { readonly stdout: string }, isObeyed: (told: Event[]) => boolean) {
    const sink = natsSink({ url: server.url, subject: 'control' });
    const told = () => (written.stdout === '' ? [] : events(written.stdout));
    return {
      async first(line: string) {
        // The id stays the same, so that what is heard twice is obeyed once.
        const record = { value: Buffer.from(line), id: line };
        await expect
          .poll(
            async () => {
              if (!isObeyed(told())) await sink.send(record);
              return isObeyed(told());
            },
            { timeout: 30_000, interval: 100 },
          )
          .toBe(true);
      },
      say: (line: string) => sink.send({ value: Buffer.from(line) }),
      hear: (matches: (event: Event) => boolean) =>
        expect.poll(() => told().some(matches), { timeout: 30_000 }).toBe(true),
      told,
      end: () => sink.close(),
    };
  }

  const isCommand = (type: string) => (event: Event) =>
    event.type === 'command' && JSON.stringify(event.command).includes(`"type":"${type}"`);

  test('pauses, steers and stops gradstream train', async () => {
    const { written, ended } = startHere(
      ...train,
      ...['--iterations', '100000000', '--report-every', '1000000'],
      ...['--control-from', `${server.url}/control`],
    );
    const talk = talking(written, (told) => told.some(isCommand('pause')));
    await talk.first('pause');
    await talk.say('what?');
    await talk.say('step 5');
    await talk.say('rate 0.001');
    await talk.say('set nobody -1');
    await talk.hear(isCommand('learningRate'));
    await talk.say('{"type":"stop","id":"the end"}');
    await ended;
    await talk.end();
    const commands = talk.told().filter(({ type }) => type === 'command');
    const paused = Number(commands[0].iteration);
    expect(commands).toMatchObject([
      { command: { type: 'pause' } },
      { command: { type: 'step', count: 5 }, iteration: paused },
      { command: { type: 'learningRate', value: 0.001 } },
      { command: { type: 'stop', id: 'the end' }, iteration: paused + 5 },
    ]);
    expect(talk.told().at(-1)).toMatchObject({ type: 'result', iterations: paused + 5 });
    expect(written.stderr).toContain('note: cannot read the command "what?": write pause');
    expect(written.stderr).toContain('note: cannot read the command "set nobody -1"');
  });

  test('pauses, steers and stops gradstream learn, and is told what that cannot do', async () => {
    const { terminal, written, ended } = startLearningHere(
      ...['--from', '-', '--format', 'csv', '--features', '2', '--batch-size', '4', '--json'],
      ...['--report-every', '1000', '--control-from', `${server.url}/control`],
    );
    // There is always an example to be held back.
    const feeding = setInterval(() => terminal.stdin.write(linesOf(8)), 20);
    const talk = talking(written, (told) => told.some(isCommand('pause')));
    await talk.first('pause');
    for (const line of ['evaluate', 'save', 'set a 1', 'step 3', 'rate 0.001']) {
      await talk.say(line);
    }
    await talk.hear(isCommand('learningRate'));
    await talk.say('stop');
    await ended;
    clearInterval(feeding);
    terminal.stdin.end();
    await talk.end();
    const commands = talk.told().filter(({ type }) => type === 'command');
    const paused = Number(commands[0].iteration);
    expect(commands).toMatchObject([
      { command: { type: 'pause' } },
      { command: { type: 'evaluate' }, iteration: paused },
      {
        command: { type: 'save' },
        refused: 'there is no folder to save in: learn with --run DIR',
      },
      {
        command: { type: 'input', name: 'a' },
        refused: 'no schedule reads an input here; "rate X" sets the learning rate',
      },
      { command: { type: 'step', count: 3 }, iteration: paused },
      { command: { type: 'learningRate', value: 0.001 } },
      { command: { type: 'stop' }, iteration: paused + 3 },
    ]);
    expect(talk.told().at(-1)).toMatchObject({ type: 'end', iteration: paused + 3 });
    expect(written.stderr).toBe('');
  });
});

test('gradstream learn cannot take both examples and commands from its standard input', async () => {
  const { ended } = startLearningHere('--from', '-', '--features', '2', '--control');
  await expect(ended).rejects.toThrow('--control reads the standard input, and so does --from -');
});

test('gradstream train goes on without the broker of its commands, and says so', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'gradstream-uncontrolled-'));
  const good = await writeGoodFiles(folder);
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  const address = taken.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  const { written, interrupt$, ended } = startHere(
    ...['train', '--train', good.train, '--test', good.test, '--init', 'he', '--json'],
    ...['--iterations', '100000000', '--report-every', '1000000'],
    ...['--control-from', `http://127.0.0.1:${port}/control`],
  );
  await expect
    .poll(() => written.stderr, { timeout: 30_000 })
    .toMatch(
      /^note: Cannot listen on http:\S+: .*; no commands come until it is, and the run goes on\n$/,
    );
  interrupt$.next();
  await ended;
  expect(events(written.stdout).at(-1)).toMatchObject({ type: 'result' });
  taken.close();
  await rm(folder, { recursive: true, force: true });
});

describe.skipIf(!hasRedis)(
  'gradstream learn --control, with examples from Redis (redis-server)',
  () => {
    test('keeps a learning rate that it was told in the run, saves when it is told to, and settles both', async () => {
      const folder = await mkdtemp(join(tmpdir(), 'gradstream-rate-'));
      const server = await redisServer();
      const examples = redisSink({ url: server.url, stream: 'examples' });
      const feed = async (count: number, seed: number) => {
        for (const line of linesOf(count, { seed }).trim().split('\n')) {
          await examples.send({ value: Buffer.from(line) });
        }
      };
      const options = [
        ...['--from', `${server.url}/examples`, '--format', 'csv', '--features', '2'],
        ...['--batch-size', '4', '--report-every', '1', '--run', join(folder, 'run'), '--json'],
        ...['--save-every', '1000', '--publish', `${server.url}/live`],
      ];
      const first = startLearningHere(...options, '--control');
      const told = () => (first.written.stdout === '' ? [] : events(first.written.stdout));
      const hear = (matches: (event: Event) => boolean) =>
        expect.poll(() => told().some(matches), { timeout: 20_000 }).toBe(true);
      await feed(40, 1);
      await hear(({ type, iteration }) => type === 'report' && iteration === 10);
      first.terminal.stdin.write('rate 0.125\nsave\n');
      await feed(40, 2);
      await hear(({ type }) => type === 'saved');
      await hear(({ type, iteration }) => type === 'report' && iteration === 20);
      first.terminal.stdin.write('stop\n');
      await feed(4, 3);
      await first.ended;

      const second = startLearningHere(...options, '--count', '22');
      await feed(40, 4);
      await second.ended;
      const rates = (await recordsIn(server, 'live'))
        .filter(({ topic }) => topic === 'run/train/learningRate')
        .flatMap(({ y = [] }) => y);
      expect(rates).toEqual([0.05, 0.05, 0.125, 0.125, 0.125, 0.125]);
      await examples.close();
      await server.end();
      await rm(folder, { recursive: true, force: true });
    });
  },
);
