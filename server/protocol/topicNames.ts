/** What happens to a topic when a reader is slow: see docs/protocol.md. */
export type TopicClass = 'event' | 'series' | 'state';

/** A topic, and which part of it the server still has. */
export interface TopicInfo {
  readonly topic: string;
  readonly class: TopicClass;
  /** Changes when the log of the topic is lost: sequence numbers of another epoch mean nothing. */
  readonly epoch: string;
  /** The oldest seq that is still there as itself, not merged into a row; top + 1 when there is none. */
  readonly first: number;
  /** The newest seq; 0 before the first. */
  readonly top: number;
}

/** The most characters of a topic or a pattern. */
export const TOPIC_LENGTH = 200;

/** Two or three names, `<run>/<group>` or `<run>/<group>/<metric>`. */
const topicForm = /^[^/*\s]+(?:\/[^/*\s]+){1,2}$/;

/** Whether a text may name a topic. */
export function isTopicName(text: string): boolean {
  return text.length <= TOPIC_LENGTH && topicForm.test(text);
}

/**
 * Whether a pattern means a topic: it is its name, or its beginning with a `*` behind it.
 *
 * @example
 * ['r1/train/cost', 'r1/*', 'r1/train/*', 'r2/*'].map((pattern) => matchesTopic(pattern, 'r1/train/cost')) // => [true, true, true, false]
 */
export function matchesTopic(pattern: string, topic: string): boolean {
  return pattern.endsWith('*') ? topic.startsWith(pattern.slice(0, -1)) : topic === pattern;
}
