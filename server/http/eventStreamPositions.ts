import type { Position } from '../protocol/clientMessages.js';

/** Positions as the id of a server-sent event: plain ASCII, without spaces. */
export function writePositions(positions: readonly Position[]): string {
  return positions
    .map(({ topic, epoch, seq }) => `${encodeURIComponent(topic)}@${epoch}@${seq}`)
    .join('&');
}

/** Positions from such an id; what is none is left out. */
export function positionsOf(id: string | readonly string[] | undefined): Map<string, Position> {
  const found = new Map<string, Position>();
  if (typeof id !== 'string') return found;
  for (const part of id.split('&')) {
    const { topic, epoch, seq } =
      /^(?<topic>[^@]+)@(?<epoch>[\w-]{1,64})@(?<seq>\d{1,15})$/.exec(part)?.groups ?? {};
    if (topic === undefined) continue;
    const name = decoded(topic);
    found.set(name, { topic: name, epoch, seq: Number(seq) });
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
