import type { SchedulerLike } from 'rxjs';
import { describe, expect, test } from 'vitest';
import {
  ConnectionError,
  type ConnectionStatus,
  connect,
  type SeriesPart,
} from '../../../server/client.js';
import { marbles } from '../../marbles.js';
import { type FakeSocket, fakeWebSocket } from './fakeWebSocket.js';
import { agg, data, subscribed, topic, welcome } from './messages.js';

/** A connection by the clock of a marble test, that has been welcomed; without jitter. */
function started(scheduler: SchedulerLike, random = 0) {
  const { WebSocket, sockets } = fakeWebSocket(() => scheduler.now());
  const connection = connect('ws://localhost:1/', { WebSocket, random: () => random, scheduler });
  const parts: SeriesPart[] = [];
  connection.series(topic).subscribe({ next: (part) => parts.push(part), error: () => undefined });
  meet(sockets[0]);
  sockets[0].say({ t: 'ok', id: 's1', topics: [subscribed()] });
  return { connection, sockets, parts };
}

function meet(socket: FakeSocket, resumed: Parameters<typeof welcome>[0] = []): void {
  socket.open();
  socket.say(welcome(resumed));
}

const kinds = (parts: readonly SeriesPart[]) => parts.map(({ kind }) => kind);

describe('a connection that is lost', () => {
  test(
    'is tried again after waits that double, with jitter, up to 15 s',
    marbles((m) => {
      const { WebSocket, sockets } = fakeWebSocket(() => m.scheduler.now());
      const { scheduler } = m;
      const connection = connect('ws://localhost:1/', { WebSocket, random: () => 0, scheduler });
      for (const at of [10, 270, 780, 1790, 3800, 7810, 15320]) {
        scheduler.schedule(() => sockets.at(-1)?.drop(), at);
      }
      scheduler.schedule(() => {
        const times = sockets.map(({ madeAt }) => madeAt);
        expect(times).toEqual([0, 260, 770, 1780, 3790, 7800, 15310, 22820]);
        connection.close();
      }, 59_000);
    }),
  );

  test(
    'comes back between the times that the server asked for',
    marbles((m) => {
      const { connection, sockets } = started(m.scheduler, 0.5);
      sockets[0].say({ t: 'bye', code: 4102, reconnect: [1000, 3000] });
      sockets[0].drop(4102);
      m.cold('5s a').subscribe(() => {
        expect(sockets[1].madeAt).toBe(2000);
        connection.close();
      });
    }),
  );

  test(
    'comes back at once after a 42xx, but not again and again',
    marbles((m) => {
      const { connection, sockets } = started(m.scheduler);
      sockets[0].drop(4200);
      m.cold('10ms a').subscribe(() => {
        meet(sockets[1]);
        sockets[1].drop(4200);
      });
      m.cold('5s a').subscribe(() => {
        expect(sockets.map(({ madeAt }) => madeAt)).toEqual([0, 0, 510]);
        connection.close();
      });
    }),
  );

  test(
    'goes on behind the last seq that it has, and takes nothing twice',
    marbles((m) => {
      const { connection, sockets, parts } = started(m.scheduler);
      sockets[0].say(data(1, 5));
      sockets[0].drop();
      m.cold('1s a').subscribe(() => {
        sockets[1].open();
        expect(sockets[1].sent[0]).toMatchObject({ resume: [{ topic, epoch: 'a', seq: 5 }] });
        sockets[1].say(welcome([subscribed({ top: 7 })]));
        sockets[1].say(data(4, 7));
        expect(parts.at(-1)).toMatchObject({ first: 6, last: 7, values: [60, 70] });
        expect(sockets[1].sent).toHaveLength(1);
        connection.close();
      });
    }),
  );

  test(
    'goes on with more topics than a message names, by asking for all and dropping what it has',
    marbles((m) => {
      const { WebSocket, sockets } = fakeWebSocket();
      const { scheduler } = m;
      const connection = connect('ws://localhost:1/', { WebSocket, random: () => 0, scheduler });
      const names = Array.from({ length: 80 }, (_, i) => `r1/x/${i}`);
      const seen: SeriesPart[] = [];
      connection.series('r1/*').subscribe((part) => seen.push(part));
      const topics = names.map((name) => subscribed({ topic: name }));
      const greeting = { ...welcome(), topics };
      sockets[0].open();
      sockets[0].say(greeting);
      sockets[0].say({ t: 'ok', id: 's1', topics });
      for (const s of names) sockets[0].say(data(1, 2, { s }));
      sockets[0].drop();
      m.cold('1s a').subscribe(() => {
        sockets[1].open();
        expect(sockets[1].sent[0].resume).toHaveLength(64);
        sockets[1].say({ ...greeting, resumed: topics.slice(0, 64) });
        expect(sockets[1].sent.at(-1)).toMatchObject({ t: 'sub', topic: 'r1/*', from: 'first' });
        for (const s of names) sockets[1].say(data(1, 3, { s }));
        expect(seen).toHaveLength(160);
        expect(seen.slice(80).every((part) => part.kind === 'points' && part.first === 3)).toBe(
          true,
        );
        connection.close();
      });
    }),
  );

  test(
    'begins anew, and says so, when the server has lost its log',
    marbles((m) => {
      const { connection, sockets, parts } = started(m.scheduler);
      sockets[0].say(data(1, 5));
      sockets[0].drop();
      m.cold('1s a').subscribe(() => {
        meet(sockets[1], [subscribed({ epoch: 'b', recovered: false })]);
        sockets[1].say(data(1, 2, { e: 'b' }));
        expect(kinds(parts)).toEqual(['points', 'reset', 'points']);
        connection.close();
      });
    }),
  );

  test(
    'says a command again that was not answered, with the same key',
    marbles((m) => {
      const { connection, sockets } = started(m.scheduler);
      void connection.command('r1', { cmd: 'pause', args: {} });
      sockets[0].drop();
      m.cold('1s a').subscribe(() => {
        meet(sockets[1]);
        const [first, second] = sockets.map(({ sent }) => sent.find(({ t }) => t === 'cmd'));
        expect(second).toEqual(first);
        sockets[1].say({ t: 'ok', id: String(second?.id), applied: { iteration: 1 } });
        connection.close();
      });
    }),
  );

  test(
    'is found out by its silence: 25 s without a message, then 10 s without an answer',
    marbles((m) => {
      const { connection, sockets } = started(m.scheduler);
      m.cold('26s a').subscribe(() => expect(sockets[0].sent.at(-1)).toEqual({ t: 'ping' }));
      m.cold('40s a').subscribe(() => {
        expect(sockets[0].closed).toBe(true);
        expect(sockets[1].madeAt).toBe(35_250);
        connection.close();
      });
    }),
  );

  test.each([
    [4001, 'ten bad messages'],
    [1008, 'policy'],
    [1006, 'Unexpected server response: 401'],
  ])('never comes back after %d %s: topics fail, and commands', async (code, reason) => {
    const { WebSocket, sockets } = fakeWebSocket();
    const connection = connect('ws://localhost:1/', { WebSocket });
    const errors: unknown[] = [];
    const states: ConnectionStatus[] = [];
    connection.status$.subscribe((status) => states.push(status));
    connection.series(topic).subscribe({ error: (error) => errors.push(error) });
    meet(sockets[0]);
    const asked = connection.command('r1', { cmd: 'stop', args: {} });
    sockets[0].drop(code, reason);
    expect(states.at(-1)).toEqual({ state: 'disconnected', reason, code });
    expect(errors).toEqual([new ConnectionError(`Disconnected: ${reason}`, code)]);
    await expect(asked).rejects.toBeInstanceOf(ConnectionError);
  });
});

