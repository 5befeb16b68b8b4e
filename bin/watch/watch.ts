import {
  auditTime,
  concat,
  debounceTime,
  defer,
  endWith,
  filter,
  ignoreElements,
  lastValueFrom,
  map,
  merge,
  mergeMap,
  type Observable,
  pairwise,
  share,
  startWith,
  switchMap,
  take,
  takeUntil,
  tap,
} from 'rxjs';
import { nodeWebSocket } from '../../server/client/nodeWebSocket.js';
import {
  type Connection,
  ConnectionError,
  type ConnectionStatus,
  connect,
  type Welcome,
} from '../../server/client.js';
import { encodeJson } from '../../server/protocol/encodeJson.js';
import { DataError } from '../../src/index.js';
import { colorsFor } from '../output/colors.js';
import type { Terminal } from '../terminal.js';
import type { WatchOptions } from '../watchCommand.js';
import { followRun, type WatchEvent } from './followRun.js';
import { watchLine } from './watchLines.js';

/** When a run has ended, and nothing came of it for so long, nothing will. In ms. */
const QUIET_MS = 300;

/** How often the newest cost of a run without reports is said, in ms. */
const NEWEST_MS = 1000;

/** What is read of a run: not what the server would have to measure for it. */
const topics = ['run/*', 'train/cost', 'train/accuracy', 'test/accuracy'];

/**
 * `gradstream watch`: says what a server tells of its runs, from their beginning until they end.
 *
 * @throws {DataError} when there is no such server, or it does not want to be watched
 */
export async function watch(
  { url, token, json = false }: WatchOptions,
  { stdout, stderr, interrupt$ }: Pick<Terminal, 'stdout' | 'stderr' | 'interrupt$'>,
): Promise<void> {
  const colors = colorsFor(stdout);
  const connection = connect(url, {
    WebSocket: nodeWebSocket,
    client: 'gradstream watch',
    ...(token !== undefined && { token }),
  });
  const line$ = connection.welcome$.pipe(
    take(1),
    map(runsOf),
    switchMap((names) =>
      merge(...names.map((name) => eventsOf(connection, name))).pipe(
        map((event) => (json ? encodeJson(event) : watchLine(event, names.length > 1, colors))),
      ),
    ),
    tap((line) => stdout.write(`${line}\n`)),
    ignoreElements(),
    endWith(null),
    share(),
  );
  const note$ = connection.status$.pipe(
    startWith(undefined),
    pairwise(),
    map(([before, now]) => noteOf(before, now)),
    filter((note) => note !== undefined),
    tap((note) => stderr.write(`${note}\n`)),
    ignoreElements(),
    takeUntil(line$),
  );
  try {
    await lastValueFrom(merge(note$, line$).pipe(takeUntil(interrupt$)), { defaultValue: null });
  } catch (error) {
    if (!(error instanceof ConnectionError)) throw error;
    throw new DataError(`Cannot watch ${new URL(url).host}: ${error.message}`);
  } finally {
    connection.close();
  }
}

function runsOf({ topics: all }: Welcome): string[] {
  return [...new Set(all.map(({ topic }) => topic.slice(0, topic.indexOf('/'))))];
}

/** What a run has to say, until it has ended. */
function eventsOf(connection: Connection, name: string): Observable<WatchEvent> {
  return defer(() => {
    const run = followRun(name);
    const part$ = merge(...topics.map((topic) => connection.topics(`${name}/${topic}`))).pipe(
      share(),
    );
    const now$ = merge(
      part$.pipe(mergeMap(run.take)),
      part$.pipe(
        auditTime(NEWEST_MS),
        map(run.newest),
        filter((event) => event !== undefined),
      ),
    ).pipe(takeUntil(part$.pipe(debounceTime(QUIET_MS), filter(run.hasEnded))));
    return concat(now$, defer(run.rest));
  });
}

/**
 * What is to be said about the connection: nothing while it is there.
 *
 * @throws {ConnectionError} when there has been none
 */
function noteOf(
  before: ConnectionStatus | undefined,
  now: ConnectionStatus | undefined,
): string | undefined {
  if (now?.state === 'disconnected') {
    if (before?.state === 'connecting' && before.attempt === 1) {
      throw new ConnectionError(now.reason, now.code);
    }
    if (before?.state !== 'connecting') return `disconnected, trying again: ${now.reason}`;
  }
  const isBack = before?.state === 'connecting' && before.attempt > 1 && now?.state === 'live';
  return isBack ? 'connected again' : undefined;
}
