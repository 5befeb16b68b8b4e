import type { SchedulerLike } from 'rxjs';
import type { Outgoing } from '../connectors/sink.js';
import type { Loss, Publication } from './publication.js';

/** How records are kept until they are sent. */
export interface PublishOptions {
  /** Of memory, for what waits; 64 KiB or more. Default 8 MiB. */
  readonly capBytes?: number;
  /** Where events go that do not fit. Default: nowhere; they are let go, and counted. */
  readonly spill?: SpillOptions;
  /** Is told of each loss, at once. Default: it is in the events alone. */
  readonly onLoss?: (loss: Loss) => void;
  /** Default: `encodePublication`, plain JSON. */
  readonly encode?: (publication: Publication) => Outgoing;
  /** When is tried again, and how long `close()` waits. */
  readonly scheduler?: SchedulerLike;
  /** From 0 to below 1: the jitter of retries. Default `Math.random`. */
  readonly random?: () => number;
}

/** A place on the disk for what a broker does not take. */
export interface SpillOptions {
  /** Made if need be; one publisher at a time uses it. */
  readonly folder: string;
  /**
   * Whether each event is in a file before it is sent, so that it outlives a process that is killed; a write of some
   * microseconds each. Default: only what does not fit, and what is left at `close()`.
   */
  readonly always?: boolean;
}
