import { createHash } from 'node:crypto';
import { csvExamples, type ExampleCodec, jsonExamples, packedExamples } from 'gradstream';

/** How examples are written. */
export type Format = 'json' | 'csv' | 'float32' | 'float64';

/** What the payloads of these tests are examples of, or not. */
export const schema = { features: 3, classes: 3, largest: 1e100 };

export const codecs: Readonly<Record<Format, ExampleCodec>> = {
  json: jsonExamples(schema),
  csv: csvExamples(schema),
  float32: packedExamples(schema, 'float32'),
  float64: packedExamples(schema, 'float64'),
};

/** From 0 to below `below`, a whole number. */
export type Draw = (below: number) => number;

/** A kind of payload: how one is made, and for what reason it is refused; without one it is an example. */
export interface Kind {
  readonly name: string;
  readonly make: (draw: Draw) => string | Uint8Array;
  readonly reason?: RegExp;
}

const bad = (name: string, reason: RegExp, make: Kind['make']): Kind => ({ name, reason, make });
const good = (name: string, make: Kind['make']): Kind => ({ name, make });
const one = <T>(draw: Draw, ...of: readonly T[]): T => of[draw(of.length)];

/** A number that is an example's, now and then of a kind that is rare. */
function number(draw: Draw): number {
  const plain = draw(2_000_001) / 1e6 - 1;
  // All of them are numbers of 32 bits, too.
  return Math.fround(draw(20) === 0 ? one(draw, -0, 1.4e-45, -1.1754942e-38, 0) : plain);
}

const numbers = (draw: Draw) => [number(draw), number(draw), number(draw)];
const text = (value: number) => (Object.is(value, -0) ? '-0' : String(value));
const json = (draw: Draw) => `[${numbers(draw).map(text).join()}]`;
const event = (more: object) =>
  JSON.stringify({ specversion: '1.0', id: '1', source: '/a', type: 't', ...more });
const latin = (codes: string) => Buffer.from(codes, 'latin1');

const anyText: readonly Kind[] = [
  bad('nothing', /^(?:not JSON|1 values)/, () => ''),
  bad('white space', /^(?:not JSON|1 values)/, (draw) => one(draw, ' ', '\t', '\r', '    \t ')),
  bad('one byte', /^(?:not (?:JSON|UTF-8)|neither|[12] values|value 0)/, (draw) =>
    Uint8Array.of(one(draw, 0, 7, 0x1b, 0x22, 0x2c, 0x31, 0x5b, 0x7b, 0x7f, 0x80, 0xff)),
  ),
  bad('NUL bytes', /^(?:not JSON|1 values)/, (draw) => '\0'.repeat(1 + draw(3_000))),
  bad('bytes that are no UTF-8', /^not UTF-8$/, (draw) =>
    Buffer.concat([
      latin('[1,2,3,"'),
      one(draw, latin('\xff'), latin('\xc3\x28'), latin('\xc0\xaf')),
    ]),
  ),
  bad('half of a pair, in UTF-8', /^not UTF-8$/, () => latin('1,\xed\xa0\x80,3,0')),
  bad('UTF-16', /^not UTF-8$/, () => Buffer.from('\ufeff[1,2,3,0]', 'utf16le')),
  bad('another format', /^(?:not |1 values|\d+ values)/, (draw) =>
    one(draw, '<x/>', 'id: 1', '%PDF-1.4', '\x1f\x8b\b', 'MZ', '{{7*7}}', '\u2028', '\u202e'),
  ),
  bad('what a terminal would obey', /^(?:not JSON|1 values)/, () =>
    one(() => 0, '\x1b]0;owned\x07\x1b[2J\x1b[31m\u009b1A'),
  ),
  bad('too many bytes', /^\d+ bytes; expected 65664 at most$/, (draw) =>
    one(draw, ' ', '1', '"', '[', 'a').repeat(65_665 + draw(20_000)),
  ),
  bad(
    'a text that expressions are slow at',
    /^(?:not JSON|\d+ values|value \d|more|feature)/,
    (draw) =>
      one(draw, `"${'""'.repeat(9_000)}x`, `1${'1'.repeat(30_000)}x`, `${' '.repeat(30_000)}x`),
  ),
];

