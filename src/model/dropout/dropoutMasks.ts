import { type Make, type Matrix, type Values, zeros } from '../../numerics/matrix.js';
import { coinsInto } from '../../numerics/random/coinsInto.js';
import { createRandom, type Random, requireSeed } from '../../numerics/random/random.js';
import { type Network, networkPrecision } from '../network.js';

/** Which units a network keeps while it learns. */
export interface DropoutOptions {
  /**
   * The probability that a unit is kept, above 0 and at most 1: one number for all hidden layers, or a list
   * with one for each of the layers 0..L-1, the inputs first. The output is always kept.
   */
  readonly keep: number | readonly number[];
  /** An integer from 0 to 2^32 - 1. Default 1. */
  readonly seed?: number;
  /**
   * The same masks at every iteration, as a program draws them that seeds NumPy's generator each time anew:
   * `np.random.rand(n_l, m) < keep[l]` for l = 0..L-1. Default false.
   */
  readonly frozen?: boolean;
}

/** Dropout with nothing left out. */
export type Dropout = Required<DropoutOptions>;

/**
 * The masks of inverted dropout, `masks[l]` = D[l] / keep[l]: 0 where a unit is dropped for an example,
 * 1 / keep[l] where it is kept, so that its mean stays what it is without dropout.
 *
 * They are a pure function of the seed, the iteration and the layer, and independent between any two of
 * them: a run that is resumed draws what it would have drawn.
 *
 * Shapes: masks[l] (n_l x m), for l = 0..L-1; empty where all units are kept, as at the output.
 * @param m examples in the batch
 * @param iteration counted from 0
 * @throws {RangeError} when a probability is not above 0 and at most 1, their list has not L entries, or
 * the seed is not an integer from 0 to 2^32 - 1
 * @example
 * dropoutMasks(createNetwork([2, 3, 1]), 2, { keep: 0.5, frozen: true }, 0)[1] // => matrix([[2, 2], [2, 2], [2, 0]])
 * Source: Srivastava et al. 2014, with the division moved into training.
 */
export function dropoutMasks(
  network: Network,
  m: number,
  options: DropoutOptions,
  iteration: number,
): readonly Matrix[] {
  return drawMasksInto(allocateMasks(network, m), requireDropout(options), iteration);
}

/** Room for the masks of one network over batches of one size; that of a layer is made when it first drops. */
export interface MaskBuffers {
  /** Those of this iteration. */
  readonly masks: Matrix[];
  readonly layerDims: readonly number[];
  readonly m: number;
  /** What is drawn into for layer l. */
  readonly roomOf: (l: number) => Matrix;
  /** What drops nothing. */
  readonly empty: Matrix;
  /** What the masks are drawn for, where they are frozen. */
  frozenKeep: Dropout['keep'] | undefined;
}

/** Makes the room that `drawMasksInto` writes to, for `m` examples, out of matrices from `make`. */
export function allocateMasks(network: Network, m: number, make: Make = zeros): MaskBuffers {
  const { layerDims } = network;
  const precision = networkPrecision(network);
  const empty = make(0, 0, precision);
  const rooms: Matrix[] = [];
  const roomOf = (l: number) => {
    rooms[l] ??= make(layerDims[l], m, precision);
    return rooms[l];
  };
  return { masks: layerDims.map(() => empty), layerDims, m, roomOf, empty, frozenKeep: undefined };
}

/** `dropoutMasks` without allocation: the result is valid until it is drawn again. */
export function drawMasksInto(
  buffers: MaskBuffers,
  { keep, seed, frozen }: Dropout,
  iteration: number,
): readonly Matrix[] {
  const { masks, layerDims, m, roomOf, empty } = buffers;
  const L = layerDims.length - 1;
  requireOnePerLayer(keep, L);
  if (frozen && buffers.frozenKeep === keep) return masks;
  buffers.frozenKeep = frozen ? keep : undefined;
  const random = frozen ? createRandom(seed) : undefined;
  for (let l = 0; l < L; l++) {
    const share = keepOf(keep, l);
    masks[l] = share < 1 ? roomOf(l) : empty;
    if (random === undefined) coinsInto(masks[l].values, share, 1 / share, seed, iteration, l);
    else uniformsInto(masks[l].values, layerDims[l] * m, share, random);
  }
  return masks;
}

/** D / keep, with D = rand(n, m) < keep; NumPy draws for layers too that drop nothing. */
function uniformsInto(values: Values, count: number, keep: number, random: Random): void {
  for (let i = 0; i < count; i++) {
    const isKept = random.uniform() < keep;
    if (i < values.length) values[i] = isKept ? 1 / keep : 0;
  }
}

/** The probability that units of layer l are kept, for l = 0..L-1. */
export function keepOf(keep: Dropout['keep'], l: number): number {
  if (typeof keep === 'object') return keep[l];
  return l === 0 ? 1 : keep;
}

/**
 * Dropout, checked, with nothing left out.
 *
 * @throws {RangeError} when a probability is not above 0 and at most 1, or the seed is not an integer from
 * 0 to 2^32 - 1
 */
export function requireDropout({ keep, seed = 1, frozen = false }: DropoutOptions): Dropout {
  requireSeed(seed);
  for (const share of typeof keep === 'object' ? keep : [keep]) {
    if (!(share > 0 && share <= 1)) {
      throw new RangeError(
        `A unit is kept with a probability above 0 and at most 1; found ${share}`,
      );
    }
  }
  return { keep: typeof keep === 'object' ? [...keep] : keep, seed, frozen };
}

function requireOnePerLayer(keep: Dropout['keep'], L: number): void {
  if (typeof keep === 'object' && keep.length !== L) {
    throw new RangeError(
      `A network of ${L} layers keeps units of layers 0 to ${L - 1}, with ${L} probabilities; ` +
        `found ${keep.length}`,
    );
  }
}
