import { ConnectorError } from './connectorError.js';
import { kafkaSink } from './kafka/kafkaSink.js';
import { type KafkaDropped, kafkaSource } from './kafka/kafkaSource.js';
import { mqttSink } from './mqtt/mqttSink.js';
import { mqttSource } from './mqtt/mqttSource.js';
import type { MqttVersion } from './mqtt/mqttVersion.js';
import { jetStreamSink } from './nats/jetStreamSink.js';
import { jetStreamSource } from './nats/jetStreamSource.js';
import { natsSink } from './nats/natsSink.js';
import { natsSource } from './nats/natsSource.js';
import { objectStoreSink } from './nats/objectStoreSink.js';
import { redisKeySink } from './redis/redisKeySink.js';
import { redisSink } from './redis/redisSink.js';
import { redisSource } from './redis/redisSource.js';
import type { Sink } from './sink.js';
import type { Source } from './source.js';
import { webhookSink } from './webhook/webhookSink.js';
import { webhookSource } from './webhook/webhookSource.js';

/** An address, taken apart. */
interface Address {
  /** `nats://user:password@127.0.0.1:4222`. */
  readonly server: string;
  /** `127.0.0.1:4222`. */
  readonly host: string;
  readonly hostname: string;
  readonly port: number;
  /** What is read there: a subject, a topic, a stream. */
  readonly place: string;
  /** The same and all behind it, as it was written: `/hook?key=1`. */
  readonly target: string;
  readonly query: URLSearchParams;
}

/** What is to be told of a source. */
export interface SourceFromUrlOptions {
  /**
   * Is told how many deliveries have been lost just now: NATS had no room for them, or Kafka kept them no longer.
   * Default: nobody is told.
   */
  readonly onLost?: (count: number) => void;
}

interface Kind {
  readonly source: (address: Address, onLost: (count: number) => void) => Source;
  readonly sink: (address: Address) => Sink;
}

const nats: Kind = {
  source({ server: url, place: subject, query }, onLost) {
    requireReadable(query, 'objects');
    const stream = query.get('stream');
    if (stream === null) {
      const onDropped = () => onLost(1);
      return natsSource({ url, subject, onDropped, ...bufferOf(query) });
    }
    return jetStreamSource({ url, subject, stream, durable: query.get('durable') ?? 'gradstream' });
  },
  sink({ server: url, place, query }) {
    const name = query.get('objects');
    if (name !== null) return objectStoreSink({ url, bucket: place, ...(name && { name }) });
    return query.get('stream') === null
      ? natsSink({ url, subject: place })
      : jetStreamSink({ url, subject: place });
  },
};

const redis: Kind = {
  source({ server: url, place: stream, query }) {
    requireReadable(query, 'key');
    return redisSource({ url, stream, ...groupOf(query) });
  },
  sink: ({ server: url, place, query }) =>
    query.has('key') ? redisKeySink({ url, key: place }) : redisSink({ url, stream: place }),
};

const mqtt: Kind = {
  source({ server: url, place: topic, query }) {
    const clientId = query.get('client');
    return mqttSource({
      url,
      topic,
      version: versionOf(query),
      ...(clientId !== null && { clientId }),
    });
  },
  sink: ({ server: url, place: topic, query }) =>
    mqttSink({ url, topic, version: versionOf(query) }),
};

const kafka: Kind = {
  source({ host, place: topic, query }, onLost) {
    const onDropped = ({ from, to }: KafkaDropped) => onLost(to - from);
    const options = { ...groupOf(query), ...sessionOf(query) };
    return kafkaSource({ brokers: [host], topic, onDropped, ...options });
  },
  sink: ({ host, place: topic }) => kafkaSink({ brokers: [host], topic }),
};

const http: Kind = {
  source: ({ hostname: host, port, place }) =>
    webhookSource({ host, port, path: `/${place}`, ...tokenOfProcess() }),
  sink: ({ server, target }) => webhookSink({ url: `${server}${target}`, ...tokenOfProcess() }),
};

const kinds: Readonly<Record<string, Kind>> = {
  'nats:': nats,
  'redis:': redis,
  'rediss:': redis,
  'mqtt:': mqtt,
  'mqtts:': mqtt,
  'kafka:': kafka,
  'http:': http,
  'https:': http,
};

