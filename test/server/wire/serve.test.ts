import { request } from 'node:http';
import { closeCodes, type ServeOptions, type Serving, serve } from 'gradstream/server';
import { NEVER, of, Subject } from 'rxjs';
import { afterEach, describe, expect, test } from 'vitest';
import type { DataFrame } from '../../../server/protocol/serverMessages.js';
import { fromWire } from '../../../server/protocol/wireNumber.js';
import { recordAt, type Trained } from '../../streams/tinyRun.js';
import { connect, type WireClient } from './client.js';
import { scriptedRun } from './scriptedRun.js';

let serving: Serving | undefined;

afterEach(async () => {
  await serving?.close();
  serving = undefined;
});

/** A server with one run. */
async function start(options: ServeOptions = {}) {
  const scripted = scriptedRun();
  serving = await serve(scripted.run, { tickMs: 5, ...options });
  const { port, url, tokens } = serving;
  return { ...scripted, port, url, token: tokens.controller, watcher: tokens.watcher };
}

const sub = (topic: string, more: object = {}) => ({ t: 'sub', id: topic, topic, ...more });

/** All points of a topic that came, in order; the messages must follow each other. */
function pointsOf({ got }: WireClient, topic: string): [x: number, y: number][] {
  const data = got.filter(
    (message): message is DataFrame => message.t === 'data' && message.s === topic,
  );
  data.slice(1).forEach(({ f }, i) => {
    expect(f).toBe(data[i].l + 1);
  });
  return data.flatMap(({ x, y }) => x.map((at, i): [number, number] => [at, fromWire(y[i])]));
}

