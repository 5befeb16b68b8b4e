import { encodeJson } from '../protocol/encodeJson.js';
import type { AggReason, AggRow } from '../protocol/serverMessages.js';
import { toWire } from '../protocol/wireNumber.js';
import type { Block } from './block.js';
import type { Row } from './row.js';

/** Whose frame it is. */
export interface Origin {
  readonly topic: string;
  readonly epoch: string;
}

/** The JSON text of a `data` frame. */
export function encodeData({ topic, epoch }: Origin, block: Block): string {
  const x = Array.from(block.x);
  const y = Array.from(block.y, toWire);
  const { first: f, last: l, sealedMs: ts } = block;
  return JSON.stringify({ t: 'data', s: topic, e: epoch, f, l, x, y, ts });
}

/** The JSON text of an `agg` frame of rows that follow each other. */
export function encodeAgg({ topic, epoch }: Origin, rows: readonly Row[], why: AggReason): string {
  const f = rows[0].first;
  const l = rows[rows.length - 1].last;
  return JSON.stringify({ t: 'agg', s: topic, e: epoch, f, l, rows: rows.map(toAggRow), why });
}

function toAggRow({ first, last, x0, x1, ...row }: Row): AggRow {
  return [
    x0,
    x1,
    toWire(row.min),
    toWire(row.max),
    toWire(row.firstValue),
    toWire(row.lastValue),
    last - first + 1,
    row.nonFinite,
  ];
}

/** The JSON text of one state or event. */
export function encodeItem(t: 'state' | 'event', { topic, epoch }: Origin, q: number, d: unknown) {
  return encodeJson({ t, s: topic, e: epoch, q, d });
}

/** The JSON text of a `reset`. */
export function encodeReset({ topic, epoch }: Origin, top: number, why: string): string {
  return JSON.stringify({ t: 'reset', s: topic, e: epoch, top, why });
}
