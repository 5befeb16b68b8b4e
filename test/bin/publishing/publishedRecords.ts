import type { RedisServer } from '../../streams/connectors/redis/redisServer.js';

/** A record as `encodePublication` writes it. */
export interface PublishedRecord {
  readonly type: 'event' | 'points' | 'rows';
  readonly topic: string;
  readonly id: string;
  readonly first: number;
  readonly x?: readonly number[];
  readonly y?: readonly number[];
  readonly rows?: readonly (readonly number[])[];
  readonly data?: { readonly type?: string; readonly iteration?: number } & Readonly<
    Record<string, unknown>
  >;
}

/** What a Redis stream holds of a run, decoded, each id once. */
export async function recordsIn(
  { client }: RedisServer,
  stream: string,
): Promise<PublishedRecord[]> {
  const entries = await client.xrange(stream, '-', '+');
  const records = new Map<string, PublishedRecord>();
  for (const [, fields] of entries) {
    const text = fields[fields.indexOf('value') + 1];
    const record: PublishedRecord = JSON.parse(text);
    if (fields[fields.indexOf('key') + 1] !== record.topic) throw new Error(`Key of ${text}`);
    records.set(record.id, record);
  }
  return [...records.values()];
}

/** The points of a series, in order: each number of a point that was told, in a row or by itself. */
export function coveredIn(records: readonly PublishedRecord[], topic: string): number[] {
  return records
    .filter((record) => record.topic === topic && record.type !== 'event')
    .flatMap(({ first, x, rows = [] }) => {
      const count = x?.length ?? rows.reduce((sum, row) => sum + row[6], 0);
      return Array.from({ length: count }, (_, i) => first + i);
    });
}

/** What happened in a run, as type and iteration. */
export function lifeIn(records: readonly PublishedRecord[], topic: string): string[] {
  return records
    .filter((record) => record.topic === topic)
    .map(({ data }) => `${data?.type} ${data?.iteration}`);
}
