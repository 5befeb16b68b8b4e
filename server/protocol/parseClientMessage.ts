import { z } from 'zod';
import type { ClientMessage } from './clientMessages.js';
import type { ErrorCode } from './errorCodes.js';
import { defaultLimits } from './limits.js';
import { TOPIC_LENGTH } from './topicNames.js';

/** How deep a message is nested at most: what the protocol needs, with one level to spare. */
const DEPTH = 5;

/** The most subscriptions that one message names. */
const MANY = defaultLimits.subscriptions;

const id = z.string().min(1).max(64);
const topic = z.string().min(1).max(TOPIC_LENGTH);
const epoch = z.string().min(1).max(64);
const seq = z.number().int().nonnegative();
const nothing = z.object({});
const setting = z.number().nullable();

const from = z.union([
  z.literal(['new', 'first']),
  z.object({ last: z.number().int().positive() }),
  z.object({ epoch, seq }),
]);

const envelope = {
  t: z.literal('cmd'),
  id,
  key: z.uuid(),
  run: z.string().min(1).max(TOPIC_LENGTH),
  ifRev: seq.optional(),
};

const cmd = z.discriminatedUnion('cmd', [
  z.object({ ...envelope, cmd: z.literal('pause'), args: nothing }),
  z.object({ ...envelope, cmd: z.literal('resume'), args: nothing }),
  z.object({ ...envelope, cmd: z.literal('stop'), args: nothing }),
  z.object({ ...envelope, cmd: z.literal('checkpoint'), args: nothing }),
  z.object({ ...envelope, cmd: z.literal('evaluate'), args: nothing }),
  z.object({
    ...envelope,
    cmd: z.literal('step'),
    args: z.object({ count: z.number().int().positive() }),
  }),
  z.object({
    ...envelope,
    cmd: z.literal('learningRate'),
    args: z.object({ value: z.number().positive().nullable() }),
  }),
  z.object({
    ...envelope,
    cmd: z.literal('input'),
    args: z.object({ name: z.string().min(1).max(64), value: setting }),
  }),
]);

/** The messages of a client, as zod reads them; `docs/protocol.md` shows the same as JSON Schema. */
export const clientMessage = z.discriminatedUnion('t', [
  z.object({
    t: z.literal('hello'),
    client: z.string().max(200),
    resume: z.array(z.object({ topic, epoch, seq })).max(MANY).optional(),
  }),
  z.object({
    t: z.literal('sub'),
    id,
    topic,
    from: from.optional(),
    maxHz: z.number().positive().max(1000).optional(),
    points: z.number().int().nonnegative().optional(),
  }),
  z.object({ t: z.literal('unsub'), id, topic }),
  z.object({
    t: z.literal('seen'),
    seq: z
      .record(topic, seq)
      .refine((topics) => Object.keys(topics).length <= MANY, `names more than ${MANY} topics`),
  }),
  cmd,
  z.object({ t: z.literal('ping') }),
  z.object({ t: z.literal('pong') }),
]);

/** A message that was read, or why it could not be. */
export type Parsed =
  | { readonly message: ClientMessage }
  | { readonly code: ErrorCode; readonly why: string; readonly id?: string };

/**
 * Reads a message of a client. Only own keys count, fields that are unknown are left out, and whatever the text is,
 * nothing is thrown.
 *
 * @param text at most as long as the transport lets through
 * @example
 * parseClientMessage('{"t":"unsub","id":"1","topic":"r1/*","more":{}}') // => { message: { t: 'unsub', id: '1', topic: 'r1/*' } }
 * @example
 * parseClientMessage('{"t":"sub"').code // => 'notJson'
 */
export function parseClientMessage(text: string): Parsed {
  let value: unknown;
  try {
    if (depthOf(text) > DEPTH) return { code: 'badMessage', why: `nested deeper than ${DEPTH}` };
    value = JSON.parse(text, withoutPrototypes);
  } catch {
    return { code: 'notJson', why: 'not JSON' };
  }
  const { success, data, error } = clientMessage.safeParse(value);
  if (success) return { message: data };
  const asked = z.object({ id }).safeParse(value);
  const [{ path, message }] = error.issues;
  const why = [path.join('.'), message].filter((part) => part !== '').join(': ');
  return { code: 'badMessage', why: why.slice(0, 200), ...(asked.success && asked.data) };
}

/** Leaves out what could be taken for something inherited. */
function withoutPrototypes(key: string, value: unknown): unknown {
  return key === '__proto__' ? undefined : value;
}

/** How deep brackets are nested in JSON, before anything is built from it. */
function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const character = text[i];
    if (quoted) {
      if (character === '\\') i++;
      else if (character === '"') quoted = false;
    } else if (character === '"') quoted = true;
    else if (character === '{' || character === '[') deepest = Math.max(deepest, ++depth);
    else if (character === '}' || character === ']') depth--;
  }
  return deepest;
}
