import { expect } from 'vitest';
import { sha256 } from './hostileKinds.js';
import type { HostileRecord } from './hostileRecords.js';

/** What a letter may hold of a payload. */
const LONGEST = 512 * 1024;

const ids = (id: string) => (id.length > 256 ? `sha256:${sha256(id)}` : id);

/** The ids of the examples of records, as they come out. */
export function idsUsed(records: readonly HostileRecord[]): (string | undefined)[] {
  return records
    .filter(({ becomes }) => becomes === 'example')
    .map(({ id }) => (id === undefined ? undefined : ids(id)));
}

/**
 * Holds letters against what was sent: one for each record that is refused, in order, with its id, its payload and a
 * reason that fits its kind.
 *
 * @param lines what has been written, which is ASCII and one object a line
 */
export function expectLetters(
  lines: readonly string[],
  records: readonly HostileRecord[],
  withIds: boolean,
): void {
  const refused = records.filter(({ becomes }) => becomes instanceof RegExp);
  for (const [i, { kind, value, id, becomes }] of refused.entries()) {
    const line = lines[i] ?? '';
    if (!/^\{[ -~]*\}$/.test(line))
      throw new Error(`letter ${i} (${kind}) is no line: ${line.slice(0, 200)}`);
    const letter = JSON.parse(line);
    const payload = Buffer.from(letter.payload, 'base64');
    const isWhole = letter.cut === undefined;
    const beginning = isWhole ? value : value.subarray(0, payload.length);
    const found = {
      kind,
      reason: letter.reason,
      id: letter.id,
      payload: payload.equals(beginning) ? 'as sent' : payload.toString('latin1').slice(0, 200),
      cut: letter.cut,
      position: letter.position,
    };
    expect(found).toEqual({
      kind,
      reason: expect.stringMatching(becomes instanceof RegExp ? becomes : ''),
      id: withIds && id !== undefined ? ids(id) : expect.stringMatching(/./),
      payload: 'as sent',
      cut: value.length > LONGEST ? { bytes: value.length, sha256: sha256(value) } : undefined,
      position: { part: expect.stringMatching(/./), at: expect.stringMatching(/^\d/) },
    });
    if (!isWhole) expect(payload.length).toBe(LONGEST);
  }
  expect(lines.length).toBe(refused.length);
}
