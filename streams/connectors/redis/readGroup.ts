import type { Redis } from 'ioredis';
import type { Delivery } from '../delivery.js';
import { Settleable, type Settling } from '../settleable.js';
import { isRefusal } from './connectRedis.js';
import { contentOf, type Entry, entriesOf, type Fields, givenId, idOf } from './entries.js';
import type { Member, Settlements } from './settlements.js';

/** How a group is read. */
export interface Reading extends Member {
  /** Begins behind this entry, whatever was acknowledged. Default: where the group was left. */
  readonly after: string | undefined;
  readonly claimIdleMs: number | undefined;
  /** How many deliveries are wanted. */
  readonly wanted: () => number;
  /** Resolves when some are. */
  readonly untilWanted: () => Promise<void>;
  readonly give: (delivery: Delivery) => void;
}

const LARGEST_BATCH = 1024;
/** Of waiting for new entries, so that what comes again is not late. */
const LONGEST_WAIT_MS = 250;

/**
 * Reads a stream as one of a group, until the signal aborts: first what this reader was given and has not acknowledged,
 * then what is new. No two commands at a time, and none for more than is wanted; the next is on its way while entries are
 * given.
 *
 * @throws what the server refuses with, by rejection
 */
export async function readGroup(
  client: Redis,
  settle: Settlements,
  reading: Reading,
  signal: AbortSignal,
): Promise<void> {
  const { stream, group, consumer, claimIdleMs, give } = reading;
  const refused: { readonly id: string; readonly dueMs: number }[] = [];
  /** Those that are being dealt with; what is claimed for being idle may be among them. */
  const held = claimIdleMs === undefined ? undefined : new Set<string>();
  let mustSeek = reading.after !== undefined;
  let hasGroup = false;
  /** Entries up to here were read: those behind it that are pending were lost on the way. */
  let cursor = '0-0';
  let isCatchingUp = !mustSeek;
  let claimFrom = '0-0';
  let claimAtMs = 0;

  async function prepare(): Promise<void> {
    const start = reading.after ?? '0-0';
    try {
      await client.xgroup('CREATE', stream, group, start, 'MKSTREAM');
    } catch (error) {
      if (!isRefusal(error) || !error.message.startsWith('BUSYGROUP')) throw error;
    }
    if (mustSeek) {
      // In one go, so that other readers of the group find it there.
      const seek = client.multi().xgroup('DESTROY', stream, group);
      const results = await seek.xgroup('CREATE', stream, group, start).exec();
      for (const [error] of results ?? []) if (error !== null) throw error;
      mustSeek = false;
    }
    hasGroup = true;
  }

  async function readBehind(id: string, count: number, blockMs: number): Promise<Entry[]> {
    const from = ['GROUP', group, consumer, 'COUNT', count, 'BLOCK', blockMs] as const;
    const streams = await client.xreadgroupBuffer(...from, 'STREAMS', stream, id);
    const entries = entriesOf(streams?.[0]?.[1]);
    const last = entries.at(-1);
    if (last !== undefined) cursor = idOf(last);
    return entries;
  }

  /** The next entries, `count` at most. */
  async function read(count: number): Promise<Entry[]> {
    const nowMs = performance.now();
    const due = refused.slice(0, count).filter(({ dueMs }) => dueMs <= nowMs);
    if (due.length > 0) {
      const ids = due.map(({ id }) => id);
      const claimed = await client.callBuffer('xclaim', stream, group, consumer, 0, ...ids);
      for (const each of due) {
        refused.splice(refused.indexOf(each), 1);
        held?.delete(each.id);
      }
      return entriesOf(claimed);
    }
    if (isCatchingUp) {
      const entries = await readBehind(cursor, count, 1);
      isCatchingUp = entries.length > 0;
      return entries;
    }
    if (claimIdleMs !== undefined && nowMs >= claimAtMs) {
      const idle = [stream, group, consumer, claimIdleMs, claimFrom, 'COUNT', count] as const;
      const reply = await client.callBuffer('xautoclaim', ...idle);
      const [next, claimed]: unknown[] = Array.isArray(reply) ? reply : [];
      claimFrom = String(next);
      if (claimFrom === '0-0') claimAtMs = nowMs + claimIdleMs;
      return entriesOf(claimed);
    }
    const untilDueMs = Math.ceil((refused[0]?.dueMs ?? Infinity) - nowMs);
    return readBehind('>', count, Math.max(1, Math.min(LONGEST_WAIT_MS, untilDueMs)));
  }

  const settling: Settling<string> = {
    ack(id) {
      if (signal.aborted) return;
      held?.delete(id);
      settle.ack(id);
    },
    nak(id, delayMs) {
      if (signal.aborted) return;
      refused.push({ id, dueMs: performance.now() + delayMs });
      refused.sort((a, b) => a.dueMs - b.dueMs);
    },
    extend(id) {
      if (!signal.aborted) settle.extend(id);
    },
  };

  function deliveryOf(at: string, fields: Fields): Delivery {
    const position = { part: stream, at };
    return new Settleable(contentOf(fields), givenId(fields) ?? at, position, at, settling);
  }

  /** What was asked for before the last entries were given. */
  let coming: Promise<Entry[]> | undefined;

  /** Asks for as many as are wanted besides those that are about to be given. */
  function ask(given: number): Promise<Entry[]> | undefined {
    const count = Math.min(reading.wanted() - given, LARGEST_BATCH);
    if (count <= 0) return undefined;
    const asked = read(count);
    // Nobody may be there to hear of it when the reader has left.
    asked.catch(() => {});
    return asked;
  }

  while (!signal.aborted) {
    try {
      if (!hasGroup) await prepare();
      if (coming === undefined) await reading.untilWanted();
      const asked = coming ?? ask(0);
      coming = undefined;
      const entries = (await asked) ?? [];
      coming = ask(entries.length);
      for (const entry of entries) {
        if (signal.aborted) return;
        const id = idOf(entry);
        const fields = entry[1];
        // Nobody can be given what has been deleted.
        if (fields === null) settle.ack(id);
        else if (!held?.has(id)) {
          held?.add(id);
          give(deliveryOf(id, fields));
        }
      }
      // They would be kept until the next ones are there: V8 copies what is, again and again.
      entries.length = 0;
    } catch (error) {
      if (signal.aborted) return;
      if (isRefusal(error)) {
        // Somebody has removed the group or the stream, or the server has come back without them.
        if (!/^(?:NOGROUP|UNBLOCKED)/.test(error.message)) throw error;
        hasGroup = false;
        cursor = '0-0';
      }
      isCatchingUp = true;
    }
  }
}
