import type { Matrix } from '../../src/numerics/matrix.js';
import type { WeightImage } from '../protocol/payloads.js';
import { toWire } from '../protocol/wireNumber.js';

/** The most pixels of an image, times its channels: with base64 it fits into a frame. */
const MOST_BYTES = 46_000;

/** Height, width and channels of examples whose weights can be shown as images; undefined where they cannot. */
export function imageDims(
  shape: readonly number[] | undefined,
  features: number,
): { height: number; width: number; channels: number } | undefined {
  if (shape === undefined || shape.length < 2 || shape.length > 3) return undefined;
  const [height, width, channels = 1] = shape;
  const size = height * width * channels;
  const isShown = [1, 3].includes(channels) && size === features && size <= MOST_BYTES;
  return isShown ? { height, width, channels } : undefined;
}

/**
 * The weights of one unit as an image: 128 is 0, 1 the most negative, 255 the most positive; 0 is not finite.
 *
 * @param unit row of W1 (n_1 x height * width * channels), from 0
 */
export function weightImage(
  { cols, values }: Matrix,
  unit: number,
  dims: { height: number; width: number; channels: number },
  iteration: number,
): WeightImage {
  const row = values.subarray(unit * cols, (unit + 1) * cols);
  let limit = 0;
  for (const weight of row) if (Number.isFinite(weight)) limit = Math.max(limit, Math.abs(weight));
  const pixels = Uint8Array.from(row, (weight) => {
    if (!Number.isFinite(weight)) return 0;
    return limit === 0 ? 128 : 128 + Math.round((127 * weight) / limit);
  });
  return {
    iteration,
    ...dims,
    pixels: Buffer.from(pixels).toString('base64'),
    limit: toWire(limit),
  };
}
