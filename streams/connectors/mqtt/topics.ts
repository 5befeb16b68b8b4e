const MAX_BYTES = 65_535;

/**
 * Whether MQTT can carry a text: no half of a surrogate pair, at most 65,535 bytes, and no control characters and none
 * that never become characters. A broker may close the connection for these (1.5.4), and mosquitto does, so that a
 * record with one would be sent again for ever.
 */
export function isMqttText(text: string): boolean {
  return (
    !/[\p{Cc}\p{Surrogate}\p{Noncharacter_Code_Point}]/u.test(text) &&
    Buffer.byteLength(text) <= MAX_BYTES
  );
}

/** @throws {RangeError} when nothing can be published to the topic */
export function checkTopic(topic: string): void {
  const why =
    topic === ''
      ? 'it is empty'
      : (unfit(topic) ?? (/[+#]/.test(topic) ? 'it has a wildcard' : undefined));
  if (why !== undefined)
    throw new RangeError(`Cannot publish to the MQTT topic "${shown(topic)}": ${why}`);
}

/** @throws {RangeError} when the topic filter cannot be subscribed to */
export function checkFilter(filter: string): void {
  const why = unfitFilter(filter);
  if (why !== undefined)
    throw new RangeError(`Cannot subscribe to the MQTT topic "${shown(filter)}": ${why}`);
}

function unfitFilter(filter: string): string | undefined {
  if (filter === '') return 'it is empty';
  const levels = filter.split('/');
  if (levels.some((level) => level.length > 1 && /[+#]/.test(level))) {
    return '+ and # stand for a whole level';
  }
  if (levels.slice(0, -1).includes('#')) return '# stands at the end';
  if (levels[0] === '$share' && (levels.length < 3 || levels[1] === '' || levels[2] === '')) {
    return 'a shared one is $share/GROUP/TOPIC';
  }
  return unfit(filter);
}

const unfit = (topic: string) =>
  isMqttText(topic)
    ? undefined
    : 'it is longer than 65,535 bytes, or has characters that are no text';

/** The beginning of a topic, on one line. */
const shown = (topic: string) =>
  JSON.stringify(topic.length > 80 ? `${topic.slice(0, 80)}...` : topic).slice(1, -1);

/** A client id that is the same each time for a topic, of letters, figures and _. */
export function clientIdOf(topic: string): string {
  const letters = topic.replace(
    /[^0-9A-Za-z]/gu,
    (sign) => `_${sign.codePointAt(0)?.toString(16)}_`,
  );
  return `gradstream_${letters}`;
}