describe('status$', () => {
  test(
    'says connecting, live, disconnected with the wait, connecting and live again',
    marbles((m) => {
      const { connection, sockets } = started(m.scheduler);
      const states = connection.status$;
      m.cold('2s a').subscribe(() => sockets[0].drop(1006, 'cut'));
      m.cold('3s a').subscribe(() => meet(sockets[1], [subscribed()]));
      m.cold('4s a').subscribe(() => connection.close());
      m.expect(states).toBeObservable('l 1999ms d 249ms c 749ms l 999ms |', {
        l: { state: 'live' },
        d: { state: 'disconnected', reason: 'cut', code: 1006, retryMs: 250 },
        c: { state: 'connecting', attempt: 2 },
      });
    }),
  );

  test(
    'says behind while messages are known to be on their way',
    marbles((m) => {
      const { connection, sockets } = started(m.scheduler);
      m.cold('1s a').subscribe(() => {
        sockets[0].say({ t: 'ok', id: 's9', topics: [subscribed({ top: 10 })] });
        sockets[0].say(data(1, 4));
      });
      m.cold('2s a').subscribe(() => sockets[0].say(data(5, 12)));
      m.cold('3s a').subscribe(() => connection.close());
      m.expect(connection.status$).toBeObservable('l 999ms b 999ms l 999ms |', {
        l: { state: 'live' },
        b: { state: 'behind', missing: 6, lateMs: 0 },
      });
    }),
  );

  test(
    'says behind when blocks come later after they were sealed than before, whatever the clocks',
    marbles((m) => {
      const { connection, sockets } = started(m.scheduler);
      const skew = 1_000_000;
      m.cold('1s a').subscribe(() => sockets[0].say(data(1, 1, { ts: skew + 990 })));
      m.cold('5s a').subscribe(() => sockets[0].say(data(2, 2, { ts: skew + 1990 })));
      m.cold('6s a').subscribe(() => sockets[0].say(data(3, 3, { ts: skew + 5980 })));
      m.cold('7s a').subscribe(() => connection.close());
      m.expect(connection.status$).toBeObservable('l 4999ms b 999ms l 999ms |', {
        l: { state: 'live' },
        b: { state: 'behind', missing: 0, lateMs: 3000 },
      });
    }),
  );

  test(
    'says conflated from ranges that a slow reader gets until points come again; history is none',
    marbles((m) => {
      const { connection, sockets } = started(m.scheduler);
      m.cold('1s a').subscribe(() => sockets[0].say(agg(1, [5], 'history')));
      m.cold('2s a').subscribe(() => sockets[0].say(agg(6, [5], 'lagging')));
      m.cold('3s a').subscribe(() => sockets[0].say(data(11, 11)));
      m.cold('4s a').subscribe(() => connection.close());
      m.expect(connection.status$).toBeObservable('l 1999ms c 999ms l 999ms |', {
        l: { state: 'live' },
        c: { state: 'conflated' },
      });
    }),
  );
});

describe('seen', () => {
  test(
    'tells the server at most once a second how far the reader is',
    marbles((m) => {
      const { connection, sockets } = started(m.scheduler);
      const points$ = m.cold('a 100ms b 200ms c', { a: 1, b: 2, c: 3 });
      points$.subscribe((n) => sockets[0].say(data(n, n)));
      m.cold('3s a').subscribe(() => {
        const seen = sockets[0].sent.filter(({ t }) => t === 'seen');
        expect(seen).toEqual([{ t: 'seen', seq: { [topic]: 3 } }]);
        connection.close();
      });
    }),
  );
});
