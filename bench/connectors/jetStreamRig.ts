import {
  type Consumer,
  type ConsumerMessages,
  type JsMsg,
  jetstream,
  jetstreamManager,
} from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { jetStreamSource } from '../../streams/index.js';
import { startNatsServer } from '../../test/streams/connectors/natsServer.js';
import { BATCH, payloadsOf } from './examples.js';
import { type Lap, SENT, startLap } from './lap.js';
import { learnFrom } from './learning.js';
import type { Rig } from './race.js';

/** What the plain client has asked for and not got: as much as `receive` waits for at most. */
const AHEAD = 8 * BATCH;

/** JetStream, each stream filled beforehand and read from its beginning by a new consumer each time. */
export async function jetStreamRig(): Promise<Rig> {
  const server = await startNatsServer();
  const connection = await connect({ servers: server.url });
  const manager = await jetstreamManager(connection);
  const client = jetstream(connection);

  async function fill(stream: string, payloads: readonly Buffer[]): Promise<void> {
    await server.addStream(stream, stream);
    const TOGETHER = 1000;
    for (let i = 0; i < SENT; i += TOGETHER) {
      const some = Array.from({ length: Math.min(TOGETHER, SENT - i) }, (_, k) =>
        client.publish(stream, payloads[(i + k) % payloads.length]),
      );
      await Promise.all(some);
    }
  }

  const plainly =
    (read: (consumer: Consumer, lap: Lap) => Promise<ConsumerMessages>) =>
    async (stream: string) => {
      const { name } = await manager.consumers.add(stream, {
        ack_policy: 'explicit',
        deliver_policy: 'all',
        max_ack_pending: -1,
      });
      const lap = startLap();
      const messages = await read(await client.consumers.get(stream, name), lap);
      const ms = await lap.ms;
      await messages.close();
      await manager.consumers.delete(stream, name);
      return ms;
    };

  return {
    name: 'JetStream',
    async open(stream, folder) {
      await fill(stream, payloadsOf(stream));
      const source = jetStreamSource({ url: server.url, stream });
      return [
        { name: 'the plain client, by callback', run: () => plainly(byCallback)(stream) },
        { name: 'the plain client, by `for await`', run: () => plainly(byIterator)(stream) },
        { name: 'gradstream', run: () => learnFrom(source, stream, folder) },
      ];
    },
    async end() {
      await connection.close();
      await server.end();
    },
  };
}

function byCallback(consumer: Consumer, lap: Lap): Promise<ConsumerMessages> {
  const callback = (message: JsMsg) => {
    message.ack();
    lap.add(1);
  };
  return consumer.consume({ max_messages: AHEAD, callback });
}

async function byIterator(consumer: Consumer, lap: Lap): Promise<ConsumerMessages> {
  const messages = await consumer.consume({ max_messages: AHEAD });
  const read = async () => {
    for await (const message of messages) {
      message.ack();
      lap.add(1);
    }
  };
  void read();
  return messages;
}
