import {
  asyncScheduler,
  auditTime,
  BehaviorSubject,
  defer,
  distinctUntilChanged,
  EMPTY,
  filter,
  map,
  mergeMap,
  Observable,
  ReplaySubject,
  repeat,
  Subject,
  tap,
  timer,
} from 'rxjs';
import type { Cmd } from '../protocol/clientMessages.js';
import type { ServerMessage, Welcome } from '../protocol/serverMessages.js';
import { addressOf } from './address.js';
import { comebacks } from './comebacks.js';
import type { Connection, ConnectOptions, SubscribeOptions } from './connection.js';
import { converse, type Say, type Turn } from './converse.js';
import { ConnectionError } from './errors.js';
import type { EventPart, SeriesPart, StatePart, TopicPart } from './parts.js';
import { rangesOf } from './rangesOf.js';
import { reader } from './reader.js';
import { MANY, readers } from './readers.js';
import { requests } from './requests.js';
import { type ConnectionStatus, progress } from './status.js';
import { uuid } from './uuid.js';
import { globalWebSocket } from './webSocket.js';

/**
 * Connects to a server of `gradstream`, and stays connected: after a loss it comes back, at first soon, then less
 * and less often, and goes on behind the last message that it has.
 *
 *   socket:  --w--1--2--X    --w--3--4--5--      w: welcome, X: lost
 *   series:  -----1--2----------3--4--5--      nothing twice, nothing missing
 *   status$: c-l--------d----c-l-------------      connecting, live, disconnected
 *
 * Each seq of a topic comes exactly once: duplicates are dropped by (epoch, seq), and a gap is read again. What the
 * server had to merge comes as ranges, with exact extremes.
 *
 * Topics fail with a RequestError when the server has none of the name, and with a ConnectionError when it does not
 * want to be asked again.
 *
 * @param url of the page, or of the socket
 * @throws {TypeError} at the call, when `url` is no such address, or there is no WebSocket
 */
export function connect(
  url: string,
  {
    token: givenToken,
    WebSocket = globalWebSocket(),
    scheduler = asyncScheduler,
    backOff = {},
    random = Math.random,
    client = 'gradstream',
  }: ConnectOptions = {},
): Connection {
  const { socketUrl, token = givenToken } = addressOf(url);
  if (WebSocket === undefined) {
    throw new TypeError('There is no global WebSocket: give one, as { WebSocket } of ws');
  }
  const status$ = new BehaviorSubject<ConnectionStatus>({ state: 'connecting', attempt: 1 });
  const welcome$ = new ReplaySubject<Welcome>(1);
  const reading = readers((task) => scheduler.schedule(task, 1000));
  const commands = requests();
  const returning = comebacks(backOff, random);
  const read$ = new Subject<void>();

  let say: Say | undefined;
  let course = progress();
  let ending: ConnectionError | undefined;

  function heard(message: ServerMessage, answer: Say): void {
    if (message.t === 'welcome') {
      say = answer;
      course = progress();
      returning.welcomed(scheduler.now());
      welcome$.next(message);
      reading.resume(message, answer);
      commands.waiting().forEach(answer);
    } else if (message.t === 'bye') returning.dismissed(message);
    else if (!((message.t === 'ok' || message.t === 'err') && commands.answer(message))) {
      reading.hear(message);
      read$.next();
    }
    course.follow(message, scheduler.now());
    if (say !== undefined) status$.next(course.status());
  }

  /** What is left to do after a close: the wait until the next attempt, or none. */
  function closed({ code, reason }: Extract<Turn, { readonly type: 'closed' }>): void {
    say = undefined;
    reading.suspend();
    const retryMs = returning.waitAfter(code, reason, scheduler.now());
    status$.next({
      state: 'disconnected',
      reason,
      code,
      ...(retryMs !== undefined && { retryMs }),
    });
    if (retryMs === undefined) ending = new ConnectionError(`Disconnected: ${reason}`, code);
  }

  function end(error?: ConnectionError): void {
    say = undefined;
    reading.suspend();
    commands.fail(error ?? new ConnectionError('The connection was closed', 1000));
    if (error === undefined) reading.complete();
    else reading.fail(error);
    status$.complete();
    welcome$.complete();
    read$.complete();
  }

  const life = defer(() => {
    status$.next({ state: 'connecting', attempt: returning.failures + 1 });
    return converse({
      url: socketUrl,
      token: givenToken ?? token,
      WebSocket,
      hello: () => ({ t: 'hello', client, resume: reading.positions().slice(0, MANY) }),
      scheduler,
    });
  })
    .pipe(
      tap((turn) => {
        if (turn.type === 'heard') heard(turn.message, turn.say);
        else closed(turn);
      }),
      repeat({
        delay: () => {
          const now = status$.value;
          const again = now.state === 'disconnected' ? now.retryMs : undefined;
          return again === undefined ? EMPTY : timer(again, scheduler);
        },
      }),
    )
    .subscribe({ complete: () => end(ending) });

  // The true lag, which the server does not see in its buffers.
  life.add(
    read$.pipe(auditTime(1000, scheduler)).subscribe(() => {
      const positions = reading
        .positions()
        .filter(({ seq }) => seq > 0)
        .slice(0, MANY)
        .map(({ topic, seq }) => [topic, seq] as const);
      if (positions.length > 0) say?.({ t: 'seen', seq: Object.fromEntries(positions) });
    }),
  );

  function topics(
    pattern: string,
    { from = 'first', maxHz, points }: SubscribeOptions = {},
  ): Observable<TopicPart> {
    // Each subscription is a reader of its own, which the connection must know by name to serve and to let go.
    return new Observable((observer) => {
      if (life.closed) {
        if (ending === undefined) observer.complete();
        else observer.error(ending);
        return undefined;
      }
      const made = reader({ pattern, from, maxHz, points }, observer);
      reading.add(made);
      return () => reading.remove(made);
    });
  }

  function series(topic: string, options?: SubscribeOptions): Observable<SeriesPart> {
    return topics(topic, options).pipe(
      filter((part) => part.kind !== 'state' && part.kind !== 'event'),
    );
  }

  return {
    status$: status$.pipe(distinctUntilChanged(sameStatus)),
    welcome$: welcome$.asObservable(),
    topics,
    series,
    points: (topic, options) => series(topic, options).pipe(mergeMap(rangesOf)),
    state: <Value>(topic: string) =>
      topics(topic).pipe(
        filter((part): part is StatePart<Value> => part.kind === 'state'),
        map(({ value }) => value),
      ),
    events: <Event>(topic: string, options?: SubscribeOptions) =>
      topics(topic, options).pipe(
        filter((part): part is EventPart<Event> => part.kind === 'event'),
      ),
    command(run, asked, { ifRev } = {}) {
      if (life.closed) return Promise.reject(ending ?? new ConnectionError('Closed', 1000));
      const key = uuid();
      const request: Cmd = { t: 'cmd', id: key, key, run, ifRev, ...asked };
      const answered = commands.add(request);
      say?.(request);
      return answered;
    },
    close() {
      if (life.closed) return;
      life.unsubscribe();
      end();
    },
  };
}

function sameStatus(one: ConnectionStatus, other: ConnectionStatus): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
