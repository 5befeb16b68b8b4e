import { canonicalJson } from '../../src/formats/canonicalJson.js';
import {
  type CloudEventAttributes,
  reasonAgainstAttributes,
} from '../../src/formats/cloudEvents/cloudEvent.js';
import type { Outgoing } from './sink.js';

/** An event that goes out. */
export interface CloudEvent extends CloudEventAttributes {
  /** JSON, or bytes, which are written in base64. Default: none. */
  readonly data?: unknown;
}

/**
 * A record in the envelope of a CloudEvent 1.0, in JSON (structured mode). Its id is that of the record, and its
 * subject the key, so that events about one thing stay in order. `jsonExamples` takes data out of such envelopes.
 *
 * @throws {TypeError} when an attribute is not as CloudEvents 1.0 wants it, and for data that JSON cannot say, as NaN
 * @example
 * const { value } = cloudEvent({ id: '7', source: '/runs/r1', type: 'org.example.report', data: { cost: 0.5 } });
 * JSON.parse(new TextDecoder().decode(value)) // => { specversion: '1.0', id: '7', source: '/runs/r1', type: 'org.example.report', datacontenttype: 'application/json', data: { cost: 0.5 } }
 * Source: https://github.com/cloudevents/spec, versions 1.0.2 of spec.md and formats/json-format.md.
 */
export function cloudEvent({ data, ...attributes }: CloudEvent): Outgoing {
  const { id, source, type, time, subject } = attributes;
  const reason = reasonAgainstAttributes({ id, source, type, time, subject });
  if (reason !== undefined) throw new TypeError(`Cannot write an event: ${reason}`);
  const event = { specversion: '1.0', id, source, type, time, subject, ...contentOf(data) };
  return {
    value: new TextEncoder().encode(canonicalJson(event)),
    id,
    ...(subject !== undefined && { key: subject }),
    contentType: 'application/cloudevents+json',
  };
}

function contentOf(data: unknown): Readonly<Record<string, unknown>> {
  if (data === undefined) return {};
  return data instanceof Uint8Array
    ? {
        datacontenttype: 'application/octet-stream',
        data_base64: Buffer.from(data).toString('base64'),
      }
    : { datacontenttype: 'application/json', data };
}
