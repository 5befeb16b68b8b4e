import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { connect } from 'gradstream/client';
import { firstValueFrom } from 'rxjs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { writeGoodFiles } from '../badFiles.js';
import { events, startCommand, train } from './command.js';

let folder: string;
let files: string[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gradstream-serve-'));
  const good = await writeGoodFiles(folder);
  files = ['--train', good.train, '--test', good.test];
});

afterAll(() => rm(folder, { recursive: true, force: true }));

/** A run that is served, and where it says that it is. */
async function served(...options: readonly string[]) {
  const { child, ended } = startCommand('train', ...files, '--serve', '--json', ...options);
  for await (const line of createInterface({ input: child.stdout })) {
    const event = JSON.parse(line);
    if (event.type !== 'serving') continue;
    // Leaving the loop pauses what it read.
    setImmediate(() => child.stdout.resume());
    return { child, ended, ...event };
  }
  throw new Error(`It was not served: ${(await ended).stderr}`);
}

describe('gradstream train --serve', () => {
  test('shows the page, and the whole run to who comes late, until it is interrupted', async () => {
    const { child, ended, url } = await served('--iterations', '30');
    const page = await fetch(url);
    expect(await page.text()).toContain('<title>gradstream</title>');
    const server = connect(url, { WebSocket });
    const range = await firstValueFrom(server.points('relu/train/cost'));
    expect(range).toMatchObject({ from: 1, iteration: 1 });
    server.close();
    child.kill('SIGINT');
    expect((await ended).code).toBe(0);
  });

  test('is steered with its token, and says where a command took effect', async () => {
    const { ended, url, controllerToken } = await served('--iterations', '1000000000', '--exit');
    const server = connect(url, { token: controllerToken, WebSocket });
    await expect(server.command('relu', { cmd: 'checkpoint', args: {} })).rejects.toThrow(
      'there is no folder to save in: train with --run DIR',
    );
    const { iteration } = await server.command('relu', { cmd: 'stop', args: {} });
    server.close();
    const { code, stdout } = await ended;
    expect(code).toBe(0);
    expect(events(stdout).at(-1)).toMatchObject({ type: 'result', iterations: iteration });
  });

  test('ends with the run where it says --exit', async () => {
    const { code, stdout } = await train(...files, '--serve', '--exit', '--iterations', '3');
    expect(code).toBe(0);
    expect(stdout).toMatch(/Live at http:\/\/localhost:\d+\/#token=\S+\n/);
  });

  test('is over when it is interrupted while the pictures of a run that has ended are drawn', async () => {
    const { child, ended } = await served(
      ...['--iterations', '3', '--report-every', '1', '--plot', join(folder, 'pictures')],
    );
    child.stdout.on('data', (text: string) => {
      if (text.includes('"result"')) child.kill('SIGINT');
    });
    expect(await ended).toMatchObject({ code: 0, stderr: '' });
  });

  test('refuses a port that is taken', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const address = taken.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const { code, stderr } = await train(...files, '--serve', '--port', String(port));
    taken.close();
    expect(code).toBe(2);
    expect(stderr).toMatch(
      new RegExp(`^error: Cannot serve on port ${port}: .*; choose another --port\\n$`),
    );
  });

  test.each([['--port', '0'], ['--exit']])('is needed for %s', async (...option) => {
    const { code, stderr } = await train(...files, ...option);
    expect(code).toBe(2);
    expect(stderr).toBe(`error: ${option[0]} goes with --serve\n`);
  });
});
