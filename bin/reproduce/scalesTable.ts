import { defer, from } from 'rxjs';
import { he, initializeParameters, type Matrix, scaled, xavier } from '../../src/index.js';
import type { Row } from './comparison.js';
import type { Table } from './table.js';

const layerDims = [12288, 5, 5, 1];

/** R4: how far the schemes of He and Xavier scale the normal numbers that weights are drawn as. */
export function scalesTable(): Table {
  const schemes = [
    { name: 'He', scheme: he, numerator: 2 },
    { name: 'Xavier', scheme: xavier, numerator: 1 },
  ];
  return {
    result: 'R4',
    name: 'He and Xavier',
    about: `scale of the weights of ${layerDims.join('-')} over seed 1`,
    source: 'expected',
    row$: defer(() => {
      const normal = initializeParameters(layerDims, { scheme: scaled(1) }).W;
      return from(
        schemes.flatMap(({ name, scheme, numerator }) =>
          initializeParameters(layerDims, { scheme })
            .W.slice(1)
            .map(
              (W, i): Row => ({
                label: `${name}, W${i + 1}`,
                theirs: Math.sqrt(numerator / layerDims[i]).toFixed(12),
                ours: sizeOf(W) / sizeOf(normal[i + 1]),
                within: 1e-12,
              }),
            ),
        ),
      );
    }),
    notes: ['Expected are sqrt(2 / n) of He and sqrt(1 / n) of Xavier, n inputs of a unit.'],
  };
}

function sizeOf({ values }: Matrix): number {
  return Math.hypot(...values);
}
