import { canonicalJson } from './canonicalJson.js';
import { isRecord } from './isRecord.js';

/** One place where two configurations are not the same. */
export interface Difference {
  /** As in code: `optimizer.learningRate`, `layerDims[2]`. */
  readonly path: string;
  /** Undefined where there was nothing. */
  readonly before: unknown;
  /** Undefined where there is nothing. */
  readonly now: unknown;
}

/**
 * Where two configurations are not the same, in the order of the first one's names, then the second's. A
 * property that is undefined is the same as none.
 *
 * @example
 * differences({ learningRate: 0.03, seed: 1 }, { learningRate: 0.1, seed: 1 }) // => [{ path: 'learningRate', before: 0.03, now: 0.1 }]
 */
export function differences(before: unknown, now: unknown): readonly Difference[] {
  return differencesAt('', before, now);
}

/**
 * Differences in words, to say why a run cannot go on with them.
 *
 * @example
 * describeDifferences(differences({ learningRate: 0.03 }, { learningRate: 0.1, seed: 1 })) // => 'learningRate was 0.03, now 0.1; seed was not given, now 1'
 */
export function describeDifferences(list: readonly Difference[]): string {
  const words = (value: unknown) => (value === undefined ? 'not given' : canonicalJson(value));
  return list
    .map(({ path, before, now }) => `${path || 'all'} was ${words(before)}, now ${words(now)}`)
    .join('; ');
}

function differencesAt(path: string, before: unknown, now: unknown): readonly Difference[] {
  if (isRecord(before) && isRecord(now)) {
    const names = new Set([...Object.keys(before), ...Object.keys(now)]);
    return [...names].flatMap((name) =>
      differencesAt(path === '' ? name : `${path}.${name}`, ownOf(before, name), ownOf(now, name)),
    );
  }
  if (Array.isArray(before) && Array.isArray(now)) {
    const length = Math.max(before.length, now.length);
    return Array.from({ length }, (_, i) => i).flatMap((i) =>
      differencesAt(`${path}[${i}]`, before[i], now[i]),
    );
  }
  return textOf(before) === textOf(now) ? [] : [{ path, before, now }];
}

function ownOf(record: Readonly<Record<string, unknown>>, name: string): unknown {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}

function textOf(value: unknown): string | undefined {
  return value === undefined ? undefined : canonicalJson(value);
}
