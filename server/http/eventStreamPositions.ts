import type { Position } from '../protocol/clientMessages.js';

/**
 * Positions as the id of a server-sent event: plain ASCII, without spaces. Topics of which nothing has come are left
 * out, and an epoch that is that of the topic before.
 *
 * @example
 * writePositions([{ topic: 'r1/a', epoch: 'e', seq: 3 }, { topic: 'r1/b', epoch: 'e', seq: 5 }]) // => 'r1%2Fa@e@3&r1%2Fb@@5'
 */
export function writePositions(positions: Iterable<Position>): string {
  const parts: string[] = [];
  let before = '';
  for (const { topic, epoch, seq } of positions) {
    if (seq === 0) continue;
    parts.push(`${encodeURIComponent(topic)}@${epoch === before ? '' : epoch}@${seq}`);
    before = epoch;
  }
  return parts.join('&');
}

/**
 * Positions from such an id; what is none is left out.
 *
 * @example
 * positionsOf('r1%2Fa@e@3&r1%2Fb@@5&nonsense').get('r1/b') // => { topic: 'r1/b', epoch: 'e', seq: 5 }
 */
export function positionsOf(id: string | readonly string[] | undefined): Map<string, Position> {
  const found = new Map<string, Position>();
  if (typeof id !== 'string') return found;
  let before = '';
  for (const part of id.split('&')) {
    const { topic, epoch, seq } =
      /^(?<topic>[^@]+)@(?<epoch>[\w-]{0,64})@(?<seq>\d{1,15})$/.exec(part)?.groups ?? {};
    if (topic === undefined) continue;
    before = epoch || before;
    const name = decoded(topic);
    found.set(name, { topic: name, epoch: before, seq: Number(seq) });
  }
  return found;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
