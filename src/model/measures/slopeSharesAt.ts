import { requireHidden } from '../activations.js';
import { undroppedAt } from '../dropout/dropUnits.js';
import type { ForwardPass } from '../forward.js';
import type { Network } from '../network.js';
import { type SlopeShares, slopeShares } from './slopeShares.js';

/**
 * The `slopeShares()` of one layer of a pass; undefined for the inputs, which have no slope, and for the output,
 * whose gradient does not go through it.
 */
export function slopeSharesAt(
  layer: number,
  { activations }: Network,
  pass: ForwardPass,
  threshold: number,
): SlopeShares | undefined {
  if (layer === 0 || layer === activations.length - 1) return undefined;
  const { Z } = pass;
  return slopeShares(
    requireHidden(activations[layer]),
    { Z: Z[layer], A: undroppedAt(pass, layer) },
    threshold,
  );
}
