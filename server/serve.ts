import { randomBytes } from 'node:crypto';
import { isObservable, type Observable } from 'rxjs';
import type { Cost, Step } from '../streams/records.js';
import { createConnectionCaps } from './http/connectionCaps.js';
import { createTokens, type Tokens } from './http/createTokens.js';
import { encodeServerSentEvent } from './http/eventStream.js';
import { createGate } from './http/gate.js';
import { handleRequest } from './http/handleRequest.js';
import { createWebSockets } from './http/handleUpgrade.js';
import { listen } from './http/listen.js';
import { readPage } from './http/page.js';
import { defaultLimits, type Limits } from './protocol/limits.js';
import { isTopicName } from './protocol/topicNames.js';
import { createCommandDesk } from './runs/commandDesk.js';
import { publishLog } from './runs/publishLog.js';
import { publishRun } from './runs/publishRun.js';
import type { ServedLog } from './runs/servedLog.js';
import type { ServedRun } from './runs/servedRun.js';
import { serverMetrics } from './serverMetrics.js';
import { createBundles } from './sessions/bundles.js';
import { createHub } from './sessions/hub.js';
import { prepareFrame } from './sessions/prepareFrame.js';

/** Where and to whom runs are served. */
export interface ServeOptions {
  /** Default 0: the system chooses. */
  readonly port?: number;
  /** Default 'localhost': 127.0.0.1 and ::1. Any other needs `tokens` and `allowedHosts`. */
  readonly host?: string;
  /** Names that the server answers to besides the loopback ones, without a port. Default none. */
  readonly allowedHosts?: readonly string[];
  /** Origins of pages that may speak to it besides its own. Default none. */
  readonly allowedOrigins?: readonly string[];
  /** Default: new ones, 256 random bits each. */
  readonly tokens?: Tokens;
  /** Whether reading needs a token too. Default: not on 'localhost'. */
  readonly watchersNeedToken?: boolean;
  /** A folder with an index.html. Default: no page. */
  readonly page?: string;
  /** Default: those of the protocol. */
  readonly limits?: Partial<Omit<Limits, 'bytesOut'>>;
  /** Long connections, in all and of one address. Default 4,096 and 256. */
  readonly connections?: number;
  readonly connectionsPerAddress?: number;
  /** From one block of a series to the next, in ms. Default 50; with more than 53 readers more, up to 90. */
  readonly tickMs?: number;
  /** Points of a series that are sent one by one at each tick; where there are more, rows are. Default 512. */
  readonly pointsPerTick?: number;
}

/** A server that runs. */
export interface Serving {
  /** Of the page: `http://localhost:8080/`. */
  readonly url: string;
  readonly port: number;
  readonly tokens: Tokens;
  /** Says good-bye to everyone and ends; the runs go on. */
  readonly close: () => Promise<void>;
}

export const loopback = ['localhost', '127.0.0.1', '::1'];

/** Connections that are let in beyond the long ones, for requests. */
const SHORT_CONNECTIONS = 256;

/** How long clients have to close their side, in ms. */
const GOOD_BYE_MS = 1_000;

/**
 * Serves runs live, over WebSocket and server-sent events; see `docs/protocol.md`.
 *
 *   step$:    --s--s--s--s--s--s--|      shared
 *             serve(step$)
 *   watchers: -----[ss]--[ss]--[ss]      a block every 50 ms or so; who is slow gets merged rows, and learns that
 *
 * Listens first, then subscribes to the runs, and resolves in the same turn of the event loop: who subscribes to a
 * run right behind `await` misses nothing. A run that ends stays to be seen until `close()`.
 *
 * Only this machine may connect unless `host`, `tokens` and `allowedHosts` say otherwise; commands need the token of
 * a controller in any case.
 *
 * @throws {RangeError} by rejection, when the options would open the server to strangers, or names of runs are no names
 * @throws {Error} by rejection, when the address cannot be had, with the `code` of the system
 * @example
 * const { url, close } = await serve(of(), { port: 0 });
 * const { status } = await fetch(new URL('healthz', url));
 * await close();
 * status // => 200
 */
