export { connect } from './client/connect.js';
export type {
  CommandRequest,
  Connection,
  ConnectOptions,
  SubscribeOptions,
} from './client/connection.js';
export { ConnectionError, RequestError } from './client/errors.js';
export type {
  EventPart,
  PointRange,
  PointsPart,
  RangesPart,
  ResetPart,
  SeriesPart,
  StatePart,
  TopicPart,
} from './client/parts.js';
export { rangesOf } from './client/rangesOf.js';
export type { Acknowledgement } from './client/requests.js';
export type { ConnectionStatus } from './client/status.js';
export type { WebSocketConstructor, WebSocketLike } from './client/webSocket.js';
export type { CommandArguments, CommandName, From } from './protocol/clientMessages.js';
export type {
  HistogramState,
  LayersState,
  RunConfiguration,
  RunLifeEvent,
  RunStatus,
  SampleImage,
  SamplesState,
  WeightImage,
} from './protocol/payloads.js';
export type { Role, Welcome } from './protocol/serverMessages.js';
export { fromWire, type WireNumber } from './protocol/wireNumber.js';