describe('serve()', () => {
  test('gives every cost to every watcher, bit for bit', async () => {
    const { port, costs } = await start();
    const clients = await Promise.all([connect(port), connect(port), connect(port)]);
    for (const client of clients) await client.ask(sub('r1/train/*'));
    const values = [0.1, 1 / 3, NaN, Infinity, -Infinity, -0, 5e-324, 1.7976931348623157e308];
    costs(...values);
    for (const client of clients) {
      await client.until(() => pointsOf(client, 'r1/train/cost').length === values.length);
      const expected = values.map((value, i) => [i + 1, value]);
      expect(pointsOf(client, 'r1/train/cost')).toEqual(expected);
      await client.end();
    }
  });

  test('listens on 127.0.0.1 and ::1, on the same port', async () => {
    const { port } = await start();
    for (const host of ['127.0.0.1', '[::1]']) {
      expect((await fetch(`http://${host}:${port}/healthz`)).status).toBe(200);
    }
  });

  test('subscribes once, when it listens, and a late watcher gets the past', async () => {
    const { port, costs, step$ } = await start();
    expect(step$.observed).toBe(true);
    costs(...Array.from({ length: 1_000 }, (_, i) => i));
    const client = await connect(port);
    await client.ask(sub('r1/train/cost', { from: 'first' }));
    await client.until(() => pointsOf(client, 'r1/train/cost').length === 1_000);
    await client.end();
  });

  test('takes a bare stream, under the name run', async () => {
    const step$ = new Subject<Trained>();
    serving = await serve(step$, { tickMs: 5 });
    const client = await connect(serving.port);
    await client.ask(sub('run/train/cost'));
    step$.next({ ...recordAt(0), cost: 7 });
    await client.until(() => pointsOf(client, 'run/train/cost').length === 1);
    await client.end();
  });

  test('tells the life of a run', async () => {
    const { port, costs, step$, report$ } = await start();
    const client = await connect(port);
    await client.ask(sub('r1/*'));
    costs(3, 2);
    report$.next({ iteration: 2, trainAccuracy: 0.75, testAccuracy: 0.5 });
    step$.complete();
    await client.until((all) =>
      all.some((each) => each.t === 'event' && JSON.stringify(each.d).includes('stopped')),
    );
    await client.until(() => pointsOf(client, 'r1/test/accuracy').length === 1);
    expect(pointsOf(client, 'r1/train/accuracy')).toEqual([[2, 0.75]]);
    const events = client.got.filter((each) => each.t === 'event');
    expect(events.map(({ d }) => d)).toEqual([
      { type: 'started', iteration: 0 },
      { type: 'stopped', iteration: 2 },
    ]);
    await client.until((all) =>
      all.some(
        (each) => each.t === 'state' && JSON.stringify(each.d).includes('"phase":"stopped"'),
      ),
    );
    await client.end();
  });

  test('tells when a run goes back: iterations come again, and seq goes on', async () => {
    const { port, costs, step$ } = await start();
    const client = await connect(port);
    await client.ask(sub('r1/*'));
    costs(5, 4, NaN, NaN);
    for (const [index, cost] of [4, 3, 2].entries())
      step$.next({ ...recordAt(0), index: index + 1, cost });
    await client.until(() => pointsOf(client, 'r1/train/cost').length === 7);
    expect(pointsOf(client, 'r1/train/cost').map(([x]) => x)).toEqual([1, 2, 3, 4, 2, 3, 4]);
    await client.until((all) => all.filter(({ t }) => t === 'event').length === 2);
    const events = client.got.flatMap((each) => (each.t === 'event' ? [each.d] : []));
    expect(events).toEqual([
      { type: 'started', iteration: 0 },
      { type: 'rewound', iteration: 1 },
    ]);
    await client.end();
  });

  test('tells why a run failed, and stays', async () => {
    const { port, step$, costs } = await start();
    costs(1);
    step$.error(new Error('the disk is on fire'));
    const client = await connect(port);
    await client.ask(sub('r1/run/events', { from: 'first' }));
    await client.until((all) => all.filter(({ t }) => t === 'event').length === 2);
    expect(client.got.at(-1)).toMatchObject({
      d: { type: 'failed', iteration: 1, message: 'the disk is on fire' },
    });
    await client.end();
  });

  test('says good-bye at its end, and when to come back', async () => {
    const { port } = await start();
    const client = await connect(port);
    await serving?.close();
    serving = undefined;
    expect(await client.closed).toBe(closeCodes.goingAway);
    expect(client.got.at(-1)).toEqual({ t: 'bye', code: 4102, reconnect: [500, 3_000] });
  });

  test('measures what costs something while somebody reads it, at once where the run rests', async () => {
    const { port, costs, step$ } = await start();
    costs(1, 2, 3);
    const first = await connect(port);
    const answer = await first.ask(sub('r1/*'));
    const topics = 'topics' in answer ? (answer.topics ?? []) : [];
    const tops = Object.fromEntries(topics.map(({ topic, top }) => [topic, top]));
    expect(tops).toMatchObject({ 'r1/layers': 0, 'r1/train/gradientNorm': 0, 'r1/samples': 0 });
    costs(4);
    await first.until((all) => all.some((each) => each.t === 'state' && each.s === 'r1/layers'));
    await first.until(() => pointsOf(first, 'r1/train/gradientNorm').length === 1);
    await first.end();
    step$.complete();
    const second = await connect(port);
    await second.ask(sub('r1/layers', { from: 'first' }));
    await second.until((all) => all.some((each) => each.t === 'state' && each.s === 'r1/layers'));
    await second.end();
  });

  test('shows the layers of the last step when the run ends, however shortly before they were shown', async () => {
    const { port, costs, step$ } = await start();
    const client = await connect(port);
    await client.ask(sub('r1/layers'));
    const shown = () =>
      client.got.flatMap((message) =>
        message.t === 'state' && message.s === 'r1/layers' ? [message.d] : [],
      );
    costs(0.7);
    await client.until(() => shown().length === 1);
    costs(0.6, 0.5);
    step$.complete();
    await client.until(() => shown().length === 2);
    expect(shown()[1]).toMatchObject({ iteration: 3 });
    await client.end();
  });

  test('ends the waiting of a command that a run has not told of 2 s after its end', async () => {
    const { run, step$, costs } = scriptedRun();
    serving = await serve({ ...run, command: { next() {} } }, { tickMs: 5 });
    const { port, tokens } = serving;
    const client = await connect(port, { token: tokens.controller });
    costs(1);
    const answer = client.ask(cmd('pause', {}));
    await client.ask({ ...sub('r1/*'), id: 'later' });
    step$.complete();
    expect(await answer).toMatchObject({ t: 'err', code: 'refused', message: 'the run has ended' });
    await client.end();
  });

  test.each([
    [{ host: '0.0.0.0' }, /Cannot serve on 0\.0\.0\.0.*tokens and allowedHosts/],
    [{ host: '192.0.2.1', allowedHosts: ['a.example'] }, /tokens/],
    [{ tokens: { watcher: 'short', controller: 'shorter' } }, /22 characters/],
  ])('refuses options that open the door: %j', async (options, message) => {
    await expect(serve(NEVER, options)).rejects.toThrow(message);
  });

  test.each(['a/b', '', 'a b', '*', 'x'.repeat(300)])('refuses %j as a name', async (name) => {
    await expect(serve({ name, step$: of() })).rejects.toThrow(RangeError);
  });

  test('refuses two runs with one name', async () => {
    const run = { name: 'r', step$: NEVER };
    await expect(serve([run, run])).rejects.toThrow('two runs with the name r');
  });

  test('rejects when the port is taken, and does not begin the run', async () => {
    const { port } = await start();
    const { run, step$ } = scriptedRun();
    await expect(serve(run, { port })).rejects.toThrow('EADDRINUSE');
    expect(step$.observed).toBe(false);
  });
});

