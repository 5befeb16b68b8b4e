import { PassThrough } from 'node:stream';
import { createTokens, type Serving, serve } from 'gradstream/server';
import { Subject } from 'rxjs';
import { afterEach, describe, expect, test } from 'vitest';
import { watch } from '../../bin/watch/watch.js';
import { watchCommand } from '../../bin/watchCommand.js';
import type { ServedRun } from '../../server/runs/servedRun.js';
import { scriptedRun } from '../server/wire/scriptedRun.js';
import { startCommand } from './command.js';

let serving: Serving | undefined;

afterEach(async () => {
  await serving?.close();
  serving = undefined;
});

async function start(...runs: readonly ServedRun[]): Promise<Serving> {
  serving = await serve(runs, { tickMs: 5 });
  return serving;
}

/** `gradstream watch`, on something that is no terminal. */
function watching(...args: string[]) {
  const written = { stdout: '', stderr: '' };
  const stream = (name: 'stdout' | 'stderr') => {
    const through = new PassThrough().setEncoding('utf8');
    return through.on('data', (text: string) => {
      written[name] += text;
    });
  };
  const interrupt$ = new Subject<void>();
  const terminal = {
    ...{ stdout: stream('stdout'), stderr: stream('stderr'), stdin: new PassThrough() },
    ...{ interrupt$, exit() {} },
  };
  const ended = watchCommand((options) => watch(options, terminal))
    .exitOverride()
    .parseAsync(args, { from: 'user' })
    .then(() => written.stdout.trimEnd().split('\n'));
  return { ended, interrupt$, written };
}

/** A run of four iterations that reports on the second and the fourth. */
function reportingRun(name = 'relu') {
  const { run, step$, report$, costs } = scriptedRun(name);
  const play = () => {
    costs(0.9, 0.8);
    report$.next({ iteration: 2, trainAccuracy: 0.5, testAccuracy: 0.25 });
    costs(0.7, 0.6);
    report$.next({ iteration: 4, trainAccuracy: 1, testAccuracy: 0.75 });
    step$.complete();
  };
  return { run, play };
}

describe('gradstream watch', () => {
  test('says what the run is, each report, and its end', async () => {
    const { run, play } = reportingRun();
    const { url } = await start(run);
    const { ended } = watching(url);
    play();
    expect(await ended).toEqual([
      'Run relu 2-3-1',
      'iteration      0   started',
      'iteration      2   cost 0.8000   train  50.00 %   test  25.00 %',
      'iteration      4   cost 0.6000   train 100.00 %   test  75.00 %',
      'iteration      4   stopped',
    ]);
  });

  test('says the same of a run that has ended', async () => {
    const { run, play } = reportingRun();
    const { url } = await start(run);
    play();
    expect((await watching(url).ended).filter((line) => line.includes('cost'))).toHaveLength(2);
  });

  test('--json gives one object a line, with the figures bit for bit', async () => {
    const { run, play } = reportingRun();
    const { url } = await start(run);
    play();
    const lines = (await watching(url, '--json').ended).map((line) => JSON.parse(line));
    expect(lines.filter(({ type }) => type === 'cost')).toEqual([
      {
        type: 'cost',
        network: 'relu',
        iteration: 2,
        cost: 0.8,
        trainAccuracy: 0.5,
        testAccuracy: 0.25,
      },
      {
        type: 'cost',
        network: 'relu',
        iteration: 4,
        cost: 0.6,
        trainAccuracy: 1,
        testAccuracy: 0.75,
      },
    ]);
    expect(lines[0]).toMatchObject({ type: 'run', network: 'relu', layerDims: [2, 3, 1] });
  });

  test('names each of several runs', async () => {
    const [one, other] = [reportingRun('relu'), reportingRun('tanh')];
    const { url } = await start(one.run, other.run);
    one.play();
    other.play();
    const lines = await watching(url).ended;
    expect(lines.filter((line) => line.startsWith('tanh       iteration'))).toHaveLength(4);
  });

  test('says now and then the newest cost of a run without reports', async () => {
    const { run, step$, costs } = scriptedRun();
    const { url } = await start(run);
    const { ended, written } = watching(url);
    costs(0.9, 0.8);
    await expect.poll(() => written.stdout).toContain('iteration      2   cost 0.8000');
    step$.complete();
    await ended;
  });

  test('ends with Ctrl-C, and the run goes on', async () => {
    const { url } = await start(scriptedRun().run);
    const { ended, interrupt$, written } = watching(url);
    await expect.poll(() => written.stdout).toContain('Run r1');
    interrupt$.next();
    await ended;
  });

  test('leaves out control characters', async () => {
    const { run, step$ } = scriptedRun('r\u001b[2J');
    const { url } = await start({ ...run, configuration: { activations: ['\u0007'] } });
    step$.complete();
    const { ended, written } = watching(url);
    await ended;
    expect(written.stdout).not.toMatch(/[^\P{Cc}\n]/u);
  });

  test('goes on when the server was away, and says so on stderr', async () => {
    const tokens = createTokens();
    const first = await serve(scriptedRun().run, { tokens });
    const { ended, written } = watching(first.url);
    await expect.poll(() => written.stdout).toContain('Run r1');
    await first.close();
    const { run, step$, costs } = scriptedRun();
    serving = await serve(run, { tokens, port: first.port });
    await expect.poll(() => written.stderr).toContain('connected again');
    costs(0.5);
    step$.complete();
    await ended;
    expect(written.stderr).toMatch(/^disconnected, trying again: .+\nconnected again\n$/);
  });
});

describe('gradstream watch says in one line, with exit code 2, that', () => {
  test('there is no server', async () => {
    const { url } = await start();
    await serving?.close();
    const { code, stderr } = await startCommand('watch', url).ended;
    expect(code).toBe(2);
    expect(stderr).toMatch(/^error: Cannot watch localhost:\d+: .*ECONNREFUSED.*\n$/);
  });

  test('the token is wrong', async () => {
    const { url } = await start(scriptedRun().run);
    const { code, stderr } = await startCommand('watch', url, '--token', 'wrong').ended;
    expect(code).toBe(2);
    expect(stderr).toMatch(/^error: Cannot watch localhost:\d+: .*401\n$/);
  });

  test('the address is none', async () => {
    const { code, stderr } = await startCommand('watch', 'localhost').ended;
    expect(code).toBe(2);
    expect(stderr).toMatch(/^error: .*Expected an address, as http:\/\/localhost:8080\/\.\n$/);
  });
});
