import { type Arena, arenaOf } from '../numerics/arena.js';
import type { Make, Matrix } from '../numerics/matrix.js';
import {
  allocateForward,
  type ForwardBuffers,
  type ForwardPass,
  modelForwardInto,
} from './forward.js';
import { type Network, networkPrecision } from './network.js';

/**
 * Forward passes of network after network over the same examples: `modelForward` with buffers that are made
 * once, and with the examples brought, once, to where the network computes.
 *
 * Shapes: X (n_0 x m). A pass is valid until the next one with a network of the same shape and arena.
 * @throws {ShapeError} at the use, when X has not n_0 rows
 * @example
 * createForward(matrix([[1], [2]]))(createNetwork([2, 1], { scheme: allZeros })).AL // => matrix([[0.5]])
 */
export function createForward(X: Matrix): (network: Network) => ForwardPass {
  let prepared: Prepared | undefined;
  return (network) => {
    const { W } = network.parameters;
    const arena = arenaOf(W[W.length - 1]);
    const shape = [networkPrecision(network), ...network.layerDims, X.cols].join();
    if (prepared === undefined || prepared.arena !== arena || prepared.shape !== shape) {
      const buffers = buffersIn(arena, shape, (make) => allocateForward(network, X.cols, make));
      prepared = { arena, shape, X: arena?.share(X) ?? X, buffers };
    }
    return modelForwardInto(prepared.buffers, network, prepared.X);
  };
}

interface Prepared {
  readonly arena: Arena | undefined;
  /** What buffers depend on. */
  readonly shape: string;
  readonly X: Matrix;
  readonly buffers: ForwardBuffers;
}

/** Made once for each arena and shape: an arena gives nothing back, and evaluators come and go. */
function buffersIn(
  arena: Arena | undefined,
  shape: string,
  allocate: (make?: Make) => ForwardBuffers,
): ForwardBuffers {
  if (arena === undefined) return allocate();
  const ofArena = known.get(arena) ?? new Map<string, ForwardBuffers>();
  known.set(arena, ofArena);
  const buffers = ofArena.get(shape) ?? allocate(arena.zeros);
  ofArena.set(shape, buffers);
  return buffers;
}

const known = new WeakMap<Arena, Map<string, ForwardBuffers>>();
