import type { IConnackPacket, MqttClient, Packet } from 'mqtt';
import { Observable, Subscription } from 'rxjs';
import { ConnectorError } from '../connectorError.js';
import type { Delivery } from '../delivery.js';
import type { OpenOptions, Source } from '../source.js';
import { mqttAddress } from './address.js';
import { beginClient, endClient, firstConnection, lineOf } from './client.js';
import { inbox } from './inbox.js';
import type { MqttVersion } from './mqttVersion.js';
import { session } from './session.js';
import { checkFilter, clientIdOf } from './topics.js';

/** What is read, and as whom. */
export interface MqttSourceOptions {
  /** `mqtt://`, `mqtts://`, `ws://` or `wss://`, with `user:password@` where the broker asks for it. */
  readonly url: string;
  /** A topic, or a filter with `+` and `#`, or `$share/GROUP/FILTER`. */
  readonly topic: string;
  /**
   * Whose place at the broker is taken up again: one reader, one topic, one id. Default: made of the topic, so that
   * a second reader of the same topic needs an id of its own.
   */
  readonly clientId?: string;
  /** Of the protocol. Default '5'. */
  readonly version?: MqttVersion;
  /** 1: what is not acknowledged comes again. 0: it does not, and nothing is kept for a reader who is away. Default 1. */
  readonly qos?: 0 | 1;
  /**
   * How long the broker keeps the place of a reader who is away, in seconds, with what is published meanwhile
   * (version 5, QoS 1). Default: for ever.
   */
  readonly keepSeconds?: number;
  /** Is told when the broker has taken the subscription: what is published from then on comes. */
  readonly onListening?: () => void;
  /** How long the first connection may take, in ms. Default 5000. */
  readonly connectMs?: number;
  /** Silence after which the broker is asked whether it lives, in seconds. Default 30. */
  readonly keepAliveSeconds?: number;
}

/** Why a broker ends a connection: another client has come with the same client id. */
const TAKEN_OVER = 142;

/** Seconds that a session outlives its connection: for ever, as in version 3.1.1. */
const FOR_EVER = 0xffff_ffff;

/** Messages without a PUBACK at once: all that MQTT has. Where nothing is said, mosquitto takes it for 20. */
const RECEIVE_MAXIMUM = 0xffff;

/** The client library does not acknowledge a message that was handled with an error, and does nothing else with it. */
const LATER = new Error('acknowledged later');

/**
 * Messages of an MQTT topic.
 *
 *   demand$:  --2--------1-----------
 *   broker:   m1m2m3m4                   waits in the socket and at the broker
 *   out:      ---m1-m2----m3----------
 *   m1.ack()  -----P------------------   P: PUBACK
 *
 * The broker keeps a session for the client id from the first time that it is read, whether somebody is connected or
 * not: what is published before that is gone, but for a retained message. Acknowledging sends the PUBACK, in
 * any order. What was not acknowledged comes again when the source is opened the next time, with the same id and
 * position from the same `Source`; a reader whose connection comes back keeps the deliveries that it has. An
 * acknowledgement that is lost with its connection makes the message come again as a new one. `nak()` gives it again
 * out of memory. With version 3.1.1 brokers bound the messages without a PUBACK (mosquitto: max_inflight_messages, 20 by
 * default), so acknowledge before so many have come, or raise it; version 5 is asked for all that MQTT has, 65,535.
 *
 * What nobody has asked for stays in the socket: in memory is one message, and what the socket gave with it in one
 * read (64 KiB, or one message). Position: `part` is the topic that was published to, `at` a count of this `Source`;
 * it cannot be opened behind one. Id: the user property `id` (version 5), else one that no other message has.
 *
 * Errors: a `ConnectorError` when the first connection is refused or not made in time, when the topic is refused or
 * only QoS 0 is granted, while it is being read already, and when another client takes the client id, if the broker
 * says so (version 5); if it does not, the two take it from each other, every 5 s in the end.
 * @throws {RangeError} when it is no topic filter, or `keepSeconds` cannot be had
 * @throws {TypeError} when it is no url of a broker
 * @example
 * mqttSource({ url: 'mqtt://user:secret@127.0.0.1', topic: 'plants/+/light' }).name // => 'mqtt://127.0.0.1/plants/+/light'
 */
