import type { Kind } from './kind.js';
import { kinds } from './kinds.js';

/** What the text of a schedule writes as operators: `then`, `for` and `*`. */
const operators: ReadonlySet<string> = new Set(['join', 'lasting', 'product']);

/** The name of a kind in text: without the word Decay, which says nothing there. */
export function textNameOf(kind: string): string {
  return kind.replace(/Decay$/, '');
}

/** The kinds that text writes as calls, by their names in text. */
export const textKinds: ReadonlyMap<string, Kind> = new Map(
  [...kinds].filter(([kind]) => !operators.has(kind)).map(([kind, as]) => [textNameOf(kind), as]),
);
