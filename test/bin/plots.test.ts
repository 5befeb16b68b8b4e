import { decode } from 'fast-png';
import { describe, expect, test } from 'vitest';
import {
  type ActivationCurve,
  activationSheet,
  costCurve,
  type Sample,
  sampleSheet,
  type TrialSheet,
  trialLines,
} from '../../bin/plots/index.js';
import { niceScale } from '../../bin/plots/niceScale.js';

const hostile = `<script>alert("1")</script> & 'x'`;
const hostileEscaped = '&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; &#39;x&#39;';

/** The names of all elements in document order; fails unless the text is one well-formed element. */
function elements(svg: string): readonly string[] {
  const token = /<(\/?)([a-zA-Z]+)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>|([^<>]+)/gy;
  const seen: string[] = [];
  const unclosed: string[] = [];
  let end = 0;
  for (const match of svg.matchAll(token)) {
    const [whole, closing, name, attributes, empty, text] = match;
    end = match.index + whole.length;
    expect(text ?? attributes ?? '').not.toMatch(/&(?!(?:amp|lt|gt|quot|#39);)/);
    if (text !== undefined || name === undefined) continue;
    if (closing) {
      expect(unclosed.pop()).toBe(name);
    } else {
      if (seen.length > 0) expect(unclosed).not.toHaveLength(0);
      seen.push(name);
      if (!empty) unclosed.push(name);
    }
  }
  expect(end).toBe(svg.length);
  expect(unclosed).toEqual([]);
  return seen;
}

/** What the picture writes, outside its title and description. */
function writtenTexts(svg: string): readonly string[] {
  return [...svg.matchAll(/<text [^>]*>([^<]*)<\/text>/g)].map(([, text]) => text ?? '');
}

const tanh = { name: 'tanh', iterations: [100, 200, 300], costs: [0.6556, 0.6468, 0.6447] };
const relu = { name: 'ReLU', iterations: [100, 200, 300], costs: [0.6556, 0.6468, 0.644] };

const z = [-10, -5, 0, 5, 10];
const curves: readonly ActivationCurve[] = ['sigmoid', 'tanh', 'ReLU', 'leaky ReLU'].map(
  (name) => ({ name, formula: `${name} of z`, z, values: z.map(Math.tanh), derivatives: z }),
);

const sample: Sample = {
  pixels: Uint8Array.from({ length: 3 * 2 * 3 }, (_, i) => 14 * i),
  width: 3,
  height: 2,
  trueClass: 'cat',
  predictedClass: 'non-cat',
  probability: 0.731,
};

/** Three trials, the best first, of which the last was stopped. */
const trials: TrialSheet = {
  title: 'Trials',
  axes: [
    { name: 'learning rate', scale: 'logarithmic', values: ['0.01', '0.1', '1'] },
    { name: 'depth', scale: 'linear', values: ['1', '3', '3'] },
    { name: 'activation', scale: 'words', values: ['relu', 'tanh', 'relu'] },
    { name: 'cost', scale: 'linear', values: ['0.1', '0.25', '0.6'] },
  ],
  finished: [true, true, false],
};

describe.each([
  ['trialLines()', (title: string) => trialLines({ ...trials, title })],
  ['trialLines() of no trials', (title: string) => trialLines({ title, axes: [], finished: [] })],
  ['costCurve()', (title: string) => costCurve({ title, series: [tanh, relu] })],
  ['costCurve() of no series', (title: string) => costCurve({ title, series: [] })],
  ['sampleSheet()', (title: string) => sampleSheet({ title, images: [sample, sample] })],
  ['sampleSheet() of no images', (title: string) => sampleSheet({ title, images: [] })],
  [
    'activationSheet()',
    (name: string) => activationSheet([{ name, formula: name, z, values: z, derivatives: z }]),
  ],
] as const)('%s', (_, draw) => {
  test('is one well-formed SVG element with a name and a description', () => {
    const svg = draw('cats');
    expect(elements(svg).slice(0, 3)).toEqual(['svg', 'title', 'desc']);
    expect(svg).toMatch(/^<svg [^>]*xmlns="http:\/\/www\.w3\.org\/2000\/svg"[^>]*viewBox="0 0 /);
  });

  test('refers to nothing outside itself', () => {
    expect(draw('cats')).not.toMatch(/href="(?!data:)|url\(|@import/);
  });

  test('has a background of its own', () => {
    expect(draw('cats')).toMatch(/<rect width="\d+" height="\d+" x="0" y="0" fill="#ffffff">/);
  });

  test('is the same text every time', () => {
    expect(draw('cats')).toBe(draw('cats'));
  });

  test('writes a hostile name as text', () => {
    const svg = draw(hostile);
    expect(elements(svg)).not.toContain('script');
    expect(svg).toContain(hostileEscaped);
  });

  test('replaces characters that XML cannot hold', () => {
    const svg = draw('a\u0000b\u001b\ud800\nc $& c');
    expect(svg).not.toMatch(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u);
    expect(svg).toContain('a\uFFFDb\uFFFD\uFFFD c $&amp; c');
  });
});

describe('costCurve()', () => {
  test('names the axes, and the networks when there are several', () => {
    const texts = writtenTexts(costCurve({ title: 'Cost', series: [tanh, relu] }));
    expect(texts).toEqual(expect.arrayContaining(['Cost', 'iteration', 'cost', 'tanh', 'ReLU']));
  });

  test('leaves the legend out for one network', () => {
    const texts = writtenTexts(costCurve({ title: 'Cost', series: [tanh] }));
    expect(texts).not.toContain('tanh');
  });

  test('starts the cost axis at 0', () => {
    expect(writtenTexts(costCurve({ title: 'Cost', series: [tanh] }))).toContain('0');
  });

  test('keeps the rest of a line whose cost is not finite', () => {
    const series = [{ name: 'x', iterations: [1, 2, 3, 4, 5], costs: [3, 2, Infinity, NaN, 1] }];
    const svg = costCurve({ title: 'Cost', series });
    expect(svg).not.toMatch(/NaN|Infinity/);
    expect(svg.match(/fill="#0072b2"/g)).toHaveLength(3);
  });

  test('thins a long line to what can be seen', () => {
    const iterations = Array.from({ length: 100_000 }, (_, i) => i);
    const costs = iterations.map((i) => 1 + Math.sin(i));
    const svg = costCurve({ title: 'Cost', series: [{ name: 'x', iterations, costs }] });
    expect(svg.length).toBeLessThan(40_000);
  });

  test('grows with its legend', () => {
    const many = Array.from({ length: 30 }, (_, i) => ({ ...tanh, name: `network ${i}` }));
    const heightOf = (svg: string) => Number(/height="(\d+)"/.exec(svg)?.[1]);
    const few = heightOf(costCurve({ title: 'Cost', series: many.slice(0, 2) }));
    expect(heightOf(costCurve({ title: 'Cost', series: many }))).toBeGreaterThan(few + 100);
  });

  test('refuses a series with fewer costs than iterations', () => {
    const series = [{ ...tanh, costs: [0.6556] }];
    expect(() => costCurve({ title: 'Cost', series })).toThrow(
      'Cannot draw the costs of tanh: 3 iterations but 1 costs',
    );
  });
});

describe('activationSheet()', () => {
  test('writes the name and the formula of every panel', () => {
    const texts = writtenTexts(activationSheet(curves));
    const titles = curves.flatMap(({ name, formula }) => [name, formula]);
    expect(texts).toEqual(expect.arrayContaining([...titles, 'activation', 'derivative']));
    expect(texts.filter((text) => text === 'z')).toHaveLength(4);
  });

  test('draws a value and a derivative for every panel', () => {
    const svg = activationSheet(curves);
    // One stroke of each colour belongs to the legend.
    expect(svg.match(/stroke="#0072b2"/g)).toHaveLength(4 + 1);
    expect(svg.match(/stroke="#d55e00"/g)).toHaveLength(4 + 1);
  });
});

describe('trialLines()', () => {
  /** Colour and dashes of each line across the axes, in the order of drawing. */
  const linesIn = (svg: string) =>
    [...svg.matchAll(/<polyline [^>]*>/g)].map(([tag]) => [
      /stroke="([^"]+)"/.exec(tag)?.[1],
      tag.includes('stroke-dasharray'),
    ]);

  test('writes the axes, their marks and the kinds of lines', () => {
    const texts = writtenTexts(trialLines(trials));
    const words = ['Trials', 'learning rate', 'depth', 'activation', 'cost', 'relu', 'tanh'];
    expect(texts).toEqual(expect.arrayContaining([...words, 'best', 'finished', 'stopped early']));
  });

  test('names no kind of line that is not there', () => {
    const texts = writtenTexts(trialLines({ ...trials, finished: [true, true, true] }));
    expect(texts).not.toContain('stopped early');
  });

  test('draws the best trial on top, and those that were stopped dashed, beneath', () => {
    expect(linesIn(trialLines(trials))).toEqual([
      ['#9aa5b1', true],
      ['#0072b2', false],
      ['#d55e00', false],
    ]);
  });

  test('calls no trial the best when none has finished', () => {
    const texts = writtenTexts(trialLines({ ...trials, finished: [false, false, false] }));
    expect(texts).not.toContain('best');
  });

  test('marks whole numbers only between whole numbers', () => {
    const texts = writtenTexts(trialLines({ ...trials, axes: trials.axes.slice(1, 2) }));
    expect(texts.filter((text) => /^[\d.]+$/.test(text))).toEqual(['1', '2', '3']);
  });

  test('has a linear axis where a logarithm cannot be taken', () => {
    const l2 = { name: 'l2', scale: 'logarithmic', values: ['0', '1', '2'] } as const;
    const svg = trialLines({ ...trials, axes: [l2, ...trials.axes] });
    expect(svg).not.toMatch(/NaN|Infinity/);
  });

  test('grows with its axes', () => {
    const widthOf = (svg: string) => Number(/width="(\d+)"/.exec(svg)?.[1]);
    const many = { ...trials, axes: [...trials.axes, ...trials.axes] };
    expect(widthOf(trialLines(many))).toBeGreaterThan(widthOf(trialLines(trials)) + 500);
  });

  test('refuses an axis without a value for each trial', () => {
    const axes = [{ name: 'depth', scale: 'linear', values: ['1'] }] as const;
    expect(() => trialLines({ ...trials, axes })).toThrow(
      'Cannot draw 3 trials: depth has 1 values',
    );
  });
});

describe('niceScale()', () => {
  test.each([
    ['tanh, which all but reaches 1', [-1 + 1e-9, 1 - 1e-9], { min: -1, max: 1, interval: 0.5 }],
    ['0 to 10', [0, 10], { min: 0, max: 10, interval: 2 }],
    ['nothing finite', [NaN, Infinity], { min: 0, max: 1, interval: 0.2 }],
    ['one value', [3], { min: 3, max: 3.2, interval: 0.2 }],
  ])('holds %s', (_, values, { min, max, interval }) => {
    const scale = niceScale(values);
    expect(scale.min).toBeCloseTo(min);
    expect(scale.max).toBeCloseTo(max);
    expect(scale.interval).toBeCloseTo(interval);
  });
});

describe('sampleSheet()', () => {
  const embedded = (svg: string) => {
    const [, base64] = /href="data:image\/png;base64,([^"]+)"/.exec(svg) ?? [];
    return decode(Buffer.from(base64 ?? '', 'base64'));
  };

  test.each([1, 2, 3, 4])('embeds an image of %i channels without changing a pixel', (channels) => {
    const pixels = Uint8Array.from({ length: 3 * 2 * channels }, (_, i) => 10 * i);
    const png = embedded(sampleSheet({ title: 'Samples', images: [{ ...sample, pixels }] }));
    expect({ ...png, data: [...png.data] }).toMatchObject({
      width: 3,
      height: 2,
      channels,
      data: [...pixels],
    });
  });

  test('keeps enlarged pixels crisp', () => {
    const svg = sampleSheet({ title: 'Samples', images: [sample] });
    expect(svg).toContain('image-rendering:pixelated');
  });

  test('tells right from wrong by mark and by colour', () => {
    const right = { ...sample, predictedClass: 'cat' };
    const svg = sampleSheet({ title: 'Samples', images: [right, sample] });
    expect(svg).toMatch(/fill="#0067a3">✓ cat</);
    expect(svg).toMatch(/fill="#b84a00">✗ non-cat</);
    expect(writtenTexts(svg)[0]).toBe('✓ cat');
    expect(svg).toContain('1 of 2 right');
  });

  test('writes predicted class, probability and true class under each image', () => {
    const texts = writtenTexts(sampleSheet({ title: 'Samples', images: [sample] }));
    expect(texts).toEqual(expect.arrayContaining(['✗ non-cat', 'probability 73.1 %', 'true: cat']));
  });

  test('calls only certainty 100 %', () => {
    const images = [0.99999, 1].map((probability) => ({ ...sample, probability }));
    const texts = writtenTexts(sampleSheet({ title: 'Samples', images }));
    expect(texts).toContain('probability &gt;99.9 %');
    expect(texts).toContain('probability 100.0 %');
  });

  test('writes hostile class names as text', () => {
    const images = [{ ...sample, trueClass: hostile, predictedClass: '<b>&"' }];
    const svg = sampleSheet({ title: 'Samples', images });
    expect(elements(svg)).not.toContain('script');
    expect(svg).toContain(hostileEscaped);
    expect(writtenTexts(svg)).toContain('✗ &lt;b&gt;&amp;&quot;');
  });

  test('refuses pixels that are not whole channels', () => {
    const images = [{ ...sample, pixels: new Uint8Array(7) }];
    expect(() => sampleSheet({ title: 'Samples', images })).toThrow(
      'Cannot draw an image of 2 x 3 with 7 values: 1 to 4 channels make 6 to 24',
    );
  });
});
