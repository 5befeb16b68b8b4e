import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { connect, errors, type NatsConnection } from '@nats-io/transport-node';
import { natsSource } from '../../streams/index.js';
import { startNatsServer } from '../../test/streams/connectors/natsServer.js';
import { type Format, payloadsOf } from './examples.js';
import { type Lap, SENT, startLap } from './lap.js';
import { learnFrom } from './learning.js';
import type { Rig } from './race.js';

/**
 * Core NATS keeps nothing and does not wait. So that no producer is what is measured, all has been published, and
 * waits in the server and the sockets, before the receiver reads the first of it: its event loop stands still until
 * then.
 */
export async function natsRig(): Promise<Rig> {
  const server = await startNatsServer();
  const servers = server.url;
  const control = await connect({ servers });
  let subjects = 0;

  const produce = (subject: string, format: Format) => {
    const file = join(import.meta.dirname, 'natsProducer.js');
    const { status } = spawnSync(process.execPath, [file, servers, subject, format, `${SENT}`]);
    if (status !== 0) throw new Error('The producer has failed');
  };

  const plainly =
    (listen: (connection: NatsConnection, subject: string, lap: Lap) => void) =>
    async (format: Format) => {
      const connection = await connect({ servers });
      const [subject, lap] = [`plain.${subjects++}`, startLap()];
      listen(connection, subject, lap);
      await connection.flush();
      produce(subject, format);
      const ms = await lap.ms;
      await connection.close();
      return ms;
    };

  async function learn(format: Format, folder: string): Promise<number> {
    const subject = `learner.${subjects++}`;
    let dropped = 0;
    const onDropped = (count: number) => {
      dropped = count;
    };
    const source = natsSource({ url: servers, subject, maxBuffered: SENT, onDropped });
    const learnt = learnFrom(source, format, folder);
    await untilHeard(control, subject, payloadsOf(format)[0]);
    produce(subject, format);
    const ms = await learnt;
    if (dropped > 0) throw new Error(`${dropped} examples were dropped`);
    return ms;
  }

  return {
    name: 'NATS',
    open: (format, folder) =>
      Promise.resolve([
        { name: 'the plain client, by callback', run: () => plainly(byCallback)(format) },
        { name: 'the plain client, by `for await`', run: () => plainly(byIterator)(format) },
        { name: 'gradstream', run: () => learn(format, folder) },
      ]),
    async end() {
      await control.close();
      await server.end();
    },
  };
}

function byCallback(connection: NatsConnection, subject: string, lap: Lap): void {
  connection.subscribe(subject, { callback: () => lap.add(1) });
}

function byIterator(connection: NatsConnection, subject: string, lap: Lap): void {
  const messages = connection.subscribe(subject);
  const read = async () => {
    for await (const _ of messages) lap.add(1);
  };
  void read();
}

/** Waits until somebody listens to a subject, who is sent one example more. */
async function untilHeard(
  control: NatsConnection,
  subject: string,
  payload: Buffer,
): Promise<void> {
  for (;;) {
    try {
      await control.request(subject, payload, { timeout: 100 });
    } catch (error) {
      // Somebody has heard it, and does not answer.
      if (error instanceof errors.TimeoutError) return;
      if (!(error instanceof errors.RequestError && error.isNoResponders())) throw error;
    }
  }
}
