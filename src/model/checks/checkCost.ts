import type { Finding, Watched } from './check.js';
import { columnsNotFinite, listOf } from './examplesBehind.js';
import { likelyCause } from './likelyCause.js';

/**
 * Finds a cost that is not a finite number, with the first layer where that shows, and the examples.
 *
 * Features are looked at before layers: in Gram form one of them spoils the products of all examples.
 */
export function checkCost(record: Watched): Finding | undefined {
  const { index, cost, X, Z } = record;
  if (Number.isFinite(cost)) return undefined;
  const layers = [X, ...Z.slice(1)].map(columnsNotFinite);
  const layer = layers.findIndex((columns) => columns.length > 0);
  const examples = layer === -1 ? [] : layers[layer].map((j) => record.examples[j]);
  const place = layer > 0 ? `, from layer ${layer} on` : '';
  const whose = examples.length > 0 ? `, by ${listOf(examples)}` : '';
  return {
    quantity: 'cost',
    ...(layer > 0 && { layer }),
    value: cost,
    examples,
    text: `The cost of iteration ${index + 1} is ${cost}${place}${whose}: ${likelyCause(record)}`,
  };
}