let count = 0;
const newKey = () => `0b0f8f0e-6a2b-4c5d-8e9f-${String(count++).padStart(12, '0')}`;
const cmd = (name: string, args: object, more: object = {}) => {
  const key = newKey();
  return { t: 'cmd', id: key, key, run: 'r1', cmd: name, args, ...more };
};

describe('a command', () => {
  test('is answered with the iteration where it took effect, and told to all', async () => {
    const { port, token, costs, commands } = await start();
    const watcher = await connect(port);
    const controller = await connect(port, { token });
    await watcher.ask(sub('r1/run/events'));
    costs(1, 2, 3);
    const message = cmd('learningRate', { value: 0.01 });
    expect(await controller.ask(message)).toEqual({
      t: 'ok',
      id: message.id,
      applied: { iteration: 3 },
    });
    expect(commands).toEqual([{ type: 'learningRate', value: 0.01, id: message.key }]);
    await watcher.until((all) => all.filter(({ t }) => t === 'event').length === 2);
    expect(watcher.got.at(-1)).toMatchObject({
      d: {
        type: 'command',
        key: message.key,
        cmd: 'learningRate',
        args: { value: 0.01 },
        iteration: 3,
        rev: 1,
      },
    });
    await Promise.all([watcher.end(), controller.end()]);
  });

  test('is applied once, however often and by whomever it is repeated', async () => {
    const { port, token, commands } = await start();
    const [one, two] = [await connect(port, { token }), await connect(port, { token })];
    const message = cmd('pause', {});
    const answers = [
      await one.ask(message),
      await one.ask({ ...message, id: 'again' }),
      await two.ask({ ...message, id: 'elsewhere' }),
    ];
    expect(answers.map((answer) => ({ ...answer, id: '' }))).toEqual(
      Array(3).fill({ t: 'ok', id: '', applied: { iteration: 0 } }),
    );
    expect(commands).toHaveLength(1);
    expect(await one.ask({ ...message, ...{ id: 'x', cmd: 'stop' } })).toMatchObject({
      code: 'keyConflict',
    });
    await Promise.all([one.end(), two.end()]);
  });

  test('is refused when others have been applied since', async () => {
    const { port, token } = await start();
    const client = await connect(port, { token });
    expect(await client.ask(cmd('pause', {}, { ifRev: 0 }))).toMatchObject({ t: 'ok' });
    expect(await client.ask(cmd('resume', {}, { ifRev: 0 }))).toMatchObject({
      code: 'revConflict',
    });
    expect(await client.ask(cmd('resume', {}, { ifRev: 1 }))).toMatchObject({ t: 'ok' });
    await client.end();
  });

  test.each([
    ['NaN', '{"value":NaN}', 'notJson'],
    ['1e999', '{"value":1e999}', 'badMessage'],
    ['-1', '{"value":-1}', 'badMessage'],
    ['0', '{"value":0}', 'badMessage'],
    ['"0.1"', '{"value":"0.1"}', 'badMessage'],
    ['[]', '{"value":[]}', 'badMessage'],
    ['nothing', '{}', 'badMessage'],
    ['an inherited value', '{"__proto__":{"value":0.1}}', 'badMessage'],
  ])('with %s as a learning rate is refused', async (_name, args, code) => {
    const { port, token, commands } = await start();
    const client = await connect(port, { token });
    const text = JSON.stringify(cmd('learningRate', {})).replace('"args":{}', `"args":${args}`);
    client.say(text);
    await client.until((all) => all.some(({ t }) => t === 'err'));
    expect(client.got.at(-1)).toMatchObject({ t: 'err', code });
    expect(commands).toEqual([]);
    await client.end();
  });

  test('to nobody is refused', async () => {
    const { port, token } = await start();
    const client = await connect(port, { token });
    expect(await client.ask(cmd('pause', {}, { run: 'r9' }))).toMatchObject({ code: 'unknownRun' });
    await client.end();
  });

  test('of a watcher is refused, with its token or none', async () => {
    const { port, watcher: token, commands } = await start();
    for (const options of [{ token }, {}]) {
      const client = await connect(port, options);
      expect(await client.ask(cmd('stop', {}))).toMatchObject({ t: 'err', code: 'forbidden' });
      await client.end();
    }
    expect(commands).toEqual([]);
  });
});

