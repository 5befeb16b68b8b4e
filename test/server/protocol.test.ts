import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { closeCodes, returnAfter } from '../../server/protocol/closeCodes.js';
import { encodeJson } from '../../server/protocol/encodeJson.js';
import { errorCodes } from '../../server/protocol/errorCodes.js';
import { jsonSchemas } from '../../server/protocol/jsonSchemas.js';
import { parseClientMessage } from '../../server/protocol/parseClientMessage.js';
import { serverMessageSchemas } from '../../server/protocol/serverMessageSchema.js';
import { fromWire, toWire } from '../../server/protocol/wireNumber.js';
import { goldenConversation, goldenRefusals } from './goldenFrames.js';

describe('numbers', () => {
  property.prop([fc.double()])('come out of the wire bit for bit', (value) => {
    expect(fromWire(JSON.parse(JSON.stringify(toWire(value))))).toBe(value);
  });

  property.prop([fc.anything({ maxDepth: 2, withBigInt: true, withNullPrototype: true })])(
    'are read from their wire form alone',
    (value) => {
      const isForm = typeof value === 'number';
      fc.pre(typeof value !== 'string' || !['NaN', 'Infinity', '-Infinity', '-0'].includes(value));
      if (isForm) {
        expect(fromWire(value)).toBe(value);
        return;
      }
      expect(() => fromWire(value)).toThrow(TypeError);
      expect(() => fromWire(value)).toThrow(/^A number is a JSON number/);
    },
  );

  test('are in wire form wherever they stand in a message', () => {
    const message = { d: [{ a: NaN }, -Infinity], b: -0, c: 0, n: null };
    expect(encodeJson(message)).toBe('{"d":[{"a":"NaN"},"-Infinity"],"b":"-0","c":0,"n":null}');
  });
});

describe('parseClientMessage()', () => {
  test.each(
    goldenConversation.flatMap(({ say }) => (say === undefined ? [] : [[JSON.stringify(say)]])),
  )('reads %s', (text) => {
    const { t } = JSON.parse(text);
    if (t === 'dance') expect(parseClientMessage(text)).toMatchObject({ code: 'badMessage' });
    else expect(parseClientMessage(text)).toEqual({ message: JSON.parse(text) });
  });

  test.each(goldenRefusals)('refuses %s', (text, code) => {
    expect(parseClientMessage(text)).toMatchObject({ code });
  });

  property.prop([fc.string()])('throws at no text', (text) => {
    parseClientMessage(text);
  });

  property.prop([fc.json()])('throws at no JSON', (text) => {
    parseClientMessage(text);
  });

  test('leaves unknown fields out, and what is inherited', () => {
    expect(parseClientMessage('{"t":"ping","more":1,"__proto__":{"polluted":1}}')).toEqual({
      message: { t: 'ping' },
    });
    expect('polluted' in {}).toBe(false);
  });

  test('builds nothing from deep nesting', () => {
    const deep = '['.repeat(8_000) + ']'.repeat(8_000);
    expect(parseClientMessage(deep)).toEqual({ code: 'badMessage', why: 'nested deeper than 5' });
  });
});

describe('docs/protocol.md', () => {
  const text = readFileSync(join(import.meta.dirname, '../../docs/protocol.md'), 'utf8');
  test.each(['client', 'server'] as const)('has the schema of what a %s says beside it', (side) => {
    const file = join(import.meta.dirname, `../../docs/protocol.${side}.schema.json`);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(jsonSchemas()[side]);
  });

  test('lists every close code and every error code', () => {
    for (const [name, code] of Object.entries(closeCodes))
      expect(text).toContain(`| ${code} | ${name} |`);
    for (const name of Object.keys(errorCodes)) expect(text).toContain(`| \`${name}\` |`);
  });
});

describe('the golden frames of the server', () => {
  const heard = goldenConversation.flatMap(({ hear }) => (hear === undefined ? [] : [hear]));

  test.each(heard.map((frame) => [JSON.stringify(frame).slice(0, 60), frame] as const))(
    '%s fits its schema',
    (_name, frame) => {
      const whole = {
        ...frame,
        ...('ts' in frame && { ts: 0 }),
        ...('topics' in frame && frame.topics === 'TOPICS' && { topics: [] }),
      };
      const schema = Object.entries(serverMessageSchemas).find(([t]) => t === frame.t)?.[1];
      expect(schema?.safeParse(whole)).toMatchObject({ success: true });
    },
  );
});

describe('returnAfter()', () => {
  test.each([
    [1000, 'later'],
    [1002, 'never'],
    [1006, 'later'],
    [1008, 'never'],
    [1009, 'never'],
    [4000, 'never'],
    [4099, 'never'],
    [4100, 'later'],
    [4200, 'at once'],
    [4300, 'later'],
  ])('%i: %s', (code, expected) => {
    expect(returnAfter(code)).toBe(expected);
  });
});
