import type { Observable, SchedulerLike } from 'rxjs';
import type { BackOffOptions } from '../../streams/backOff.js';
import type { CommandArguments, CommandName, From } from '../protocol/clientMessages.js';
import type { Welcome } from '../protocol/serverMessages.js';
import type { EventPart, PointRange, SeriesPart, TopicPart } from './parts.js';
import type { Acknowledgement } from './requests.js';
import type { ConnectionStatus } from './status.js';
import type { WebSocketConstructor } from './webSocket.js';

/** How to connect. */
export interface ConnectOptions {
  /** Of a watcher or a controller. Default: the one in the fragment of the address, `#token=...`. */
  readonly token?: string;
  /** Default: the global one. Node.js before 22 has none: give that of `ws`. */
  readonly WebSocket?: WebSocketConstructor;
  /** Default `asyncScheduler`. */
  readonly scheduler?: SchedulerLike;
  /** The waits before a lost connection is tried again, in ms: the first one, and the longest. */
  readonly backOff?: Pick<BackOffOptions, 'firstMs' | 'mostMs'>;
  /** From 0 to below 1: the jitter of the waits. Default `Math.random`. */
  readonly random?: () => number;
  /** Name and version of the program, for the server's eyes. */
  readonly client?: string;
}

/** How to subscribe. */
export interface SubscribeOptions {
  /** Default `first`: everything that the server has. A state begins with its newest value in any case. */
  readonly from?: From;
  /** At most so many frames a second of each series, merged into ranges. Default: every point. */
  readonly maxHz?: number;
  /** Of the past of a series, the newest n points one by one, what is before them as ranges. Default: all that are kept. */
  readonly points?: number;
}

/** A command, and with what: `{ cmd: 'learningRate', args: { value: 0.01 } }`. */
export type CommandRequest = {
  readonly [Name in CommandName]: { readonly cmd: Name; readonly args: CommandArguments[Name] };
}[CommandName];

/** A connection to a server, whatever sockets it takes. Nothing is asked for that nobody subscribes to. */
export interface Connection {
  /** How it stands, now and at every change. */
  readonly status$: Observable<ConnectionStatus>;
  /** What the server said at the beginning, now and after every new beginning: topics, role, limits. */
  readonly welcome$: Observable<Welcome>;
  /** All parts of a topic, or of all topics that begin like `r1/*`. */
  readonly topics: (pattern: string, options?: SubscribeOptions) => Observable<TopicPart>;
  /** A series, part by part: points, ranges, and the news that the server begins another log. */
  readonly series: (topic: string, options?: SubscribeOptions) => Observable<SeriesPart>;
  /** A series, one by one: a point, or a range where points were merged. `value` is the last one. */
  readonly points: (topic: string, options?: SubscribeOptions) => Observable<PointRange>;
  readonly state: <Value>(topic: string) => Observable<Value>;
  readonly events: <Event>(
    topic: string,
    options?: Pick<SubscribeOptions, 'from'>,
  ) => Observable<EventPart<Event>>;
  /**
   * Asks something of a run. Applied once, however often the connection is lost meanwhile.
   *
   * @throws {RequestError} by rejection, when the server refuses
   * @throws {ConnectionError} by rejection, when the connection is closed for good before the answer
   */
  readonly command: (
    run: string,
    request: CommandRequest,
    options?: { readonly ifRev?: number },
  ) => Promise<Acknowledgement>;
  /** Ends it: topics complete. */
  readonly close: () => void;
}