describe('GET', () => {
  test('/v1/runs tells the runs and how they stand', async () => {
    const { url, costs } = await start();
    costs(1, 2);
    expect(await (await fetch(new URL('v1/runs', url))).json()).toEqual([
      {
        name: 'r1',
        phase: 'running',
        iteration: 2,
        learningRate: 0.5,
        rev: 0,
        configuration: { layerDims: [2, 3, 1], iterations: 1_000_000 },
      },
    ]);
  });

  test('/metrics tells figures as Prometheus reads them', async () => {
    const { url, port, costs } = await start();
    costs(1, 2);
    const client = await connect(port);
    const text = await (await fetch(new URL('metrics', url))).text();
    expect(text).toContain('\ngradstream_clients 1\n');
    expect(text).toContain('\ngradstream_run_iterations{run="r1"} 2\n');
    for (const line of text.trimEnd().split('\n')) {
      expect(line).toMatch(/^(?:# (?:HELP|TYPE) \w+ .+|\w+(?:\{\w+="[^"]*"\})? \S+)$/);
    }
    await client.end();
  });

  test('of what is not there is refused, with what nobody may load', async () => {
    const { url } = await start();
    const response = await fetch(new URL('../../etc/passwd', url));
    expect(response.status).toBe(404);
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  });

  test('with a body, or by another method, is refused', async () => {
    const { port } = await start();
    for (const method of ['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE']) {
      const status = await new Promise((resolve, reject) => {
        request({ host: '127.0.0.1', port, method, path: '/v1/runs' }, (response) => {
          response.resume();
          resolve(response.statusCode);
        })
          .on('error', reject)
          .end();
      });
      expect([method, status]).toEqual([method, 405]);
    }
  });
});