/**
 * The source at an address: `nats://HOST/SUBJECT`, `?maxBuffered=10000` where more than 1024 messages may wait, with
 * `?stream=NAME` from JetStream; `redis://HOST/STREAM`;
 * `mqtt://HOST/TOPIC`, `?version=3.1.1` for an older broker; `kafka://HOST:PORT/TOPIC`, `?sessionMs=6000` to take over
 * sooner from a reader that was killed; `http://127.0.0.1:PORT/PATH`,
 * where this process listens; the token of both is in the environment, GRADSTREAM_TOKEN. Its connection begins when
 * it is opened.
 *
 * @throws {ConnectorError} when it is no such address
 * @example
 * sourceFromUrl('redis://127.0.0.1:6379/examples').abilities // => { redelivers: true, resumes: true }
 */
export function sourceFromUrl(
  url: string,
  { onLost = () => {} }: SourceFromUrlOptions = {},
): Source {
  return madeOf(url, ({ source }, address) => source(address, onLost));
}

/**
 * The sink at an address, as `sourceFromUrl` has them; `http://HOST/PATH` is posted to. Where only the newest record
 * counts, as of a model: `redis://HOST/KEY?key` sets a key, and `nats://HOST/BUCKET?objects` stores objects in the
 * object store of JetStream, each named by the key of its record, `?objects=NAME` also those without one.
 *
 * @throws {ConnectorError} when it is no such address
 * @example
 * sinkFromUrl('nats://127.0.0.1/costs').name // => 'nats://127.0.0.1:4222/costs'
 */
export function sinkFromUrl(url: string): Sink {
  return madeOf(url, ({ sink }, address) => sink(address));
}

/** What a connector finds wrong with its options is wrong with the address here. */
function madeOf<T>(url: string, make: (kind: Kind, address: Address) => T): T {
  try {
    const { kind, address } = resolved(url);
    return make(kind, address);
  } catch (error) {
    // A URIError: a % that nothing follows.
    const isOfAddress = [TypeError, RangeError, URIError].some((type) => error instanceof type);
    if (!(error instanceof Error && isOfAddress)) throw error;
    throw new ConnectorError(error.message, { cause: error });
  }
}

function requireReadable(query: URLSearchParams, name: string): void {
  if (query.has(name)) {
    throw new ConnectorError(`An address with ?${name} is one to send to, not to read from`);
  }
}

function resolved(text: string): { kind: Kind; address: Address } {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const known = Object.keys(kinds).map((scheme) => `${scheme}//`);
  if (url === undefined || !Object.hasOwn(kinds, url.protocol)) {
    // Without what may be a password.
    throw new ConnectorError(
      `There is no connection for ${url?.protocol ?? 'this address'}; there are ${known.join(', ')}`,
    );
  }
  const place = decodeURIComponent(url.pathname.slice(1));
  if (place === '' && !url.protocol.startsWith('http')) {
    throw new ConnectorError(
      `${url.protocol}//${url.host} names no place: say ${url.protocol}//${url.host}/NAME`,
    );
  }
  const { host, hostname, port, protocol, username, password, searchParams } = url;
  const user = username === '' ? '' : `${username}${password === '' ? '' : `:${password}`}@`;
  return {
    kind: kinds[protocol],
    address: {
      server: `${protocol}//${user}${host}`,
      host,
      hostname,
      port: Number(port),
      place,
      target: `${url.pathname}${url.search}`,
      query: searchParams,
    },
  };
}

/** Whose place in the stream is taken up, where the address says so. */
function groupOf(query: URLSearchParams): { readonly group?: string } {
  const group = query.get('group');
  return group === null ? {} : { group };
}

/** How long a member of a group may be silent, where the address says so. */
function sessionOf(query: URLSearchParams): { readonly sessionMs?: number } {
  const sessionMs = numberIn(query, 'sessionMs', 'a number of milliseconds');
  return sessionMs === undefined ? {} : { sessionMs };
}

/** How many messages may wait, where the address says so. */
function bufferOf(query: URLSearchParams): { readonly maxBuffered?: number } {
  const maxBuffered = numberIn(query, 'maxBuffered', 'a number of messages');
  return maxBuffered === undefined ? {} : { maxBuffered };
}

function numberIn(query: URLSearchParams, name: string, what: string): number | undefined {
  const text = query.get(name);
  if (text === null) return undefined;
  const number = Number(text);
  if (number > 0) return number;
  throw new ConnectorError(`${name} of an address is ${what}; found "${text}"`);
}

/** The older version of the protocol where it is asked for. */
function versionOf(query: URLSearchParams): MqttVersion {
  return query.get('version') === '3.1.1' ? '3.1.1' : '5';
}

/** What is sent, or wanted, with requests: not in the address, where everybody would see it. */
function tokenOfProcess(): { readonly token?: string } {
  const { GRADSTREAM_TOKEN: token } = process.env;
  return token === undefined ? {} : { token };
}
