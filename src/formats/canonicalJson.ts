import { isRecord } from './isRecord.js';

/**
 * A value as JSON that does not depend on the order in which its names were written: sorted, without white
 * space, numbers as JavaScript writes them. Equal values give equal texts, so that they can be compared and
 * hashed. Properties that are undefined are left out.
 *
 * @throws {TypeError} for what JSON cannot say: NaN and infinities, functions, and objects that are no records
 * @example
 * canonicalJson({ seed: 1, layerDims: [2, 1], momentum: undefined }) // => '{"layerDims":[2,1],"seed":1}'
 */
export function canonicalJson(value: unknown): string {
  return written(value, 'the value');
}

function written(value: unknown, path: string): string {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') {
    return JSON.stringify(value);
  }
  if (typeof value === 'number' && Number.isFinite(value)) return JSON.stringify(value);
  if (Array.isArray(value)) {
    return `[${value.map((entry, index) => written(entry, `${path}[${index}]`)).join(',')}]`;
  }
  if (isRecord(value)) {
    const entries = Object.entries(value).filter(([, entry]) => entry !== undefined);
    entries.sort(([a], [b]) => (a < b ? -1 : 1));
    const texts = entries.map(
      ([name, entry]) => `${JSON.stringify(name)}:${written(entry, `${path}.${name}`)}`,
    );
    return `{${texts.join(',')}}`;
  }
  throw new TypeError(`Cannot write ${path} as JSON: it is ${described(value)}`);
}

function described(value: unknown): string {
  if (typeof value === 'object' && value !== null) return `a ${value.constructor.name}`;
  return typeof value === 'function' ? 'a function' : String(value);
}
