/**
 * Hosts the mock cluster of librdkafka: one broker on a free port of loopback, in threads of this process. It tells its
 * parent its address, obeys its orders, answers each when it is done, and ends with its parent.
 */
import koffi from 'koffi';

const library = koffi.load(process.argv[2]);
const newHandle = library.func(
  'void *rd_kafka_new(int type, void *conf, void *error, size_t errorSize)',
);
const newCluster = library.func('void *rd_kafka_mock_cluster_new(void *handle, int brokers)');
const bootstraps = library.func('const char *rd_kafka_mock_cluster_bootstraps(void *cluster)');
const createTopic = library.func(
  'int rd_kafka_mock_topic_create(void *cluster, const char *topic, int partitions, int replicas)',
);
const setDown = library.func('int rd_kafka_mock_broker_set_down(void *cluster, int32_t broker)');
const setUp = library.func('int rd_kafka_mock_broker_set_up(void *cluster, int32_t broker)');
const pushErrors = library.func(
  'void rd_kafka_mock_push_request_errors_array(void *cluster, int16_t api, size_t count, int *errors)',
);
const setTopicError = library.func(
  'void rd_kafka_mock_topic_set_error(void *cluster, const char *topic, int error)',
);

const PRODUCER = 0;
const cluster = newCluster(newHandle(PRODUCER, null, null, 0), 1);

const UNKNOWN_TOPIC = 3;

function obey({ topic, partitions, is, refuses, error, times, missing }) {
  if (topic !== undefined) createTopic(cluster, topic, partitions, 1);
  if (is === 'down') setDown(cluster, 1);
  if (is === 'up') setUp(cluster, 1);
  // The next requests of this kind are answered by an error.
  if (refuses !== undefined)
    pushErrors(
      cluster,
      refuses,
      times,
      Int32Array.from({ length: times }, () => error),
    );
  if (missing !== undefined) setTopicError(cluster, missing, UNKNOWN_TOPIC);
}

process.on('message', (order) => {
  obey(order);
  process.send({});
});
process.on('disconnect', () => process.exit());
process.send({ address: bootstraps(cluster) });