const jsonKinds: readonly Kind[] = [
  ...anyText,
  bad('JSON that is cut off', /^not JSON$/, (draw) => {
    const whole = `{"features":${json(draw)},"label":1}`;
    return whole.slice(0, 1 + draw(whole.length - 1));
  }),
  bad('100,000 brackets', /^1\d{5} bytes; expected/, () => '['.repeat(100_000)),
  bad('many brackets', /^nested deeper than 16$/, (draw) =>
    one(draw, '[', '{"a":', '{"features":[').repeat(17 + draw(4_000)),
  ),
  bad('a number beyond all', /is not finite$/, (draw) => `[1,${one(draw, '', '-')}1e999,3,0]`),
  bad(
    'a number whose square is none',
    /is beyond 1e\+100$/,
    (draw) => `[1,${one(draw, '1e308', '-1.7e308', '1e101')},3,0]`,
  ),
  bad(
    'no number',
    /^feature 1 is not a number$/,
    (draw) =>
      `[1,${one(draw, 'null', 'true', '""', '"1"', '[]', '[2]', '{}', '{"valueOf":2}')},3,0]`,
  ),
  bad(
    'the name of no number',
    /^feature 1 is not finite$/,
    (draw) => `[1,"${one(draw, 'NaN', 'Infinity', '-Infinity')}",3,0]`,
  ),
  bad(
    'a word that is not JSON',
    /^not JSON$/,
    (draw) =>
      `[1,${one(draw, 'NaN', '-Infinity', 'undefined', '0x10', '1_0', '.5', '1.', '+1', '01')},3,0]`,
  ),
  bad('other counts', /expected 3/, (draw) => {
    const features = `[${'1,'.repeat(one(draw, 0, 1, 3, 500))}1]`;
    return one(
      draw,
      `{"features":${features},"label":0}`,
      `[${'1,'.repeat(one(draw, 0, 1, 4, 99))}1]`,
    );
  }),
  bad(
    'no class',
    /^the label -?[\d.]+(?:e\+\d+)? is not one of 3 classes$/,
    (draw) =>
      `{"features":${json(draw)},"label":${one(draw, '-1', '0.5', '3', '4294967296', '1e21')}}`,
  ),
  bad(
    'a label that is no number',
    /^the label is not a number$/,
    (draw) =>
      `{"features":${json(draw)},"label":${one(draw, '"__proto__"', '"constructor"', '"0"', 'true', '{}', '"\\ud800"', '"\\u001b[2J"')}}`,
  ),
  bad(
    'no label',
    /^(?:no label|[02] values of a label)/,
    (draw) =>
      `{"features":${json(draw)}${one(draw, '', ',"label":null', ',"label":[]', ',"label":[0,1]')}}`,
  ),
  bad('a name twice', /^a name stands twice in one object$/, (draw) =>
    one(
      draw,
      `{"features":[1,2,3],"features":${json(draw)},"label":0}`,
      `{"features":${json(draw)},"label":0,"label":1}`,
      `{"features":${json(draw)},"label":0,"\\u006cabel":1}`,
      `{"features":${json(draw)},"label":0,"x":{"y":1,"y":1}}`,
    ),
  ),
  bad(
    'names of prototypes',
    /^(?:no array of features|no label|4 values|neither|feature)/,
    (draw) =>
      one(
        draw,
        '{"__proto__":{"features":[1,2,3],"label":0}}',
        '{"constructor":{"prototype":{"features":[1,2,3],"label":0}}}',
        '{"features":{"__proto__":[1,2,3],"length":3},"label":0}',
        '{"features":[1,2,3],"__proto__":{"label":0}}',
      ),
  ),
  bad(
    'a key that is no text',
    /^the key is not a string$/,
    (draw) =>
      `{"features":${json(draw)},"label":0,"key":${one(draw, '1', 'null', '[]', '{"__proto__":1}')}}`,
  ),
  bad('another value', /^(?:neither|no array)/, (draw) =>
    one(draw, 'null', '0', '"[1,2,3,0]"', 'true', '{}', '{"features":"[1,2,3]","label":0}'),
  ),
  bad(
    'a raw control character',
    /^not JSON$/,
    () => '{"features":[1,2,3],"label":0,"key":"\x1b[2J"}',
  ),
  bad('two payloads', /^not JSON$/, (draw) => `${json(draw)} ${json(draw)}`),
  bad('an envelope that is none', /CloudEvent/, (draw) =>
    one(
      draw,
      event({ specversion: '0.3', data: [1, 2, 3, 0] }),
      event({ id: '', data: [1, 2, 3, 0] }),
      event({ source: 'a b', data: [1, 2, 3, 0] }),
      event({ type: 7, data: [1, 2, 3, 0] }),
      event({}),
      event({ data: 1, data_base64: '' }),
      event({ data_base64: '?' }),
      event({ datacontenttype: 'text/csv', data: '1,2,3,0' }),
      event({ source: `/${'%41'.repeat(9_000)}%`, data: [] }),
    ),
  ),
  bad('an envelope with nothing good in it', /^(?:not |nested|\d values|neither)/, (draw) =>
    one(
      draw,
      event({ data: [1] }),
      event({ data: event({ data: [1, 2, 3, 0] }) }),
      event({ data_base64: btoa('[1,2,3,0') }),
      event({ data_base64: btoa('['.repeat(900)) }),
    ),
  ),
  good('an object', (draw) => `{"label":${draw(3)},"x":[{"a":{}}],"features":${json(draw)}}`),
  good('an array', (draw) => `[${json(draw).slice(1, -1)},${draw(3)}]`),
  good(
    'white space and a byte order mark',
    (draw) => `\ufeff \t\r{"features" :\r${json(draw)} , "label":\t${draw(3)}.0e0}\r`,
  ),
  good(
    'names of prototypes beside it',
    (draw) =>
      `{"__proto__":{"label":9},"constructor":1,"features":${json(draw)},"label":${draw(3)}}`,
  ),
  good(
    'an envelope',
    (draw) =>
      `{"specversion":"1.0","id":"1","source":"/a","type":"t","data":{"features":${json(draw)},"label":${draw(3)}}}`,
  ),
  good('an envelope of base64', (draw) =>
    event({ data_base64: btoa(`{"features":${json(draw)},"label":${draw(3)}}`) }),
  ),
];