export async function serve(
  runs: Observable<Step & Cost> | ServedRun | readonly (ServedRun | ServedLog)[],
  options: ServeOptions = {},
): Promise<Serving> {
  const served = listOf(runs);
  requireNames(served);
  requireSafe(options);
  const { port = 0, host = 'localhost', connections = 4_096, tickMs, pointsPerTick } = options;
  const tokens = options.tokens ?? createTokens();
  const limits = { ...defaultLimits, ...options.limits };
  const page = options.page === undefined ? new Map() : await readPage(options.page);
  // Never going back, whatever happens to the clock of the machine.
  const now = () => Math.round(performance.timeOrigin + performance.now());

  const hub = createHub({ now, soon: setImmediate });
  const epoch = randomBytes(9).toString('base64url');
  const published = served.map((run) =>
    'history' in run
      ? publishLog(run, hub, epoch, now)
      : publishRun(run, hub, { epoch, now, pointsPerTick }),
  );
  const desk = createCommandDesk(new Map(published.map((run) => [run.name, run])));
  const gate = createGate({
    doors: { hosts: options.allowedHosts ?? [], origins: options.allowedOrigins ?? [] },
    tokens,
    watchersNeedToken: options.watchersNeedToken ?? !loopback.includes(host),
  });
  const caps = createConnectionCaps(connections, options.connectionsPerAddress ?? 256);
  const shared = { gate, caps, hub, desk, limits, now };
  const webSockets = createWebSockets({
    ...shared,
    bundles: prepareFrame && createBundles(prepareFrame),
  });
  const handle = handleRequest({
    ...shared,
    bundles: createBundles(encodeServerSentEvent),
    page,
    runs: () =>
      published.map(({ name, tracked }, i) => ({
        name,
        ...tracked.status,
        configuration: served[i].configuration ?? {},
      })),
    metrics: () => serverMetrics(hub, caps, published),
  });

  const listening = await listen({
    port,
    host,
    connections: connections + SHORT_CONNECTIONS,
    handle,
    upgrade: (...given) => webSockets.upgrade(...given),
  });
  const tick = () => {
    for (const run of published) run.tick(now());
    hub.tick();
  };
  let ticking: NodeJS.Timeout;
  const goOn = () => {
    ticking = setTimeout(() => {
      tick();
      goOn();
    }, tickMs ?? tickMsFor(hub.guests.size));
  };
  goOn();
  for (const run of published) run.start();

  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${listening.port}/`,
    port: listening.port,
    tokens,
    async close() {
      tick();
      clearTimeout(ticking);
      for (const run of published) run.stop();
      await webSockets.end(GOOD_BYE_MS);
      await listening.close();
    },
  };
}

/**
 * How long it is from one tick to the next, in ms: serving one reader takes 14 us, and all of them are to take 1.5 %
 * of the time, as far as they do not have to wait too long.
 */
function tickMsFor(readers: number): number {
  return Math.min(90, Math.max(50, 0.93 * readers));
}

function listOf(
  runs: Observable<Step & Cost> | ServedRun | readonly (ServedRun | ServedLog)[],
): readonly (ServedRun | ServedLog)[] {
  if (isObservable(runs)) return [{ name: 'run', step$: runs }];
  return 'name' in runs ? [runs] : runs;
}

function requireNames(runs: readonly Pick<ServedRun, 'name'>[]): void {
  const names = runs.map(({ name }) => name);
  const wrong = names.find(
    (name) => name.includes('/') || !isTopicName(`${name}/run/configuration`),
  );
  if (wrong !== undefined) {
    throw new RangeError(
      `Cannot serve a run with the name ${JSON.stringify(wrong)}: a name has no slash, asterisk or space, and 100 ` +
        'characters at most',
    );
  }
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw new RangeError(`Cannot serve two runs with the name ${twice}`);
}

/** 128 random bits in base64. */
export const SHORTEST_TOKEN = 22;

function areGood({ watcher, controller }: Tokens): boolean {
  return Math.min(watcher.length, controller.length) >= SHORTEST_TOKEN && watcher !== controller;
}

function requireSafe({ host = 'localhost', tokens, allowedHosts = [] }: ServeOptions): void {
  if (tokens !== undefined && !areGood(tokens)) {
    throw new RangeError(
      `Cannot serve with these tokens: two different ones are needed, of ${SHORTEST_TOKEN} characters or more`,
    );
  }
  if (loopback.includes(host)) return;
  const missing = [
    ...(tokens === undefined ? ['tokens'] : []),
    ...(allowedHosts.length === 0 ? ['allowedHosts'] : []),
  ];
  if (missing.length === 0) return;
  throw new RangeError(
    `Cannot serve on ${host}: others than this machine could connect. Give ${missing.join(' and ')}, or leave out host`,
  );
}
