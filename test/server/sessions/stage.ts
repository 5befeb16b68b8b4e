import { defaultLimits, type Limits } from '../../../server/protocol/limits.js';
import type { Role, ServerMessage } from '../../../server/protocol/serverMessages.js';
import { createHub } from '../../../server/sessions/hub.js';
import { type Connection, createSession } from '../../../server/sessions/session.js';
import { createEventLog } from '../../../server/topics/eventLog.js';
import { createSeriesLog } from '../../../server/topics/seriesLog.js';
import { createStateLog } from '../../../server/topics/stateLog.js';

/** A hub with one topic of each class, without sockets, on a clock that is set by hand. */
export function createStage(limits: Partial<Limits> = {}) {
  let nowMs = 0;
  const tasks: (() => void)[] = [];
  const now = () => nowMs;
  const hub = createHub({ now, soon: (task) => tasks.push(task) });
  const watched: [topic: string, isWatched: boolean][] = [];
  const cost = createSeriesLog({ topic: 'r1/train/cost', epoch: 'e' }, { now });
  const status = createStateLog({ topic: 'r1/run/status', epoch: 'e' });
  const events = createEventLog({ topic: 'r1/run/events', epoch: 'e' });
  for (const log of [cost, status, events]) {
    const { topic } = log.info;
    hub.add(log, (isWatched) => watched.push([topic, isWatched]));
  }

  function settle(): void {
    for (let task = tasks.shift(); task !== undefined; task = tasks.shift()) task();
  }

  return {
    hub,
    cost,
    status,
    events,
    watched,
    now,
    settle,
    /** Lets time pass, then does what a tick does. */
    tick: (ms = 50): void => {
      nowMs += ms;
      hub.tick();
      settle();
    },
    connect: (role: Role = 'watcher', commands: string[] = []) => {
      const line = createLine();
      const session = createSession({
        id: 's',
        role,
        connection: line,
        hub,
        desk: {
          ask: ({ id, cmd }, answer) => {
            commands.push(cmd);
            answer({ t: 'ok', id, applied: { iteration: 5 } });
          },
        },
        limits: { ...defaultLimits, ...limits },
        nowMs,
      });
      hub.join(session);
      return {
        session,
        line,
        say: (message: unknown): void => {
          const text = typeof message === 'string' ? message : JSON.stringify(message);
          session.receive(text, nowMs);
          settle();
        },
      };
    },
  };
}

export type Stage = ReturnType<typeof createStage>;

export const hello = { t: 'hello', client: 'test' };

/** A connection that keeps what it is given; it can be stopped from taking more. */
function createLine() {
  const got: ServerMessage[] = [];
  let buffered = 0;
  let flushed = 0;
  const line = {
    got,
    pings: 0,
    closed: 0,
    isStopped: false,
    take(text: string): void {
      got.push(JSON.parse(text));
      if (line.isStopped) buffered += text.length;
      else flushed += text.length;
    },
    /** The network takes so many bytes of what waits. */
    drain(bytes = buffered): void {
      buffered -= bytes;
      flushed += bytes;
    },
    /** What came since the last look. */
    news: (): ServerMessage[] => got.splice(0),
    get bufferedBytes() {
      return buffered;
    },
    get flushedBytes() {
      return flushed;
    },
    write: (frames: Parameters<Connection['write']>[0]) => {
      for (const { text } of frames) line.take(text);
    },
    send: (message: ServerMessage) => line.take(JSON.stringify(message)),
    ping: () => {
      line.pings++;
    },
    close: (code: number) => {
      line.closed = code;
    },
  } satisfies Connection & Record<string, unknown>;
  return line;
}
