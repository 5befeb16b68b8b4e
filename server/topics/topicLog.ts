import type { From } from '../protocol/clientMessages.js';
import type { AggReason } from '../protocol/serverMessages.js';
import type { TopicInfo } from '../protocol/topicNames.js';

/** A message about a topic, encoded once and the same for everyone. */
export interface Frame {
  /** The last seq that it tells of: a reader who has it goes on from there. */
  readonly last: number;
  /** JSON. */
  readonly text: string;
}

/** Where a reader begins. */
export interface Start {
  /** The seq behind which it begins. */
  readonly seq: number;
  /** Whether that is where it asked to begin. */
  readonly recovered: boolean;
}

/** How a reader wants to be told. */
export interface Reading {
  /** Why points come merged, where they have to. */
  readonly why: AggReason;
  /** Everything since the last time as one row. */
  readonly asOne?: boolean;
  /** The reader has been level, and gets rows where more came at once than is sent point by point. */
  readonly isLive?: boolean;
  /** Up to this seq in rows, even where there are points. */
  readonly rowsUntil?: number;
}

/**
 * What was published to a topic. A reader is nothing but the seq that it has read last: `next` gives what comes
 * behind it, until there is nothing more.
 */
export interface TopicLog {
  readonly info: TopicInfo;
  /** Where somebody begins who asks for `from`. */
  start(from: From): Start;
  /** The next frame for who has read up to `seq`; undefined when that is everything. */
  next(seq: number, reading: Reading): Frame | undefined;
}

/** Where somebody goes on who has read up to `seq` of `epoch`, if the log can go on there. */
export function resumeAt(
  { epoch, top }: TopicInfo,
  position: { readonly epoch: string; readonly seq: number },
  goesOnBehind: (seq: number) => boolean,
): Start {
  const recovered = position.epoch === epoch && position.seq <= top && goesOnBehind(position.seq);
  return { seq: recovered ? position.seq : 0, recovered };
}
