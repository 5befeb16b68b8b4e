import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { connect } from 'gradstream/client';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { writeGoodFiles } from '../badFiles.js';
import { attacks } from '../server/wire/attacks.js';
import { figuresOf } from '../server/wire/figures.js';
import type { Kept } from '../server/wire/keeper.js';
import {
  productReturning,
  type Returning,
  rawReturning,
  streamReturning,
} from '../server/wire/returning.js';
import { startCommand } from './command.js';

/* The command that serves, attacked, and killed while others watch. GRADSTREAM_SEED says by which attacks. */

const seed = Number(process.env.GRADSTREAM_SEED ?? Date.now() % 2 ** 31);

const ENDLESS = ['--iterations', '1000000000', '--report-every', '100000', '--save-every', '5000'];

let folder: string;
let data: string[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gradstream-besieged-'));
  const { train, test: held } = await writeGoodFiles(folder);
  data = ['--train', train, '--test', held];
});

afterAll(() => rm(folder, { recursive: true, force: true }));

/** A command that serves, where, and with which token. */
async function startServing(...args: readonly string[]) {
  const { child, ended } = startCommand(...args);
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  for await (const line of createInterface({ input: child.stdout })) {
    const [url] = /http:[^\s"]+/.exec(line) ?? [];
    if (url === undefined || !line.includes('token')) continue;
    // Leaving the loop pauses what it read.
    setImmediate(() => child.stdout.resume());
    const { port, hash } = new URL(url);
    return { child, ended, line, url, port: Number(port), token: hash.replace('#token=', '') };
  }
  throw new Error(`It was not served: ${(await ended).stderr}`);
}

const topics = ['relu/train/cost', 'relu/run/events', 'relu/run/status'];

/** Somebody who watches until the test is over. */
function watching(begin: (port: number, names: readonly string[]) => Returning, port: number) {
  const watcher = begin(port, topics);
  onTestFinished(watcher.stop);
  return watcher;
}

const pointsOf = (of: ReadonlyMap<string, Kept>) => of.get('relu/train/cost')?.seq ?? 0;

/** Whether somebody has all of a run that was stopped after so many iterations. */
const hasStopped = (iteration: number) => (of: ReadonlyMap<string, Kept>) =>
  of.get('relu/train/cost')?.rows.at(-1)?.x1 === iteration &&
  JSON.stringify(of.get('relu/run/events')?.items).includes(
    JSON.stringify({ type: 'stopped', iteration }),
  );

/** Stops the run; the iteration after which it has. */
async function stop(url: string, token: string): Promise<number> {
  const connection = connect(url, { token, WebSocket });
  const { iteration } = await connection.command('relu', { cmd: 'stop', args: {} });
  connection.close();
  return iteration;
}

/** A secret in every form in which it could be told. */
function formsOf(token: string): string[] {
  const percent = Array.from(Buffer.from(token), (byte) => `%${byte.toString(16)}`).join('');
  const encodings = ['hex', 'base64', 'base64url', 'latin1'] as const;
  return [
    token,
    token.slice(0, 12),
    token.slice(-12),
    percent,
    percent.toUpperCase(),
    ...encodings.map((encoding) => Buffer.from(token).toString(encoding)),
    ...encodings.map((encoding) => Buffer.from(token, 'base64url').toString(encoding)),
  ];
}

/** All that is written in the files of a folder. */
async function textOf(run: string): Promise<string> {
  const entries = await readdir(run, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const texts = await Promise.all(
    files.map(({ parentPath, name }) => readFile(join(parentPath, name), 'latin1')),
  );
  return texts.join('\n');
}

test(`gradstream train --serve lives through all attacks, and tells no token (seed ${seed})`, async () => {
  const run = join(folder, 'attacked');
  const { child, ended, line, url, port, token } = await startServing(
    ...['train', ...data, '--serve', '--run', run, ...ENDLESS],
  );
  const watcher = watching(rawReturning, port);
  const heard: string[] = [];
  for (let round = 0; round < 2; round++) {
    for (const attack of Object.values(attacks))
      heard.push(await attack({ port, token }, seed + round));
    const points = pointsOf(watcher.topics);
    await watcher.until((of) => pointsOf(of) > points);
  }
  await expect.poll(() => figuresOf({ url })).toMatchObject({ clients: 1, connections: 1 });
  await watcher.until(hasStopped(await stop(url, token)));
  child.kill('SIGINT');
  const { code, stdout, stderr } = await ended;
  expect([code, stderr]).toEqual([0, '']);
  // It is told once, to whoever has started the run.
  const written = [stdout.replace(line, ''), await textOf(run), ...heard].join('\n');
  for (const form of formsOf(token)) expect(written.includes(form)).toBe(false);
}, 120_000);

test('who watches a run comes back each time that it is killed, and has all of it in the end', async () => {
  const run = join(folder, 'killed');
  let server = await startServing('train', ...data, '--serve', '--run', run, ...ENDLESS);
  const { port } = server;
  const watchers = [rawReturning, productReturning, streamReturning].map((begin) =>
    watching(begin, port),
  );
  for (let kills = 0; kills < 3; kills++) {
    const began = watchers.map((watcher) => watcher.begun);
    await Promise.all(watchers.map(({ until }) => until((of) => pointsOf(of) > 20_000)));
    server.child.kill('SIGKILL');
    await server.ended;
    expect(server.child.signalCode).toBe('SIGKILL');
    server = await startServing('resume', run, '--serve', '--port', String(port));
    await Promise.all(watchers.map((watcher, i) => watcher.until(() => watcher.begun > began[i])));
  }
  const iteration = await stop(server.url, server.token);
  for (const watcher of watchers) {
    await watcher.until(hasStopped(iteration));
    const { rows = [], seq } = watcher.topics.get('relu/train/cost') ?? {};
    // Of the log that is there now: every point once, from where the run was resumed.
    expect(rows.reduce((sum, { count }) => sum + count, 0)).toBe(seq);
    expect(rows[0].x0 + (seq ?? 0) - 1).toBe(iteration);
    for (const [i, { x0, x1, count }] of rows.entries()) {
      expect(x1 - x0 + 1).toBe(count);
      if (i > 0) expect(x0).toBe(rows[i - 1].x1 + 1);
    }
  }
  server.child.kill('SIGINT');
  expect((await server.ended).code).toBe(0);
}, 120_000);
