import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { type Serving, serve } from 'gradstream/server';
import { firstValueFrom, map, scan } from 'rxjs';
import { webSocket } from 'rxjs/webSocket';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import type { ServerMessage } from '../../../server/protocol/serverMessages.js';
import { scriptedRun } from './scriptedRun.js';

/* Clients that nobody here wrote. */

let serving: Serving;
let scripted: ReturnType<typeof scriptedRun>;

beforeEach(async () => {
  scripted = scriptedRun();
  serving = await serve(scripted.run, { tickMs: 5 });
});

afterEach(() => {
  vi.unstubAllGlobals();
  return serving.close();
});

/** That of the system, to which its packages belong. */
const python = existsSync('/usr/bin/python3') ? '/usr/bin/python3' : 'python3';

const works = (command: string, ...args: string[]) => spawnSync(command, args).status === 0;

/** The output of a program, until something holds of it. */
async function outputUntil(
  { stdout }: ChildProcess,
  holds: (text: string) => boolean,
): Promise<string> {
  let text = '';
  for await (const part of stdout ?? []) {
    text += String(part);
    if (holds(text)) break;
  }
  return text;
}

const messagesIn = (text: string): ServerMessage[] =>
  [...text.matchAll(/^data: (.*)$/gm)].map(([, json]) => JSON.parse(json));

describe.skipIf(!works('curl', '--version'))('curl reads server-sent events', () => {
  const read = (...more: string[]) => {
    const address = new URL('v1/sse?topic=r1/train/cost', serving.url);
    return spawn('curl', ['-sN', ...more, String(address)]);
  };

  test('from the first on, while they come', async () => {
    scripted.costs(1, NaN);
    const curl = read();
    const text = await outputUntil(curl, (all) => all.endsWith('\n\n'));
    expect(messagesIn(text)).toMatchObject([{ t: 'data', f: 1, l: 2, y: [1, 'NaN'] }]);
    expect(text).toMatch(/^id: r1%2Ftrain%2Fcost@[\w-]+@2\ndata: .+\n\n$/);
    curl.kill();
    await once(curl, 'close');
  });

  test('behind the id that came last', async () => {
    scripted.costs(1, 2);
    const first = read();
    const text = await outputUntil(first, (all) => all.endsWith('\n\n'));
    first.kill();
    const id = /^id: (.*)$/m.exec(text)?.[1] ?? '';
    scripted.costs(3);
    const second = read('-H', `Last-Event-ID: ${id}`);
    const more = await outputUntil(second, (all) => all.endsWith('\n\n'));
    expect(messagesIn(more)).toMatchObject([{ t: 'data', f: 3, l: 3, y: [3] }]);
    second.kill();
  });

  test('from anew, behind an id of another log', async () => {
    scripted.costs(1);
    const curl = read('-H', 'Last-Event-ID: r1%2Ftrain%2Fcost@other@7');
    const text = await outputUntil(
      curl,
      (all) => all.endsWith('\n\n') && messagesIn(all).length > 1,
    );
    expect(messagesIn(text)).toMatchObject([{ t: 'reset' }, { t: 'data', f: 1 }]);
    curl.kill();
  });
});

test('rxjs/webSocket follows a run', async () => {
  // In Node 20 there is no global one; its type is that of browsers.
  vi.stubGlobal('WebSocket', WebSocket);
  const socket$ = webSocket<object>({
    url: `ws://127.0.0.1:${serving.port}/v1/ws`,
    protocol: 'gradstream.v1.json',
  });
  const costs$ = socket$.multiplex(
    () => ({ t: 'sub', id: '1', topic: 'r1/train/cost', from: 'first' }),
    () => ({ t: 'unsub', id: '2', topic: 'r1/train/cost' }),
    (message) => 't' in message && message.t === 'data',
  );
  socket$.next({ t: 'hello', client: 'rxjs' });
  scripted.costs(3, 4);
  const sum$ = costs$.pipe(
    map((message) => ('y' in message && Array.isArray(message.y) ? message.y : [])),
    scan((sum, y) => sum + y.reduce((a, b) => a + b, 0), 0),
  );
  expect(await firstValueFrom(sum$)).toBe(7);
});

const script = `
import asyncio, json, sys, websockets
async def main():
    async with websockets.connect(sys.argv[1], subprotocols=["gradstream.v1.json"]) as ws:
        await ws.send(json.dumps({"t": "hello", "client": "python"}))
        await ws.send(json.dumps({"t": "sub", "id": "1", "topic": "r1/train/cost", "from": "first"}))
        while True:
            message = json.loads(await ws.recv())
            if message["t"] == "data":
                print(json.dumps([float(y) for y in message["y"]]))
                return
asyncio.run(main())
`;

test.skipIf(!works(python, '-c', 'import websockets'))(
  "Python's websockets follows a run",
  async () => {
    scripted.costs(0.1, -Infinity);
    const client = spawn(python, ['-c', script, `ws://127.0.0.1:${serving.port}/v1/ws`]);
    expect(await outputUntil(client, () => false)).toBe('[0.1, -Infinity]\n');
  },
);
