import { jsonExamples } from 'gradstream';
import { type CloudEvent, cloudEvent } from 'gradstream/streams';
import { describe, expect, test } from 'vitest';

const required: CloudEvent = { id: '7', source: '/runs/r1', type: 'org.example.report' };
const jsonOf = ({ value }: { value: Uint8Array }) => JSON.parse(new TextDecoder().decode(value));

describe('cloudEvent()', () => {
  test('gives the envelope, its id, its subject as the key, and its content type', () => {
    const record = cloudEvent({
      ...required,
      time: '2025-01-31T09:30:00.123Z',
      subject: 'network 1',
      data: { cost: 0.5, rows: [1, null] },
    });
    expect(record).toMatchObject({
      id: '7',
      key: 'network 1',
      contentType: 'application/cloudevents+json',
    });
    expect(jsonOf(record)).toEqual({
      specversion: '1.0',
      id: '7',
      source: '/runs/r1',
      type: 'org.example.report',
      time: '2025-01-31T09:30:00.123Z',
      subject: 'network 1',
      datacontenttype: 'application/json',
      data: { cost: 0.5, rows: [1, null] },
    });
  });

  test('leaves out what is not given', () => {
    expect(Object.keys(jsonOf(cloudEvent(required))).sort()).toEqual([
      'id',
      'source',
      'specversion',
      'type',
    ]);
    expect(cloudEvent(required)).not.toHaveProperty('key');
  });

  test('writes bytes in base64', () => {
    expect(jsonOf(cloudEvent({ ...required, data: Uint8Array.of(0, 255) }))).toMatchObject({
      datacontenttype: 'application/octet-stream',
      data_base64: 'AP8=',
    });
  });

  test('gives what jsonExamples() reads', () => {
    const { value } = cloudEvent({ ...required, data: { features: [1, -2], label: 1 } });
    expect(jsonExamples({ features: 2, classes: 2 }).decode(value)).toEqual({
      example: { features: Float64Array.of(1, -2), label: 1 },
    });
  });

  test.each<[Partial<CloudEvent>, message: string]>([
    [{ id: '' }, 'the id of a CloudEvent is not a text'],
    [{ type: 'a\nb' }, 'the type of a CloudEvent is not a text'],
    [{ type: '\ud800' }, 'the type of a CloudEvent is not a text'],
    [{ source: '' }, 'the source of a CloudEvent is not a text'],
    [{ source: 'a run' }, 'the source of a CloudEvent is not a URI reference'],
    [{ source: 'https://a/%zz' }, 'the source of a CloudEvent is not a URI reference'],
    [{ source: '#a#b' }, 'the source of a CloudEvent is not a URI reference'],
    [{ subject: '' }, 'the subject of a CloudEvent is not a text'],
    [{ time: '2025-01-31' }, 'the time of a CloudEvent is not RFC 3339'],
    [{ time: '2025-13-31T09:30:00Z' }, 'the time of a CloudEvent is not RFC 3339'],
    [{ time: '2025-01-31T09:30:00' }, 'the time of a CloudEvent is not RFC 3339'],
  ])('refuses %j', (wrong, message) => {
    expect(() => cloudEvent({ ...required, ...wrong })).toThrow(
      new TypeError(`Cannot write an event: ${message}`),
    );
  });

  test.each([
    'https://example.org/a?b=c#d',
    'urn:uuid:6e8bc430-9c3a-11d9-9669-0800200c9a66',
    'a/b',
    'mailto:a@example.org',
    '//[::1]/x',
  ])('takes %s for a source', (source) => {
    expect(jsonOf(cloudEvent({ ...required, source })).source).toBe(source);
  });

  test('refuses data that JSON cannot say', () => {
    expect(() => cloudEvent({ ...required, data: { cost: NaN } })).toThrow(TypeError);
    expect(() => cloudEvent({ ...required, data: new Float64Array(1) })).toThrow(TypeError);
  });
});
