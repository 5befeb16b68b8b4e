import { randomUUID } from 'node:crypto';
import { createTokens, type Serving, serve } from 'gradstream/server';
import type { Command } from 'gradstream/streams';
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { connect as connectProduct } from '../../../server/client.js';
import type { ServerMessage } from '../../../server/protocol/serverMessages.js';
import { connect, type WireClient } from './client.js';
import { cuttingLine } from './cuttingLine.js';
import { scriptedRun } from './scriptedRun.js';

/* Commands that race with each other, with cuts and with the end of the run. */

/** How often a line is cut. */
const CUTS = 30;

const tokens = createTokens();
let serving: Serving;
let scripted: ReturnType<typeof scriptedRun>;
/** Commands that the run has heard, and not obeyed yet. */
let heard: Command[];

beforeEach(async () => {
  scripted = scriptedRun();
  heard = [];
  const command = { next: (each: Command) => heard.push(each) };
  serving = await serve({ ...scripted.run, command }, { tickMs: 5, tokens });
  scripted.costs(1, 2, 3);
});

afterEach(() => serving.close());

/** Obeys what it has heard, or says why not. */
function obey(iteration: number, refused?: string): void {
  for (const command of heard.splice(0))
    scripted.applied$.next({ command, iteration, ...(refused !== undefined && { refused }) });
}

const cmd = (name: string, key: string, more: object = {}) => ({
  t: 'cmd',
  id: randomUUID(),
  key,
  run: 'r1',
  cmd: name,
  args: {},
  ...more,
});

async function controllers(count: number): Promise<WireClient[]> {
  const token = tokens.controller;
  const all = await Promise.all(
    Array.from({ length: count }, () => connect(serving.port, { token })),
  );
  onTestFinished(() => {
    for (const { socket } of all) socket.terminate();
  });
  return all;
}

/** What the run has told of commands so far. */
async function told(): Promise<unknown[]> {
  const watcher = await connect(serving.port);
  await watcher.ask({ t: 'sub', id: '1', topic: 'r1/run/events', from: 'first' });
  await watcher.ask({ t: 'unsub', id: '2', topic: 'r1/run/events' });
  await watcher.end();
  const events = watcher.got.flatMap((each) => (each.t === 'event' ? [each.d] : []));
  return events.filter((event) => JSON.stringify(event).startsWith('{"type":"command"'));
}

const codeOf = (answer: ServerMessage) => ('code' in answer ? answer.code : answer.t);

