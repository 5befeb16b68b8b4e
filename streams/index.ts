export type { Tracked } from '../src/model/trackBest.js';
export {
  type BeforeUpdate,
  checkGradientsEvery,
  type GradientCheckReport,
} from './checkGradientsEvery.js';
export { closeLoop } from './closeLoop.js';
export { commandOf, type UnreadableCommand } from './commandOf.js';
export { type Applied, type Command, refusalOf } from './commands.js';
export { type CostSettings, computeCost } from './computeCost.js';
export { type CloudEvent, cloudEvent } from './connectors/cloudEvent.js';
export { ConnectorError, type ConnectorErrorOptions } from './connectors/connectorError.js';
export type { Delivery, Position, Positions, Whole } from './connectors/delivery.js';
export { type SourceFromUrlOptions, sinkFromUrl, sourceFromUrl } from './connectors/fromUrl.js';
export { type InProcess, type InProcessOptions, inProcess } from './connectors/inProcess.js';
export type { KafkaLogin, KafkaOptions, KafkaTls } from './connectors/kafka/kafkaOptions.js';
export { kafkaSink } from './connectors/kafka/kafkaSink.js';
export {
  type KafkaDropped,
  type KafkaSourceOptions,
  kafkaSource,
} from './connectors/kafka/kafkaSource.js';
export type { ByteReadable, ByteWritable } from './connectors/lines/byteStreams.js';
export { linesSink } from './connectors/lines/linesSink.js';
export { type LinesSourceOptions, linesSource } from './connectors/lines/linesSource.js';
export { type MqttSinkOptions, mqttSink } from './connectors/mqtt/mqttSink.js';
export { type MqttSourceOptions, mqttSource } from './connectors/mqtt/mqttSource.js';
export type { MqttVersion } from './connectors/mqtt/mqttVersion.js';
export { type JetStreamSinkOptions, jetStreamSink } from './connectors/nats/jetStreamSink.js';
export {
  type JetStreamSourceOptions,
  jetStreamSource,
} from './connectors/nats/jetStreamSource.js';
export { type NatsSinkOptions, natsSink } from './connectors/nats/natsSink.js';
export { type NatsSourceOptions, natsSource } from './connectors/nats/natsSource.js';
export { type ObjectStoreSinkOptions, objectStoreSink } from './connectors/nats/objectStoreSink.js';
export { type RedisKeySinkOptions, redisKeySink } from './connectors/redis/redisKeySink.js';
export { type RedisSinkOptions, redisSink } from './connectors/redis/redisSink.js';
export { type RedisSourceOptions, redisSource } from './connectors/redis/redisSource.js';
export type { Outgoing, Sink } from './connectors/sink.js';
export type { OpenOptions, Source, SourceAbilities } from './connectors/source.js';
export { type WebhookSinkOptions, webhookSink } from './connectors/webhook/webhookSink.js';
export { type WebhookSourceOptions, webhookSource } from './connectors/webhook/webhookSource.js';
export { copy } from './copy.js';
export { type DrawOptions, drawBatches } from './drawBatches.js';
export { every } from './every.js';
export { feed } from './feed.js';
export {
  type FindLearningRateOptions,
  findLearningRate,
  type RateReport,
} from './findLearningRate.js';
export { guard } from './guard.js';
export type { GuardOptions, WithPolicy } from './guardOptions.js';
export { haltOnDivergence } from './haltOnDivergence.js';
export { type IterateOptions, iterate } from './iterate.js';
export { loadHdf5 } from './loadHdf5.js';
export { measureAccuracy } from './measureAccuracy.js';
export { type GradientReport, measureGradients } from './measureGradients.js';
export { type LayersReport, measureLayers } from './measureLayers.js';
export { measureUpdates, type UpdateReport } from './measureUpdates.js';
export { obey } from './obey.js';
export { acknowledgeAfter } from './online/acknowledgeAfter.js';
export { type BufferBatchesOptions, bufferBatches } from './online/bufferBatches.js';
export {
  type Decoded,
  decodeExamples,
  type Unreadable,
  type UnreadableSink,
} from './online/decodeExamples.js';
export { type DetectDriftOptions, type DriftEvent, detectDrift } from './online/detectDrift.js';
export { type DropOptions, dropRepeated } from './online/dropRepeated.js';
export {
  type GatherExamplesOptions,
  gatherExamples,
  type Labelled,
} from './online/gatherExamples.js';
export { type IterateOverOptions, iterateOver, type Taken } from './online/iterateOver.js';
export {
  type Arrival,
  type JoinByKeyOptions,
  type Joined,
  joinByKey,
  type Keyed,
  type Unmatched,
} from './online/joinByKey.js';
export { type ReceiveOptions, receive } from './online/receive.js';
export type { Received } from './online/received.js';
export { type Standardized, standardizeBatches } from './online/standardizeBatches.js';
export {
  type TestReport,
  type TestThenTrainOptions,
  testThenTrain,
} from './online/testThenTrain.js';
export type { PenaltySettings } from './penalties.js';
export { propagateBackward } from './propagateBackward.js';
export { type DropoutSettings, type ForwardOptions, propagateForward } from './propagateForward.js';
export {
  type CommandsFromSourceOptions,
  commandsFromSource,
  type SourceOfCommands,
} from './publishing/commandsFromSource.js';
export {
  type LatestModel,
  type LatestModelOptions,
  latestModel,
  type ModelVersion,
  type Prediction,
  type TakenModel,
} from './publishing/latestModel.js';
export {
  encodePublication,
  type Loss,
  type Points,
  type Publication,
  type Published,
  type PublishedRow,
  type Rows,
} from './publishing/publication.js';
export { type PublishModelsOptions, publishModels } from './publishing/publishModels.js';
export type { PublishOptions, SpillOptions } from './publishing/publishOptions.js';
export { type Publisher, publishTo } from './publishing/publishTo.js';
export type {
  Backward,
  Batch,
  Cost,
  Forward,
  GuardHandle,
  Iteration,
  Step,
  WithNetwork,
} from './records.js';
export { type Examined, type Report, type ReportOptions, reportEvery } from './reportEvery.js';
export { restoreBest } from './restoreBest.js';
export type { Run } from './run.js';
export { type Saved, type SaveOptions, saveEvery } from './saveEvery.js';
export { stateOf } from './stateOf.js';
export { type StopByMetric, type StopEarlyOptions, stopEarly } from './stopEarly.js';
export { type CrossValidationReport, crossValidate } from './sweep/crossValidate.js';
export { bestFirst, type EarlyRule, type Judge, type Mode } from './sweep/earlyRule.js';
export type { SweepEvent, TrialReport } from './sweep/events.js';
export { type MedianRuleOptions, medianRule } from './sweep/medianRule.js';
export { type SuccessiveHalvingOptions, successiveHalving } from './sweep/successiveHalving.js';
export { type SweepOptions, sweep } from './sweep/sweep.js';
export { sharedSlices, type TimeSliceOptions, timeSlices } from './timeSlices.js';
export { type UpdateSettings, updateParameters } from './updateParameters.js';
export type { WayBackOptions } from './wayBack.js';
