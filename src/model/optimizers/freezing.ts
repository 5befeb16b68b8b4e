import { zerosBeside } from '../../numerics/arena.js';
import { type Matrix, precisionOf } from '../../numerics/matrix.js';
import type { Optimizer } from './optimizer.js';

/**
 * The optimizer, on layers above `frozen` of the settings: those from 1 to `frozen` stay as they are, and their
 * moments.
 *
 * The optimizer is handed empty matrices in their place, so that it cannot touch them, whatever it does. In
 * Gram form the coordinates of a frozen layer 1 stay, and its decay. Layers may thaw and freeze at any
 * iteration; the count of updates goes on for all. Every run sees to this by itself.
 *
 * @throws {RangeError} at a step, when `frozen` is not a whole number from 0 to the number of layers
 * @example
 * const parameters = createNetwork([2, 3, 1], { precision: 'float32' }).parameters;
 * const before = copyParameters(parameters);
 * const gradients = { dW: before.W, db: before.b };
 * freezing(gradientDescent(1)).updateInto(parameters, gradients, { learningRate: 1, update: 1, frozen: 1 }, []);
 * [parameters.W[1], parameters.W[2]] // => [before.W[1], zeros(1, 3, 'float32')]
 */
export function freezing(optimizer: Optimizer): Optimizer {
  return {
    ...optimizer,
    updateInto(parameters, gradients, settings, moments) {
      const { frozen = 0 } = settings;
      if (frozen === 0) {
        optimizer.updateInto(parameters, gradients, settings, moments);
        return;
      }
      const { W, b } = parameters;
      const L = b.length - 1;
      if (!(Number.isInteger(frozen) && frozen >= 0 && frozen <= L)) {
        throw new RangeError(
          `Cannot freeze layers 1 to ${frozen}: it is a whole number from 0 to ${L}, the last layer`,
        );
      }
      const thawed = thawedRoomOf(W);
      const { empty } = thawed;
      fill(thawed.parameters.W, W, frozen, L, empty);
      fill(thawed.parameters.b, b, frozen, L, empty);
      fill(thawed.gradients.dW, gradients.dW, frozen, L, empty);
      fill(thawed.gradients.db, gradients.db, frozen, L, empty);
      while (thawed.moments.length < moments.length) thawed.moments.push({ W: [], b: [] });
      thawed.moments.length = moments.length;
      for (let i = 0; i < moments.length; i++) {
        fill(thawed.moments[i].W, moments[i].W, frozen, L, empty);
        fill(thawed.moments[i].b, moments[i].b, frozen, L, empty);
      }
      optimizer.updateInto(thawed.parameters, thawed.gradients, settings, thawed.moments);
    },
  };
}

/** The lists that an optimizer is handed: made once, and filled again at every step. */
interface Thawed {
  readonly empty: Matrix;
  readonly parameters: { readonly W: Matrix[]; readonly b: Matrix[] };
  readonly gradients: { readonly dW: Matrix[]; readonly db: Matrix[] };
  readonly moments: { readonly W: Matrix[]; readonly b: Matrix[] }[];
}

const thawedRooms = new WeakMap<readonly Matrix[], Thawed>();

function thawedRoomOf(W: readonly Matrix[]): Thawed {
  let room = thawedRooms.get(W);
  if (room === undefined) {
    const last = W[W.length - 1];
    room = {
      empty: zerosBeside(last)(0, 0, precisionOf(last)),
      parameters: { W: [], b: [] },
      gradients: { dW: [], db: [] },
      moments: [],
    };
    thawedRooms.set(W, room);
  }
  return room;
}

function fill(
  to: Matrix[],
  from: readonly Matrix[],
  frozen: number,
  L: number,
  empty: Matrix,
): void {
  to.length = from.length;
  for (let l = 0; l < from.length; l++) {
    // What stands behind the last layer is the decay of the first, in Gram form.
    const layer = l <= L ? l : 1;
    to[l] = layer >= 1 && layer <= frozen ? empty : from[l];
  }
}
