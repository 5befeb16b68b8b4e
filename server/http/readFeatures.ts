import { z } from 'zod';
import type { Precision } from '../../src/index.js';
import { type Matrix, zeros } from '../../src/numerics/matrix.js';
import type { Refusal } from './checkRequest.js';

/** The most examples of one request. */
const MOST_EXAMPLES = 1024;

const question = z.strictObject({
  features: z.array(z.array(z.number())).min(1).max(MOST_EXAMPLES),
});

/** What examples have to be like. */
export interface ExamplesShape {
  /** Features of each. */
  readonly features: number;
  readonly precision: Precision;
}

/**
 * The examples of a body, `{"features": [[...], ...]}`, one a list; a refusal that says what is wrong where. What was
 * sent is not repeated.
 *
 * Shapes: the result (features x examples).
 */
export function readFeatures(
  body: Uint8Array,
  { features, precision }: ExamplesShape,
): Matrix | Refusal {
  const refusal = (why: string) => ({ status: 400, why });
  const found = question.safeParse(parsed(body));
  if (!found.success) {
    const [{ path, message }] = found.error.issues;
    return refusal(`the body is {"features": [[number, ...], ...]}; ${placeOf(path)}: ${message}`);
  }
  const examples = found.data.features;
  const X = zeros(features, examples.length, precision);
  for (const [j, example] of examples.entries()) {
    if (example.length !== features) {
      return refusal(`features[${j}] has ${example.length} numbers; the model takes ${features}`);
    }
    for (const [i, value] of example.entries()) X.values[i * X.cols + j] = value;
  }
  const beyond = X.values.findIndex((value) => !Number.isFinite(value));
  return beyond === -1
    ? X
    : refusal(`features[${beyond % X.cols}] has a number that is too large for ${precision}`);
}

/** undefined when it is no JSON in UTF-8. */
function parsed(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    return undefined;
  }
}

/** `features[2][0]`; 'it' for the whole. */
function placeOf(path: readonly PropertyKey[]): string {
  if (path.length === 0) return 'it';
  return path
    .map((key, i) => (typeof key === 'number' ? `[${key}]` : `${i > 0 ? '.' : ''}${String(key)}`))
    .join('');
}
