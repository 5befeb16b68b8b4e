import { kafkaSink, kafkaSource } from 'gradstream/streams';
import { describe } from 'vitest';
import { hasKafka, kafkaBroker } from './kafkaBroker.js';
import { connectorLaws } from './laws.js';

describe.skipIf(!hasKafka)('kafka (needs librdkafka)', () => {
  connectorLaws(
    'kafkaSource() and kafkaSink()',
    async () => {
      const broker = await kafkaBroker();
      const topic = 'examples';
      await broker.tell({ topic, partitions: 1 });
      const options = { brokers: [broker.address], topic };
      return {
        source: () => kafkaSource({ ...options, group: 'reader', sessionMs: 4000 }),
        sink: () => kafkaSink(options),
        async restart() {
          await broker.tell({ is: 'down' });
          await broker.tell({ is: 'up' });
        },
        connections: () => broker.connections(),
        end: () => broker.end(),
      };
    },
    {
      nowhere: () => kafkaSource({ brokers: ['127.0.0.1:1'], topic: 'none', connectMs: 500 }),
    },
  );
});