const csv = (draw: Draw) => numbers(draw).map(text).join();

const csvKinds: readonly Kind[] = [
  ...anyText,
  bad('a line that is cut off', /^(?:[12] values|no label|feature \d is not a number)/, (draw) => {
    const whole = `0.${1 + draw(9)},1.5,2.5`;
    return whole.slice(0, 1 + draw(whole.length));
  }),
  bad('other counts', /^(?:2 values|more than 4 values)/, (draw) =>
    one(draw, '1,2', `1,2,3,0${',0'.repeat(1 + draw(9_000))}`),
  ),
  bad('quotes in the wrong place', /has quotes in the wrong place$/, (draw) =>
    one(
      draw,
      '1,2,3,"0',
      '1,2,3,0"',
      '1,"2"x,3,0',
      '1,2"",3,0',
      '"1,2,3,0',
      `1,${'"'.repeat(301)}`,
    ),
  ),
  bad('digits and commas of other places', /not a number$|^\d values/, (draw) =>
    one(
      draw,
      '\u0661,2,3,0',
      '\uff11,2,3,0',
      '1,5;2,5;0',
      '1;2;3;0',
      "1'000,2,3,0",
      '1\u202f000,2,3,0',
      '\u22121,2,3,0',
    ),
  ),
  bad('a formula', /is not a number$/, (draw) =>
    one(draw, '=1+1,2,3,0', '@SUM(A1),2,3,0', '"=cmd|\' /C calc\'!A0",2,3,0', '+1+1,2,3,0'),
  ),
  bad(
    'no number',
    /^feature 1 is not (?:a number|finite)$/,
    (draw) =>
      `1,${one(draw, '', ' ', 'null', 'NaN', 'Infinity', '-inf', '1e999', '0x10', '1_0', '.', '1e', '--1', '1 2', '1\r2')},3,0`,
  ),
  bad(
    'a number of 2,000 digits',
    /^feature 1 is not a number$/,
    () => `1,${'1'.repeat(2_000)},3,0`,
  ),
  bad(
    'a number whose square is none',
    /is beyond 1e\+100$/,
    (draw) => `1,${one(draw, '1e308', '-1.7e308', '1e101')},3,0`,
  ),
  bad(
    'no class',
    /^the label (?:-?[\d.]+(?:e\+\d+)?|NaN|Infinity) is not one of 3 classes$/,
    (draw) => `1,2,3,${one(draw, '-1', '0.5', '3', '1e21', 'nan', 'inf')}`,
  ),
  bad(
    'a label that is no number',
    /^the label is not a number$/,
    (draw) =>
      `1,2,3,${one(draw, '__proto__', 'constructor', '', 'cat', '\x1b[2J', '"0\x07"', '0x1')}`,
  ),
  bad('two lines', /^(?:feature|more|value)/, (draw) =>
    one(draw, '1,2\r3,0', '1,2\r\n3,0', '1,2,3,0\n1,2,3,0', '"1\n2",2,3,0'),
  ),
  good('a line', (draw) => `${csv(draw)},${draw(3)}`),
  good('a line with its end', (draw) => `${csv(draw)},${draw(3)}\r`),
  good(
    'quotes, white space and a byte order mark',
    (draw) =>
      `\ufeff"${text(number(draw))}"\t, ${text(number(draw))} ,+${Math.abs(number(draw))}, "${draw(3)}"`,
  ),
];

