import { createRandom } from 'gradstream';
import { type Draw, type Format, type Kind, kinds } from './hostileKinds.js';

/** A record that is sent, and what is to become of it. */
export interface HostileRecord {
  readonly kind: string;
  readonly value: Uint8Array;
  /** undefined when its sender gives it none. */
  readonly id: string | undefined;
  /** An example is learnt from; what has a reason is put aside; the rest is left out, since its id has been used. */
  readonly becomes: 'example' | 'nothing' | RegExp;
}

export interface RecordsOptions {
  readonly format: Format;
  /** How many are refused. */
  readonly count: number;
  readonly seed: number;
  /** Bytes of the largest. */
  readonly largest: number;
  /** Of these there are so many. */
  readonly huge: number;
  /** Examples are a multiple of it. */
  readonly batch: number;
  readonly newlines: boolean;
  /** Whether ids come with records. */
  readonly ids: boolean;
  /** Whether an id may have control characters. */
  readonly controls: boolean;
  /** Whether the broker itself leaves out what has an id that it knows, whatever it holds. */
  readonly dropsRepeated: boolean;
}

/** What ids have in them that may do harm: in headers, in objects, in terminals, in memory. */
const harms = [
  '',
  '\u00e9\u{1f408}',
  '__proto__',
  '"\\',
  '\x1b[2J\x07',
  "'; --",
  '%00%',
  'x'.repeat(5_000),
];

/**
 * Payloads that are no examples, all kinds in turn, with examples among them, and one at the end.
 */
export function hostileRecords(options: RecordsOptions): HostileRecord[] {
  const { format, count, seed, largest, huge, batch, newlines, ids } = options;
  const { controls, dropsRepeated } = options;
  const random = createRandom(seed);
  const draw: Draw = (below) => Math.floor(random.uniform() * below);
  const refused = kinds[format].filter(({ reason }) => reason !== undefined);
  const taken = kinds[format].filter(({ reason }) => reason === undefined);
  const records: HostileRecord[] = [];
  const examples: HostileRecord[] = [];

  function bytesOf({ make }: Kind): Uint8Array {
    for (;;) {
      const made = make(draw);
      const bytes = typeof made === 'string' ? new TextEncoder().encode(made) : made;
      if (newlines || !bytes.includes(0x0a)) return bytes;
    }
  }

  function idOf(): string | undefined {
    const number = records.length;
    const drawn = harms[draw(harms.length)];
    const harm = controls ? drawn : drawn.replaceAll(/\p{Cc}/gu, '');
    return number % 7 === 3 ? undefined : `${number} ${harm} ${number}`;
  }

  function addExample(): void {
    const kind = taken[examples.length % taken.length];
    const example = {
      kind: kind.name,
      value: bytesOf(kind),
      id: idOf(),
      becomes: 'example',
    } as const;
    records.push(example);
    examples.push(example);
  }

  const hugeAt = new Set(
    Array.from({ length: huge }, (_, i) => Math.floor(((i + 1) * count) / (huge + 1))),
  );
  for (let i = 0; i < count; i++) {
    const kind = refused[i % refused.length];
    const { id: used } = examples[draw(examples.length)] ?? {};
    if (hugeAt.has(i)) {
      const value = new Uint8Array(largest - draw(100)).fill(0x20);
      records.push({ kind: 'huge', value, id: idOf(), becomes: /^\d+ bytes; / });
    } else {
      // The id of an example, with what is none, does not hide it.
      const isUsed = ids && used !== undefined && i % 23 === 11;
      records.push({
        kind: kind.name,
        value: bytesOf(kind),
        id: isUsed ? used : idOf(),
        becomes: isUsed && dropsRepeated ? 'nothing' : (kind.reason ?? 'example'),
      });
    }
    if (ids && used !== undefined && i % 31 === 17) {
      const value = bytesOf(taken[draw(taken.length)]);
      records.push({ kind: 'another example under its id', value, id: used, becomes: 'nothing' });
    }
    if (draw(2) === 0) addExample();
  }
  do addExample();
  while (examples.length % batch > 0);
  return records;
}