export function mqttSource({
  url,
  topic,
  clientId = clientIdOf(topic),
  version = '5',
  qos = 1,
  keepSeconds,
  onListening = () => {},
  connectMs = 5_000,
  keepAliveSeconds = 30,
}: MqttSourceOptions): Source {
  const address = mqttAddress(url, topic);
  const { name } = address;
  checkFilter(topic);
  checkKeepSeconds(keepSeconds, version, qos);
  const kept = session();
  let isRead = false;
  let ended = Promise.resolve();

  // An observable of its own: demand, connection and acknowledgements meet in it.
  const open = ({ demand$ }: OpenOptions) =>
    new Observable<Delivery>((subscriber) => {
      const fail = (why: string) => subscriber.error(new ConnectorError(why));
      if (isRead) {
        fail(`Cannot read ${name} twice at a time as the client ${clientId}`);
        return undefined;
      }
      isRead = true;
      let client: MqttClient | undefined;
      let isSubscribed = false;
      const messages = inbox(kept, subscriber, (messageId) =>
        client?.stream.write(puback(messageId)),
      );

      function onPacket(packet: Packet): void {
        if (packet.cmd === 'connack' && isAccepted(packet))
          messages.connected(packet.sessionPresent);
        if (packet.cmd === 'disconnect' && packet.reasonCode === TAKEN_OVER) {
          fail(
            `Cannot read on from ${name}: another client has come with the client id ${clientId}`,
          );
        }
      }

      function subscribe(to: MqttClient): void {
        to.subscribe(topic, { qos, rh: 1 }, (error, granted) => {
          // Lost with its connection, it is done on the next one.
          if (error !== null && !('packet' in error && error.packet !== undefined)) return;
          if (error !== null) fail(`Cannot read ${name}: ${lineOf(error)}`);
          else if (granted?.[0]?.qos !== qos)
            fail(`Cannot read ${name}: the broker grants QoS ${granted?.[0]?.qos} only`);
          else {
            isSubscribed = true;
            onListening();
          }
        });
      }

      async function connect(): Promise<void> {
        await ended;
        const begun = await beginClient({
          address,
          version,
          connectMs,
          isBusy: () => messages.isBusy(),
          options: {
            clientId,
            clean: qos === 0,
            keepalive: keepAliveSeconds,
            ...(version === '5' && qos === 1 && { properties: propertiesOf(keepSeconds) }),
          },
        });
        client = begun;
        begun.handleMessage = (packet, handled) => messages.receive(packet, () => handled(LATER));
        begun.on('packetreceive', onPacket);
        begun.on('close', () => kept.disconnected());
        begun.on('connect', ({ sessionPresent }) => {
          if (!isSubscribed || !sessionPresent) subscribe(begun);
        });
        if (subscriber.closed) ended = endClient(begun);
        else await firstConnection(begun, address, connectMs);
      }

      connect().catch((error: unknown) => subscriber.error(error));
      const subscription = new Subscription(() => {
        messages.release();
        if (client !== undefined) ended = endClient(client);
        isRead = false;
      });
      subscription.add(demand$.subscribe((count) => messages.ask(count)));
      return subscription;
    });

  return { name, abilities: { redelivers: qos === 1, resumes: false }, open };
}

const propertiesOf = (keepSeconds = FOR_EVER) => ({
  sessionExpiryInterval: keepSeconds,
  receiveMaximum: RECEIVE_MAXIMUM,
});

function checkKeepSeconds(seconds: number | undefined, version: MqttVersion, qos: 0 | 1): void {
  if (seconds === undefined) return;
  if (version !== '5' || qos !== 1) {
    throw new RangeError(
      `keepSeconds is for version 5 and QoS 1; found version ${version} and QoS ${qos}`,
    );
  }
  if (!(Number.isInteger(seconds) && seconds >= 0 && seconds <= FOR_EVER)) {
    throw new RangeError(`keepSeconds is a whole number, 0 to ${FOR_EVER}; found ${seconds}`);
  }
}

const isAccepted = ({ reasonCode, returnCode }: IConnackPacket) => (reasonCode ?? returnCode) === 0;

/** "This message is dealt with", in both versions: without a reason, 5 has the same short form. */
const puback = (messageId: number) => Uint8Array.of(0x40, 2, messageId >> 8, messageId & 0xff);