function packedKinds(type: 'float32' | 'float64'): readonly Kind[] {
  const size = type === 'float32' ? 4 : 8;
  const packed = (...values: readonly number[]) =>
    Buffer.from((size === 4 ? Float32Array.from(values) : Float64Array.from(values)).buffer);
  /** The third feature has these bits at its end; the others are well. */
  const withBits = (...bits: readonly number[]) => {
    const bytes = packed(1, 2, 3, 0);
    bytes.set(bits, 3 * size - bits.length);
    return bytes;
  };
  const notFinite = /^feature 2 is not finite$/;
  return [
    bad('a wrong length', /^\d+ bytes; expected/, (draw) => {
      const length = draw(100);
      return new Uint8Array([3 * size, 4 * size].includes(length) ? length + 1 : length).fill(
        draw(256),
      );
    }),
    bad('nothing', /^0 bytes; expected/, () => ''),
    bad('a text', /^\d+ bytes; expected/, (draw) => `{"features":${json(draw)},"label":0}`),
    bad('too many bytes', /^\d+ bytes; expected/, (draw) => new Uint8Array(65_665 + draw(20_000))),
    bad('no label', /^no label$/, () => packed(1, 2, 3)),
    bad('NaN', notFinite, () => packed(1, 2, Number.NaN, 0)),
    bad('NaN that signals', notFinite, () =>
      size === 4 ? withBits(0x01, 0x00, 0x80, 0x7f) : withBits(0x01, 0, 0, 0, 0, 0, 0xf0, 0x7f),
    ),
    bad('NaN with a message', notFinite, (draw) =>
      size === 4 ? withBits(draw(256), 0xff, 0xff) : withBits(draw(256), 0xff, 0xff),
    ),
    bad('an infinity', notFinite, (draw) => packed(1, 2, one(draw, Infinity, -Infinity), 0)),
    bad('no class', /^the label \S+ is not one of 3 classes$/, (draw) =>
      packed(1, 2, 3, one(draw, -1, 0.5, 3, 1e30, Number.NaN, Infinity, 1e-40)),
    ),
    ...(size === 8
      ? [bad('a number whose square is none', /is beyond 1e\+100$/, () => packed(1, 1e308, 3, 0))]
      : []),
    bad('the other end first', /is not one of 3 classes$|is beyond|is not finite/, () =>
      packed(1, 2, 3, 1).reverse(),
    ),
    good('numbers', (draw) => packed(...numbers(draw), draw(3))),
    good('a class of -0', (draw) => packed(...numbers(draw), -0)),
  ];
}

export const kinds: Readonly<Record<Format, readonly Kind[]>> = {
  json: jsonKinds,
  csv: csvKinds,
  float32: packedKinds('float32'),
  float64: packedKinds('float64'),
};

export const sha256 = (value: Uint8Array | string) =>
  createHash('sha256').update(value).digest('hex');
