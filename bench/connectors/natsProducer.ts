/*
 * Publishes examples on NATS as fast as it can, in a process of its own: `natsProducer.js SERVER SUBJECT FORMAT COUNT`.
 */
import { connect } from '@nats-io/transport-node';
import { formats, payloadsOf } from './examples.js';

const [servers, subject, format, count] = process.argv.slice(2);
const payloads = payloadsOf(formats.find((each) => each === format) ?? 'float32');
const connection = await connect({ servers });
/** So many go at once, so that the client need not hold all of them. */
const TOGETHER = 1000;
for (let i = 0; i < Number(count); i++) {
  connection.publish(subject, payloads[i % payloads.length]);
  if (i % TOGETHER === 0) await connection.flush();
}
await connection.drain();
