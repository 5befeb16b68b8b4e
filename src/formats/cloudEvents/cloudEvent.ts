import { isRecord } from '../isRecord.js';
import { ownValue } from '../ownValue.js';

/** What has to be said of an event, and may be. Names and rules are those of CloudEvents 1.0. */
export interface CloudEventAttributes {
  /** With `source`, one of its kind. */
  readonly id: string;
  /** Where it happened: a URI reference, `/gradstream/runs/r1`. */
  readonly source: string;
  /** What kind of event it is, best with a domain before it: `org.example.training.report`. */
  readonly type: string;
  /** When it happened, RFC 3339: `2025-01-31T09:30:00Z`. */
  readonly time?: string;
  /** What within the source it is about. */
  readonly subject?: string;
}

/** Letters, digits and marks of RFC 3986, or percent and two hexadecimal digits; one # at most. */
const URI_REFERENCE =
  /^(?:[\w\-.~:/?[\]@!$&'()*+,;=]|%[\da-f]{2})*(?:#(?:[\w\-.~:/?@!$&'()*+,;=]|%[\da-f]{2})*)?$/i;

const DATE = /\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])/;
const TIME = /(?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)(?:\.\d+)?/;
const RFC_3339 = new RegExp(
  `^${DATE.source}T${TIME.source}(?:Z|[+-](?:[01]\\d|2[0-3]):[0-5]\\d)$`,
  'i',
);

/** Control characters, halves of pairs, and code points that never become characters. */
const NO_CHARACTER = /[\p{Cc}\p{Cs}\p{Noncharacter_Code_Point}]/u;

/** An event is to have 64 KiB at most, all in all. */
const LONGEST = 65_536;

function isText(value: unknown): value is string {
  return (
    typeof value === 'string' &&
    value.length > 0 &&
    value.length <= LONGEST &&
    !NO_CHARACTER.test(value)
  );
}

/** What is wrong with the attributes of an event; undefined when nothing is. */
export function reasonAgainstAttributes(
  attributes: Readonly<Record<string, unknown>>,
): string | undefined {
  for (const name of ['id', 'source', 'type', 'time', 'subject']) {
    const value = ownValue(attributes, name);
    if (value === undefined) {
      if (name === 'time' || name === 'subject') continue;
      return `a CloudEvent without ${name}`;
    }
    if (!isText(value)) return `the ${name} of a CloudEvent is not a text`;
    if (name === 'source' && !URI_REFERENCE.test(value)) {
      return 'the source of a CloudEvent is not a URI reference';
    }
    if (name === 'time' && !RFC_3339.test(value)) return 'the time of a CloudEvent is not RFC 3339';
  }
  return undefined;
}

/** Whether a value wants to be a CloudEvent, of whatever version. */
export function isCloudEvent(value: unknown): value is Readonly<Record<string, unknown>> {
  return isRecord(value) && Object.hasOwn(value, 'specversion');
}

/** What is in an event: a value, or bytes that are JSON by themselves; or why it cannot be read. */
export type Unwrapped =
  | { readonly data: unknown }
  | { readonly bytes: Uint8Array }
  | { readonly reason: string };

/** Takes JSON out of the envelope of a CloudEvent 1.0. Extensions are left out. */
export function unwrapCloudEvent(event: Readonly<Record<string, unknown>>): Unwrapped {
  if (event.specversion !== '1.0') return { reason: 'a CloudEvent of another version than 1.0' };
  const reason = reasonAgainstAttributes(event);
  if (reason !== undefined) return { reason };
  const type = ownValue(event, 'datacontenttype') ?? 'application/json';
  if (!isText(type) || !/^[\w.+-]+\/(?:[\w.+-]+\+)?json *(?:;|$)/i.test(type)) {
    return { reason: 'the data of a CloudEvent are not JSON' };
  }
  const data = ownValue(event, 'data');
  const base64 = ownValue(event, 'data_base64');
  if (base64 === undefined) {
    return data === undefined ? { reason: 'a CloudEvent without data' } : { data };
  }
  if (data !== undefined) return { reason: 'a CloudEvent with data and data_base64' };
  const bytes = typeof base64 === 'string' ? bytesOf(base64) : undefined;
  return bytes === undefined
    ? { reason: 'the data_base64 of a CloudEvent are not base64' }
    : { bytes };
}

/** undefined when it is no base64. */
function bytesOf(base64: string): Uint8Array | undefined {
  try {
    return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  } catch {
    return undefined;
  }
}
