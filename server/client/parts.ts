import type { AggReason } from '../protocol/serverMessages.js';

/** What comes of a topic. Numbers are numbers again: NaN, infinities and -0 as they were. */
export type TopicPart = SeriesPart | StatePart | EventPart | ResetPart;

/** A series: every seq is in exactly one of these, as itself or in a range. */
export type SeriesPart = PointsPart | RangesPart | ResetPart;

/** Consecutive points: seq `first` is the first of each list, `last` the last. */
export interface PointsPart {
  readonly kind: 'points';
  readonly topic: string;
  readonly first: number;
  readonly last: number;
  /** Iterations done. They go back when the run does. */
  readonly iterations: readonly number[];
  readonly values: readonly number[];
}

/** The points first..last in ranges. */
export interface RangesPart {
  readonly kind: 'ranges';
  readonly topic: string;
  readonly first: number;
  readonly last: number;
  readonly ranges: readonly PointRange[];
  /** Too old to be kept one by one, this reader was behind, or it asked for so many a second. */
  readonly why: AggReason;
}

/** Points merged into one. A single point is a range too, of one. */
export interface PointRange {
  /** Iterations of its first and last point. */
  readonly from: number;
  readonly iteration: number;
  /** Least and largest finite value, exact; NaN where there is none. */
  readonly min: number;
  readonly max: number;
  readonly first: number;
  /** The last value: that of `iteration`. */
  readonly value: number;
  readonly count: number;
  /** How many are NaN or infinite. */
  readonly nonFinite: number;
}

/** The newest value of a state. */
export interface StatePart<Value = unknown> {
  readonly kind: 'state';
  readonly topic: string;
  readonly value: Value;
}

/** One event. None is lost, none comes twice. */
export interface EventPart<Event = unknown> {
  readonly kind: 'event';
  readonly topic: string;
  readonly seq: number;
  readonly event: Event;
}

/** What came of the topic before is void: the server has lost its log, and begins another. */
export interface ResetPart {
  readonly kind: 'reset';
  readonly topic: string;
}