describe('a command', () => {
  test('of twenty at once, with one key, is applied once, and all get its answer', async () => {
    const all = await controllers(20);
    const key = randomUUID();
    const asked = all.map((each) => each.ask(cmd('pause', key)));
    // Whoever asks last has been heard when this is answered.
    await Promise.all(all.map((each) => each.ask({ t: 'unsub', id: 'heard', topic: 'none' })));
    expect(heard).toHaveLength(1);
    obey(3);
    for (const answer of await Promise.all(asked))
      expect(answer).toMatchObject({ t: 'ok', applied: { iteration: 3 } });
    expect(await told()).toMatchObject([{ key, cmd: 'pause', iteration: 3, rev: 1 }]);
  });

  test('of twenty at once that go by one rev is applied once, and the others conflict', async () => {
    const all = await controllers(20);
    const asked = all.map((each) => each.ask(cmd('pause', randomUUID(), { ifRev: 0 })));
    await Promise.all(all.map((each) => each.ask({ t: 'unsub', id: 'heard', topic: 'none' })));
    obey(3);
    const codes = (await Promise.all(asked)).map(codeOf);
    expect(codes.filter((code) => code === 'ok')).toHaveLength(1);
    expect(codes.filter((code) => code === 'revConflict')).toHaveLength(19);
    expect(await told()).toHaveLength(1);
  });

  test('of two who want different things by one key conflicts, before and after the answer', async () => {
    const [one, two] = await controllers(2);
    const key = randomUUID();
    const asked = one.ask(cmd('pause', key));
    await one.ask({ t: 'unsub', id: 'heard', topic: 'none' });
    expect(codeOf(await two.ask(cmd('stop', key)))).toBe('keyConflict');
    obey(3);
    expect(codeOf(await asked)).toBe('ok');
    expect(codeOf(await two.ask(cmd('pause', key, { ifRev: 1 })))).toBe('keyConflict');
    expect(await told()).toHaveLength(1);
  });

  test('of who has gone before the answer is applied, and who comes back gets its answer', async () => {
    const [gone, other] = await controllers(2);
    const key = randomUUID();
    gone.say(cmd('pause', key));
    await gone.ask({ t: 'unsub', id: 'heard', topic: 'none' });
    gone.socket.terminate();
    await gone.closed;
    obey(3);
    expect(await other.ask(cmd('pause', key))).toMatchObject({ applied: { iteration: 3 } });
    expect(await told()).toHaveLength(1);
  });

  test('is answered once each, whatever the run does when it ends', async () => {
    const all = await controllers(10);
    const [key, late] = [randomUUID(), randomUUID()];
    const [first] = all;
    const applied = first.ask(cmd('evaluate', key));
    await first.ask({ t: 'unsub', id: 'heard', topic: 'none' });
    obey(3);
    await applied;
    const asked = all.map((each) =>
      each.ask(cmd('learningRate', randomUUID(), { args: { value: 1 } })),
    );
    await Promise.all(all.map((each) => each.ask({ t: 'unsub', id: 'heard', topic: 'none' })));
    scripted.step$.complete();
    obey(3, 'the run has ended');
    for (const answer of await Promise.all(asked))
      expect(answer).toMatchObject({ code: 'refused', message: 'the run has ended' });
    expect(await first.ask(cmd('evaluate', key))).toMatchObject({ applied: { iteration: 3 } });
    expect(await first.ask(cmd('stop', late))).toMatchObject({ message: 'the run has ended' });
    for (const { got } of all) {
      const ids = got.flatMap((each) => ('id' in each && each.id !== 'heard' ? [each.id] : []));
      expect(new Set(ids).size).toBe(ids.length);
    }
  });

  test('that ends the run is answered when that is on the disk, which is later', async () => {
    const [one] = await controllers(1);
    const asked = one.ask(cmd('stop', randomUUID()));
    await one.ask({ t: 'unsub', id: 'heard', topic: 'none' });
    scripted.step$.complete();
    await one.ask({ t: 'unsub', id: 'later', topic: 'none' });
    obey(3);
    expect(await asked).toMatchObject({ t: 'ok', applied: { iteration: 3 } });
  });

  test('of which a run says nothing more is refused', async () => {
    const [one] = await controllers(1);
    const asked = one.ask(cmd('pause', randomUUID()));
    await one.ask({ t: 'unsub', id: 'heard', topic: 'none' });
    scripted.step$.complete();
    scripted.applied$.complete();
    expect(await asked).toMatchObject({ code: 'refused', message: 'the run has ended' });
  });

  test('of the client of the product is applied once, however often the line is cut before the answer', async () => {
    // Behind the handshake and hello: within the command, behind it, or within its answer.
    const line = await cuttingLine(serving.port, (cuts) =>
      cuts === CUTS
        ? undefined
        : { down: 2_000 + 137 * cuts, up: 330 + 17 * cuts, resets: cuts % 2 === 0 },
    );
    const connection = connectProduct(`http://127.0.0.1:${line.port}/`, {
      token: tokens.controller,
      WebSocket,
      backOff: { firstMs: 2, mostMs: 10 },
    });
    onTestFinished(() => {
      connection.close();
      line.close();
    });
    const obeying = setInterval(() => obey(3), 1);
    onTestFinished(() => clearInterval(obeying));
    for (let i = 1; line.cuts < CUTS; i++) {
      expect(await connection.command('r1', { cmd: 'evaluate', args: {} })).toEqual({
        iteration: 3,
      });
      expect(await told()).toHaveLength(i);
    }
  });
});
