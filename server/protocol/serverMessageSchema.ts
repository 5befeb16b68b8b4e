import { z } from 'zod';
import { errorCodes } from './errorCodes.js';

const seq = z.int().min(0);
const count = z.int().min(1);
const number = z.union([z.number(), z.literal(['NaN', 'Infinity', '-Infinity', '-0'])]);
const topicClass = z.literal(['event', 'series', 'state']);
const topicInfo = { topic: z.string(), class: topicClass, epoch: z.string(), first: seq, top: seq };
const origin = { s: z.string(), e: z.string() };
const subscribed = z.looseObject({ ...topicInfo, recovered: z.boolean() });
const code = z.string().describe(`One of ${Object.keys(errorCodes).join(', ')}`);
const row = z.tuple([z.int(), z.int(), number, number, number, number, count, seq]);

/** The messages of the server, as `docs/protocol.md` shows them as JSON Schema. Fields may be added. */
export const serverMessageSchemas = {
  welcome: z.looseObject({
    t: z.literal('welcome'),
    v: z.literal(1),
    session: z.string(),
    role: z.literal(['watcher', 'controller']),
    limits: z.record(z.string(), z.number()),
    topics: z.array(z.looseObject(topicInfo)),
    resumed: z.array(subscribed),
  }),
  ok: z.looseObject({
    t: z.literal('ok'),
    id: z.string(),
    topics: z.array(subscribed).optional(),
    applied: z.looseObject({ iteration: seq }).optional(),
  }),
  err: z.looseObject({ t: z.literal('err'), id: z.string().optional(), code, message: z.string() }),
  data: z.looseObject({
    t: z.literal('data'),
    ...origin,
    f: count,
    l: count,
    x: z.array(z.int()).min(1).max(256),
    y: z.array(number).min(1).max(256),
    ts: z.number(),
  }),
  agg: z.looseObject({
    t: z.literal('agg'),
    ...origin,
    f: count,
    l: count,
    rows: z.array(row).min(1),
    why: z.string(),
  }),
  state: z.looseObject({ t: z.literal('state'), ...origin, q: count, d: z.unknown() }),
  event: z.looseObject({ t: z.literal('event'), ...origin, q: count, d: z.unknown() }),
  reset: z.looseObject({ t: z.literal('reset'), ...origin, top: seq, why: z.string() }),
  ping: z.looseObject({ t: z.literal('ping') }),
  pong: z.looseObject({ t: z.literal('pong') }),
  bye: z.looseObject({
    t: z.literal('bye'),
    code: z.int(),
    reconnect: z.tuple([z.number(), z.number()]).optional(),
  }),
} as const;
