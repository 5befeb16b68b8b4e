import type { IPublishPacket } from 'mqtt';

/** A message that has been given to somebody, until it is settled. */
export interface Arrived {
  readonly topic: string;
  readonly value: Uint8Array;
  readonly id: string;
  readonly at: string;
  /** What its acknowledgement names; none at QoS 0. */
  readonly messageId: number | undefined;
  /** On which connection it came last. */
  connection: number;
  /** Who has it. */
  reader: symbol;
  isAcknowledged: boolean;
}

/** What a client knows of its session at the broker: the messages that have no acknowledgement there. */
export interface Session {
  /** A connection was made, on which the broker has the session still, or has none. */
  connected(isPresent: boolean): void;
  disconnected(): void;
  /** The message that a packet repeats. */
  find(packet: IPublishPacket): Arrived | undefined;
  /** The message of a packet, now with a reader. */
  take(packet: IPublishPacket, reader: symbol): Arrived;
  /** Whether the broker waits on this connection for the acknowledgement, which is then on its way. */
  settle(arrived: Arrived): boolean;
}

/** A session of which nothing is known yet. */
export function session(): Session {
  const unsettled = new Map<number, Arrived>();
  const prefix = crypto.randomUUID();
  let count = 0;
  let connection = 0;
  let isConnected = false;

  function find(packet: IPublishPacket): Arrived | undefined {
    const messageId = messageIdOf(packet);
    const arrived = messageId === undefined ? undefined : unsettled.get(messageId);
    if (arrived === undefined || !isAgain(arrived, packet)) return undefined;
    arrived.connection = connection;
    return arrived;
  }

  function arrivedOf(packet: IPublishPacket, reader: symbol): Arrived {
    const at = String(count++);
    return {
      topic: packet.topic,
      // A copy: the parser's bytes are a window on all that came with them.
      value: Uint8Array.from(bytesOf(packet)),
      id: idOf(packet) ?? `${prefix}-${at}`,
      at,
      messageId: messageIdOf(packet),
      connection,
      reader,
      isAcknowledged: false,
    };
  }

  return {
    connected(isPresent) {
      connection++;
      isConnected = true;
      if (!isPresent) unsettled.clear();
    },
    disconnected() {
      isConnected = false;
    },
    find,
    take(packet, reader) {
      const arrived = find(packet) ?? arrivedOf(packet, reader);
      arrived.reader = reader;
      if (arrived.messageId !== undefined) unsettled.set(arrived.messageId, arrived);
      return arrived;
    },
    settle(arrived) {
      const { messageId } = arrived;
      arrived.isAcknowledged = true;
      if (messageId === undefined || unsettled.get(messageId) !== arrived) return false;
      // Behind a connection that was lost, the broker sends it again first.
      return isConnected && arrived.connection === connection && unsettled.delete(messageId);
    },
  };
}

const bytesOf = ({ payload }: IPublishPacket): Buffer =>
  typeof payload === 'string' ? Buffer.from(payload) : payload;

const messageIdOf = ({ qos, messageId }: IPublishPacket) => (qos === 1 ? messageId : undefined);

/**
 * The broker repeats a message with its message id; not all set the flag for it. One that has lost its memory may
 * give the id to another message, so the bytes count as well.
 */
const isAgain = (arrived: Arrived, packet: IPublishPacket) =>
  arrived.topic === packet.topic && bytesOf(packet).equals(arrived.value);

function idOf({ properties }: IPublishPacket): string | undefined {
  const id = properties?.userProperties?.id;
  return typeof id === 'string' && id !== '' ? id : undefined;
}
