export { createTokens, type Tokens } from './http/createTokens.js';
export type {
  ClientMessage,
  Cmd,
  CommandArguments,
  CommandName,
  From,
  Hello,
  Position,
  Seen,
  Sub,
  Unsub,
} from './protocol/clientMessages.js';
export { type CloseCode, closeCodes, type Return, returnAfter } from './protocol/closeCodes.js';
export { type ErrorCode, errorCodes } from './protocol/errorCodes.js';
export { defaultLimits, type Limits, SUBPROTOCOL, TOKEN_PREFIX } from './protocol/limits.js';
export type {
  HistogramState,
  LayerState,
  LayersState,
  RunConfiguration,
  RunLifeEvent,
  RunStatus,
  SampleImage,
  SampleState,
  SamplesState,
  WeightImage,
} from './protocol/payloads.js';
export type {
  AggFrame,
  AggReason,
  AggRow,
  Bye,
  DataFrame,
  Err,
  EventFrame,
  Ok,
  Reset,
  Role,
  ServerMessage,
  StateFrame,
  Subscribed,
  Welcome,
} from './protocol/serverMessages.js';
export { matchesTopic, type TopicClass, type TopicInfo } from './protocol/topicNames.js';
export { fromWire, toWire, type WireNumber } from './protocol/wireNumber.js';
export type { ServedLog } from './runs/servedLog.js';
export type { ServedRun, ServedSamples } from './runs/servedRun.js';
export { type ServeOptions, type Serving, serve } from './serve.js';
export {
  type PredictionServing,
  type ServePredictionsOptions,
  servePredictions,
} from './servePredictions.js';
