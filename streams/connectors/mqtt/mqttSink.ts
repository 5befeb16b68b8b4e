import type { IClientPublishOptions, MqttClient } from 'mqtt';
import { ConnectorError } from '../connectorError.js';
import type { Outgoing, Sink } from '../sink.js';
import { mqttAddress } from './address.js';
import { beginClient, endClient, firstConnection, lineOf } from './client.js';
import type { MqttVersion } from './mqttVersion.js';
import { propertiesOf, sizeOf } from './published.js';
import { checkTopic, isMqttText } from './topics.js';

/** Where it is sent, and how. */
export interface MqttSinkOptions {
  /** `mqtt://`, `mqtts://`, `ws://` or `wss://`, with `user:password@` where the broker asks for it. */
  readonly url: string;
  readonly topic: string;
  /** Of the protocol. Default '5'. */
  readonly version?: MqttVersion;
  /** 1: safe when the broker has said so. 0: safe when it is on its way. Default 1. */
  readonly qos?: 0 | 1;
  /** Whether the broker gives the last record to whoever subscribes later. Default false. */
  readonly retain?: boolean;
  /** How long the first connection may take, in ms. Default 5000. */
  readonly connectMs?: number;
}

/** A record that is not safe yet. */
interface Waiting {
  readonly value: Buffer;
  readonly options: IClientPublishOptions;
  readonly resolve: () => void;
  readonly reject: (error: ConnectorError) => void;
}

/** Records on their way at most; a broker may say less (version 5: Receive Maximum). */
const MAX_ON_THE_WAY = 1_000;

/**
 * Sends records to an MQTT topic.
 *
 *   send:      a b c
 *   broker:    --A-B-C---       A: PUBACK
 *   resolves:  --a-b-c---
 *
 * Timing: resolves at the PUBACK (QoS 1), or when it is written (QoS 0). At most 1,000 are on their way; behind a
 * connection that was lost, those that have no PUBACK are sent again, one at a time and in order, before others.
 * Version 5 carries the id and the key as the user properties `id` and `key`, and the content type; 3.1.1 has no
 * place for them.
 *
 * Errors: rejects with a `ConnectorError` when the first connection is refused or not made in time, when the broker
 * refuses the record (version 5; with 3.1.1 it cannot say so), when it is larger than the broker takes (version 5),
 * and behind `close()`. `close()` waits for what is on its way, but for no broker that is away for `connectMs`: what
 * is not safe then is rejected.
 * @throws {RangeError} when nothing can be published to the topic
 * @throws {TypeError} when it is no url of a broker
 * @example
 * mqttSink({ url: 'mqtts://user:secret@broker.example', topic: 'runs/1/cost' }).name // => 'mqtts://broker.example/runs/1/cost'
 */
export function mqttSink({
  url,
  topic,
  version = '5',
  qos = 1,
  retain = false,
  connectMs = 5_000,
}: MqttSinkOptions): Sink {
  const address = mqttAddress(url, topic);
  const { name } = address;
  checkTopic(topic);
  const queue: Waiting[] = [];
  const onTheWay = new Set<Waiting>();
  const promises = new Set<Promise<void>>();
  let client: MqttClient | undefined;
  let attempt: Promise<void> | undefined;
  let closing: Promise<void> | undefined;
  let isReady = false;
  let isGiving = false;

  const refusal = (why: string, isFinal = false) =>
    new ConnectorError(`Cannot send to ${name}: ${why}`, { isFinal });

  /** The next record, where there is room for it on the way. */
  const next = () =>
    client !== undefined && isReady && onTheWay.size < mostOf(client) ? queue.shift() : undefined;

  function give(): void {
    if (isGiving) return;
    isGiving = true;
    for (let waiting = next(); waiting !== undefined; waiting = next()) publish(waiting);
    isGiving = false;
  }

  function publish(waiting: Waiting): void {
    const { value, options, resolve, reject } = waiting;
    const most = client?.serverProperties?.maximumPacketSize ?? Number.POSITIVE_INFINITY;
    const size = sizeOf(topic, value, options.properties);
    if (size > most) {
      reject(refusal(`the record makes ${size} bytes, the broker takes ${most}`, true));
      return;
    }
    onTheWay.add(waiting);
    client?.publish(topic, value, options, (error) => {
      onTheWay.delete(waiting);
      if (error instanceof Error) reject(refusal(lineOf(error), isOfRecord(error)));
      else resolve();
      give();
    });
  }

  async function connect(): Promise<void> {
    const begun = await beginClient({ address, version, connectMs });
    client = begun;
    begun.on('connect', () => {
      isReady = true;
      give();
    });
    begun.on('close', () => {
      isReady = false;
      // At QoS 1 the client library sends them again.
      if (qos === 0) queue.unshift(...onTheWay);
      if (qos === 0) onTheWay.clear();
    });
    await firstConnection(begun, address, connectMs);
  }

  /** Nothing was ever connected: what waits has failed, and the next record tries again. */
  async function giveUp(error: ConnectorError): Promise<void> {
    const failed = client;
    client = undefined;
    attempt = undefined;
    for (const { reject } of queue.splice(0)) reject(error);
    if (failed !== undefined) await endClient(failed);
  }

  /** Waits for what is on its way, as long as there is a broker. */
  async function end(): Promise<void> {
    const patience = setInterval(() => {
      if (isReady || attempt === undefined) return;
      const error = refusal('it was closed while the broker was away');
      for (const { reject } of [...onTheWay, ...queue.splice(0)]) reject(error);
      onTheWay.clear();
    }, connectMs);
    await Promise.allSettled([...promises, attempt]);
    clearInterval(patience);
    if (client !== undefined) await endClient(client);
  }

  function send(record: Outgoing): Promise<void> {
    if (closing !== undefined) return Promise.reject(refusal('it is closed'));
    const texts = [record.id, record.key, record.contentType];
    if (!texts.every((text) => text === undefined || isMqttText(text))) {
      return Promise.reject(
        refusal(
          'id, key and content type are texts of up to 65,535 bytes, without control characters',
          true,
        ),
      );
    }
    const promise = new Promise<void>((resolve, reject) => {
      const options = { qos, retain, ...(version === '5' && { properties: propertiesOf(record) }) };
      // A copy, since the caller may write into its bytes before they are sent, or sent again.
      queue.push({ value: Buffer.from(record.value), options, resolve, reject });
    });
    promises.add(promise);
    const forget = () => promises.delete(promise);
    promise.then(forget, forget);
    attempt ??= connect().catch(giveUp);
    give();
    return promise;
  }

  return {
    name,
    send,
    close() {
      closing ??= end();
      return closing;
    },
  };
}

/** Reasons of a broker that are about what was sent, or who sent it: no right, the topic, the size, the form. */
const OF_RECORD = [135, 144, 149, 153];

const isOfRecord = (error: Error & { readonly code?: unknown }) =>
  typeof error.code === 'number' && OF_RECORD.includes(error.code);

const mostOf = ({ serverProperties }: MqttClient) =>
  Math.min(serverProperties?.receiveMaximum ?? MAX_ON_THE_WAY, MAX_ON_THE_WAY);
