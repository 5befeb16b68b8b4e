import { fc } from '@fast-check/vitest';
import { goldenConversation } from '../goldenFrames.js';

/** What the client of the golden conversation says. */
export const goldenTexts: readonly string[] = goldenConversation.flatMap(({ say }) =>
  say === undefined ? [] : [JSON.stringify(say)],
);

/** So many golden messages with a few characters put in the place of others. */
export function mutatedMessages(count: number, seed: number): string[] {
  const mutation = fc.record({
    text: fc.constantFrom(...goldenTexts.filter((text) => !text.includes('hello'))),
    at: fc.nat(200),
    cut: fc.nat(8),
    by: fc.oneof(
      fc.string({ unit: 'binary', maxLength: 8 }),
      fc.constantFrom('{', '[', '"', '1e999', 'null', '__proto__', '-', 'NaN', '\\u0000'),
    ),
  });
  return fc
    .sample(mutation, { numRuns: count, seed })
    .map(({ text, at, cut, by }) => text.slice(0, at) + by + text.slice(at + cut));
}
